//go:build linux

package local

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/uptrace/bun/driver/pgdriver"
	"golang.org/x/sys/unix"
)

// smallDisk mounts a file system of its own; ok is false, and the log says so,
// where that is not permitted.
func smallDisk(t *testing.T, options string, flags uintptr) (dir string, ok bool) {
	t.Helper()
	dir = filepath.Join(base(t), "disk")
	if err := os.Mkdir(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	if err := unix.Mount("tmpfs", dir, "tmpfs", flags, options); err != nil {
		t.Logf("no small disk can be mounted here (%v): only the sentences are tested", err)
		return "", false
	}
	t.Cleanup(func() {
		if err := unix.Unmount(dir, unix.MNT_DETACH); err != nil {
			t.Errorf("unmount: %v", err)
		}
	})
	return dir, true
}

// smallLimits suit a disk of 160 MB.
func smallLimits() *limits {
	return &limits{ballast: 40 * mib, ballastFloor: 60 * mib, needNew: 10 * mib, needUnpack: 10 * mib, round: housekeeping, patience: 3 * time.Second}
}

// fill writes into the disk of dir until it is full.
func fill(t *testing.T, dir string) string {
	t.Helper()
	path := filepath.Join(dir, "filler")
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_APPEND, 0o644)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = f.Close() }()
	for block := make([]byte, mib); len(block) > 0; {
		n, err := f.Write(block)
		if err != nil && !errors.Is(err, syscall.ENOSPC) {
			t.Fatal(err)
		}
		if err != nil && n == 0 {
			block = block[:len(block)/2]
		}
	}
	return path
}

func TestANewDatabaseNeedsRoom(t *testing.T) {
	t.Parallel()
	dir := dataDir(t)
	lim := smallLimits()
	lim.needNew, lim.needUnpack = 1<<60, 1<<60
	_, err := Start(t.Context(), Options{Dir: dir, limits: lim})
	refused(t, err, ExitSetup, "The disk with "+dir+" is full; a new database needs 120 MB (+60 MB to unpack PostgreSQL).")

	disk, ok := smallDisk(t, "size=30m,mode=0755", 0)
	if !ok {
		return
	}
	// initdb itself meets the end of the disk.
	dir = filepath.Join(disk, "data")
	_, err = Start(t.Context(), Options{Dir: dir, limits: smallLimits()})
	refused(t, err, ExitSetup, "The disk with "+dir+" is full")
	left, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range left {
		if strings.HasPrefix(e.Name(), ".") || clusterDir.MatchString(e.Name()) {
			t.Errorf("left behind: %s", e.Name())
		}
	}
}

func TestAFullDiskStopsWritesAndLosesNothing(t *testing.T) {
	t.Parallel()
	size := "size=190m,mode=0755"
	if embedded().present() {
		size = "size=260m,mode=0755" // the bundle is unpacked on the same disk
	}
	disk, ok := smallDisk(t, size, 0)
	if !ok {
		sentenceOnly(t)
		return
	}
	dir := filepath.Join(disk, "data")
	o := Options{Dir: dir, limits: smallLimits(), Settings: map[string]string{"max_wal_size": "32MB", "min_wal_size": "32MB"}}
	s := begin(t, o)
	if s.Status().Reserve != 40*mib || !s.Status().DiskLow {
		t.Errorf("status %+v", s.Status())
	}
	w := write(t, connect(t, s.OwnerDSN()))
	w.more(t, 20)
	filler := fill(t, disk)
	eventually(t, 60*time.Second, "writes are refused", func() bool { return full(t, s) })
	w.end()
	reader := connect(t, s.OwnerDSN())
	eventually(t, 60*time.Second, "reads go on", func() bool {
		var n int
		return reader.QueryRowContext(t.Context(), `SELECT count(*) FROM acks`).Scan(&n) == nil && n > 0
	})

	// A crash on the full disk: the reserve pays for the restart, or has paid
	// already when the server went down over the full disk by itself.
	eventually(t, 60*time.Second, "the server is steady", func() bool { return s.Status().Phase == PhaseReady && s.Status().PID != 0 })
	before := s.Status()
	t.Logf("before the crash: %d restarts, reserve %d", before.Restarts, before.Reserve)
	if err := syscall.Kill(before.PID, syscall.SIGKILL); err != nil {
		t.Fatal(err)
	}
	if before.Reserve == 0 {
		if err := os.Truncate(filler, 0); err != nil {
			t.Fatal(err)
		}
	}
	eventually(t, 60*time.Second, "the server is back", func() bool {
		st := s.Status()
		return st.Phase == PhaseReady && st.Restarts > before.Restarts
	})
	t.Logf("after the crash: reserve %d", s.Status().Reserve)
	finish(t, s)

	// No reserve, no space: a sentence, and all of it is there once space is.
	_ = os.Remove(filepath.Join(dir, "reserve.bin"))
	fill(t, disk)
	if s, err := Start(t.Context(), o); err == nil {
		t.Log("the server starts even on the full disk")
		finish(t, s)
	} else {
		refused(t, err, ExitSetup, "The disk with "+dir+" is full")
	}
	if err := os.Remove(filler); err != nil {
		t.Fatal(err)
	}
	s = begin(t, o)
	if lost := w.lost(t, connect(t, s.OwnerDSN())); len(lost) > 0 {
		t.Errorf("%d of %d acknowledged rows are lost", len(lost), w.count())
	}
	t.Logf("%d rows acknowledged, all there", w.count())
	finish(t, s)
}

