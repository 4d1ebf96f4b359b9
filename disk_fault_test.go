//go:build linux

package main

import (
	"context"
	"database/sql"
	"errors"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"firstbell/db/local"
)

// small is a desk on a disk of 300 MB, and somebody who sends enquiries all the
// time.
type small struct {
	*program
	dir, token string
	acked      []float64
	low        atomic.Int64 // how often a write was refused in words
}

// A disk that fills up, whatever fills it, stops new enquiries in words before
// PostgreSQL has to; staff go on reading; all that was acknowledged is there, and
// the desk takes enquiries again by itself once there is room.
func TestAFullDiskStopsNewEnquiriesOnly(t *testing.T) {
	t.Parallel()
	disk := filepath.Join(dataDir(t), "disk")
	if err := os.Mkdir(disk, 0o755); err != nil {
		t.Fatal(err)
	}
	if err := unix.Mount("tmpfs", disk, "tmpfs", 0, "size=300m,mode=0755"); err != nil {
		figure(t, "full disk: NOT RUN, no small disk can be mounted here: %v", err)
		return
	}
	t.Cleanup(func() { _ = unix.Unmount(disk, unix.MNT_DETACH) })
	dir := filepath.Join(disk, "data")
	if err := os.Mkdir(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	write(t, filepath.Join(dir, "postgresql.local.conf"), "max_wal_size = 64MB\nmin_wal_size = 32MB\n")
	_ = os.Chmod(filepath.Join(dir, "postgresql.local.conf"), 0o644)
	s := &small{dir: dir, program: launch(t, "DATA_DIR="+dir, "PORT="+freePort(t), "RATE_LIMITS=off", "LOG_LEVEL=warn", "DISK_MIN=90MB").ready()}
	_, data, err := s.post(t.Context(), "/api/auth/register", "", account)
	if err != nil {
		t.Fatal(err)
	}
	s.token, _ = data["token"].(string)
	for _, c := range []struct {
		what string
		fill func(*testing.T, string) (free func())
	}{{"data and WAL", fillData}, {"logs", fillLogs}, {"temporary files", fillTemp}} {
		took := s.through(t, c.fill)
		figure(t, "full disk, by %s: %d enquiries acknowledged so far, all found; staff read all the time; new ones taken %d ms after there was room",
			c.what, len(s.acked), took.Milliseconds())
	}
	if log := s.errs.String(); strings.Contains(log, "database server gone") {
		t.Errorf("PostgreSQL went down:\n%s", log)
	}
	if s.low.Load() == 0 {
		t.Error("nobody was refused")
	}
	_ = s.cmd.Process.Signal(syscall.SIGTERM)
	if code := s.end(20 * time.Second); code != 0 {
		t.Errorf("SIGTERM ends with %d:\n%s", code, s.errs)
	}
}

// through fills the disk, frees it again, and returns how long it took until an
// enquiry was taken.
func (s *small) through(t *testing.T, fill func(*testing.T, string) func()) time.Duration {
	t.Helper()
	for range 20 {
		if !s.enquire(t) {
			t.Fatal("an enquiry is refused while there is room")
		}
	}
	free := fill(t, s.dir)
	eventually(t, "the desk knows that it is not ready", func() bool { status, _, err := s.get("/readyz", ""); return status == 503 && err == nil })
	if s.enquire(t) {
		t.Error("a new enquiry is taken")
	}
	if lost := missing(t, s.program, s.token, s.acked); len(lost) > 0 { // it reads the whole list
		t.Errorf("acknowledged and not to be read: %v", lost)
	}
	free()
	began := time.Now()
	eventually(t, "new enquiries are taken", func() bool { return s.enquire(t) })
	took := time.Since(began)
	if lost := missing(t, s.program, s.token, s.acked); len(lost) > 0 {
		t.Errorf("acknowledged and gone: %v", lost)
	}
	return took
}

func (s *small) enquire(t *testing.T) bool {
	t.Helper()
	status, data, err := s.post(t.Context(), "/api/enquiries/public", "", `{"name":"Meera Nair","email":"m@example.com","courseInterest":"`+
		time.Now().Format(time.RFC3339Nano)+`"}`)
	if id, ok := data["id"].(float64); ok && status == 201 {
		s.acked = append(s.acked, id)
		return true
	}
	if status != 503 || err != nil {
		t.Errorf("refused with %d, %v", status, err)
	}
	s.low.Add(1)
	return false
}

// room is what is free on the disk of dir.
func room(t *testing.T, dir string) int64 {
	t.Helper()
	free, _, err := local.DiskSpace(dir)
	if err != nil {
		t.Fatal(err)
	}
	return free
}

func fillData(t *testing.T, dir string) func() {
	owner := as(t, dir, local.AdminRole)
	run := func(q string) {
		if _, err := owner.ExecContext(t.Context(), q); err != nil {
			t.Fatal(err)
		}
	}
	run("CREATE TABLE bulk (filler text)")
	for room(t, dir) > 60<<20 {
		run("INSERT INTO bulk SELECT md5(random()::text) || repeat('y', 900) FROM generate_series(1, 5000)")
	}
	return func() { run("DROP TABLE bulk"); run("CHECKPOINT") }
}

func fillLogs(t *testing.T, dir string) func() {
	file := filepath.Join(filepath.Dir(dir), "other.log")
	f, err := os.Create(file)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	for line := make([]byte, 1<<20); err == nil; { // to the last byte
		_, err = f.Write(line)
	}
	if !errors.Is(err, syscall.ENOSPC) {
		t.Fatal(err)
	}
	return func() { _ = os.Remove(file) }
}

func fillTemp(t *testing.T, dir string) func() {
	tx, err := as(t, dir, local.AdminRole).BeginTx(context.WithoutCancel(t.Context()), &sql.TxOptions{})
	if err != nil {
		t.Fatal(err)
	}
	n := (room(t, dir) - 60<<20) / 1100
	for _, q := range []string{"SET LOCAL work_mem = '1MB'", "DECLARE c CURSOR FOR SELECT md5(i::text) || repeat('z', 1000) AS x FROM generate_series(1, " + strconv.FormatInt(n, 10) + ") i ORDER BY x", "FETCH 1 FROM c"} {
		if _, err := tx.ExecContext(t.Context(), q); err != nil {
			t.Fatal(err)
		}
	}
	return func() { _ = tx.Rollback() }
}
