package local

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"os"
	"path/filepath"
)

// layout names the files of one DATA_DIR.
type layout struct {
	dir    string
	hidden string // folder of the socket, when nobody else is to find it
}

func (l layout) lock() string      { return filepath.Join(l.dir, "lock") }
func (l layout) current() string   { return filepath.Join(l.dir, "CURRENT") }
func (l layout) log() string       { return filepath.Join(l.dir, "postgres.log") }
func (l layout) reserve() string   { return filepath.Join(l.dir, "reserve.bin") }
func (l layout) runtimes() string  { return filepath.Join(l.dir, "runtime") }
func (l layout) localConf() string { return filepath.Join(l.dir, "postgresql.local.conf") }
func (l layout) data(major int) string {
	return filepath.Join(l.dir, fmt.Sprintf("data-%d", major))
}

// open opens a file of ours in DATA_DIR. The directory may belong to an
// ordinary user while we are root: a link in it must not lead us elsewhere.
func (l layout) open(path string, flag int, mode os.FileMode) (*os.File, error) {
	root, err := os.OpenRoot(l.dir)
	if err != nil {
		return nil, err
	}
	defer func() { _ = root.Close() }()
	return root.OpenFile(filepath.Base(path), flag, mode)
}

// newCluster is where initdb works until the cluster is complete.
func (l layout) newCluster() string {
	return filepath.Join(l.dir, fmt.Sprintf(".initdb-%d", os.Getpid()))
}

// upgrading is where the next cluster is filled until it takes the place of
// the one in use.
func (l layout) upgrading() string {
	return filepath.Join(l.dir, fmt.Sprintf("%s%d", upgradingPrefix, os.Getpid()))
}

const upgradingPrefix = ".upgrade-"

const socketName = ".s.PGSQL.5432"

// socketDir is run/ inside DATA_DIR, or a short directory below $TMPDIR when
// the socket's path would not fit into the kernel's address (107 bytes on
// Linux). The short name is derived from the long one, so that every start
// finds the same place.
func (l layout) socketDir() string {
	run := l.run()
	if len(filepath.Join(run, socketName)) <= maxSocketPath {
		return run
	}
	sum := sha256.Sum256([]byte(filepath.Dir(run)))
	return filepath.Join(os.TempDir(), "firstbell-"+hex.EncodeToString(sum[:6]))
}

// shared tells whether the socket directory lies outside DATA_DIR, where other
// users of the machine can make files too.
func (l layout) shared() bool {
	return l.socketDir() != l.run()
}

func (l layout) run() string { return filepath.Join(cmp.Or(l.hidden, l.dir), "run") }

// handOver gives what root has made here to whom the folder belongs.
func (l layout) handOver() {
	HandOver(l.dir, "lock", "CURRENT", "postgres.log", "reserve.bin", "runtime")
}