// full tells whether a write fails for want of space; it writes until it knows.
func full(t *testing.T, s *Server) bool {
	t.Helper()
	db := connect(t, s.OwnerDSN())
	defer func() { _ = db.Close() }()
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
	defer cancel()
	_, err := db.ExecContext(ctx, `CREATE TABLE IF NOT EXISTS bulk (filler text);
		INSERT INTO bulk SELECT md5(random()::text) || repeat('y', 500) FROM generate_series(1, 20000)`)
	var refusal pgdriver.Error
	return errors.As(err, &refusal) && refusal.Field('C') == "53100"
}

// sentenceOnly is what can be tested without a small disk.
func sentenceOnly(t *testing.T) {
	t.Helper()
	s := newServer(Options{Dir: base(t), limits: &limits{ballast: mib}})
	s.opts, _ = s.opts.normal()
	if err := s.layBallast(); err != nil || !s.dropBallast() || s.dropBallast() {
		t.Errorf("the reserve is not made and given back once: %v", err)
	}
	refused(t, diskFullExisting("/d", nil), ExitSetup, "The disk with /d is full and the database cannot start")
}

func TestADiskWithoutProgramsIsNamed(t *testing.T) {
	t.Parallel()
	dir, ok := smallDisk(t, "size=1m,mode=0755", unix.MS_NOEXEC)
	if !ok {
		return
	}
	if err := os.WriteFile(filepath.Join(dir, "postgres"), []byte("#!/bin/sh\n"), 0o755); err != nil {
		t.Fatal(err)
	}
	a, err := chooseAccount(Options{Dir: dir}, cluster{})
	if err != nil {
		t.Fatal(err)
	}
	err = tryServer(t.Context(), a, Plan{Source: SourceBundle, BinDir: dir})
	refused(t, err, ExitSetup, dir+" is on a disk where programs may not run (noexec): choose another DATA_DIR.")
}

func TestAServerThatCannotRunIsExplained(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ script, says string }{
		"no loader":    {"#!/no/such/loader\n", "needs glibc 2.27 or newer and libstdc++"},
		"no libraries": {"#!/bin/sh\necho 'error while loading shared libraries: libstdc++.so.6' >&2\nexit 127\n", "needs glibc 2.27 or newer and libstdc++"},
		"other":        {"#!/bin/sh\necho 'no way' >&2\nexit 1\n", "does not run: no way"},
	} {
		dir := base(t)
		if err := os.WriteFile(filepath.Join(dir, "postgres"), []byte(c.script), 0o755); err != nil {
			t.Fatal(err)
		}
		a, err := chooseAccount(Options{Dir: dir}, cluster{})
		if err != nil {
			t.Fatal(err)
		}
		t.Log(name)
		refused(t, tryServer(t.Context(), a, Plan{Source: SourceBundle, BinDir: dir}), ExitSetup, c.says)
	}
}

func TestTheLogIsCapped(t *testing.T) {
	t.Parallel()
	l := layout{dir: base(t)}
	f, err := openLog(l)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = f.Close() }()
	if err := os.WriteFile(l.log(), []byte(strings.Repeat("line\n", 2*mib)), 0o640); err != nil {
		t.Fatal(err)
	}
	if err := turnLog(l, f); err != nil {
		t.Fatal(err)
	}
	if _, err := f.WriteString("after\n"); err != nil {
		t.Fatal(err)
	}
	if text, err := os.ReadFile(l.log()); err != nil || string(text) != "after\n" {
		t.Errorf("%q, %v", text, err)
	}
	if info, err := os.Stat(l.log() + ".1"); err != nil || info.Size() != logLimit {
		t.Errorf("%v, %v", info, err)
	}
	if got := lastLines("a\nb\nc\n", 2); got != "b\nc" {
		t.Errorf("%q", got)
	}
}
