package local

import (
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"
)

// housekeeping is how often the reserve, the log and the disk are looked at.
const housekeeping = 10 * time.Second

// keepHouse caps the log and puts the reserve back when there is room. What
// fails here is worth a line in the log and no more.
func (s *Server) keepHouse() {
	if err := turnLog(s.layout, s.logFile); err != nil {
		s.opts.Log.Warn("cannot rotate postgres.log", "err", err)
	}
	if s.opts.Ephemeral {
		return
	}
	if err := s.layBallast(); err != nil {
		s.opts.Log.Warn("cannot reserve disk space", "err", err)
	}
}

// pruneRuntimes removes unpacked bundles that this one replaces: same major,
// older minor. Those of other majors stay, because an older cluster may need
// them.
func (s *Server) pruneRuntimes() {
	if s.plan.Source != SourceBundle {
		return
	}
	entries, _ := os.ReadDir(s.layout.runtimes())
	mine := filepath.Base(filepath.Dir(s.plan.BinDir))
	for _, e := range entries {
		version, _, ok := strings.Cut(e.Name(), "-")
		if ok && e.Name() != mine && majorOf(version) == s.plan.Major {
			_ = os.RemoveAll(filepath.Join(s.layout.runtimes(), e.Name()))
		}
	}
}

// HandOver gives files, and folders with what lies in them, that root has made
// in somebody's dir to that user, so that the service can go on with them after
// one command by root. names are within dir; what is not there is passed over.
func HandOver(dir string, names ...string) {
	uid, gid, err := ownerOf(dir)
	if err != nil || uid == 0 || os.Geteuid() != 0 {
		return
	}
	root, err := os.OpenRoot(dir) // its owner may have put links anywhere
	if err != nil {
		return
	}
	defer func() { _ = root.Close() }()
	for _, name := range names {
		_ = root.Lchown(name, uid, gid)
		list, _ := fs.ReadDir(root.FS(), name)
		for _, e := range list {
			_ = root.Lchown(filepath.Join(name, e.Name()), uid, gid)
		}
	}
}
