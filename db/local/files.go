package local

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

// replaceFile writes a file so that a crash leaves the old or the new content,
// never half of it. A file that already has the content is left alone.
func replaceFile(path string, text []byte, mode os.FileMode, owner *account) error {
	if old, err := os.ReadFile(path); err == nil && bytes.Equal(old, text) {
		return nil
	}
	tmp := path + ".new"
	if err := writeSynced(tmp, text, mode, owner); err != nil {
		_ = os.Remove(tmp)
		return err
	}
	if err := os.Rename(tmp, path); err != nil {
		return err
	}
	return syncDir(filepath.Dir(path))
}

func writeSynced(path string, text []byte, mode os.FileMode, owner *account) error {
	// We may be root in a directory of the server's user: never follow a link.
	if err := os.Remove(path); err != nil && !os.IsNotExist(err) {
		return err
	}
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, mode)
	if err != nil {
		return err
	}
	defer func() { _ = f.Close() }()
	if _, err := f.Write(text); err != nil {
		return err
	}
	if owner != nil && owner.become {
		if err := f.Chown(owner.uid, owner.gid); err != nil {
			return err
		}
	}
	return f.Sync()
}

// syncDir makes a rename in dir survive a power cut.
func syncDir(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	defer func() { _ = d.Close() }()
	if err := d.Sync(); err != nil {
		return fmt.Errorf("sync %s: %w", dir, err)
	}
	return nil
}

// removeLeftovers deletes what an interrupted earlier run left half made. The
// caller holds the lock, so nobody is working on them.
func removeLeftovers(l layout) {
	for _, left := range [][2]string{{l.dir, ".initdb-"}, {l.dir, upgradingPrefix}, {l.runtimes(), ".unpack-"}} {
		entries, err := os.ReadDir(left[0])
		if err != nil {
			continue
		}
		for _, e := range entries {
			if strings.HasPrefix(e.Name(), left[1]) {
				_ = os.RemoveAll(filepath.Join(left[0], e.Name()))
			}
		}
	}
}
