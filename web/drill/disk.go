package main

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"time"

	"firstbell/db/local"
)

// On a disk of 300 MB the desk takes nothing new below diskMin; whoever fills it
// stops at filled, as a program does that notices, or writes to the last byte.
const (
	smallRoom = "300m"
	diskMin   = "DISK_MIN=90MB"
	filled    = 60 << 20
)

// scene is a desk on a small disk with people at it.
type scene struct {
	*desk
	crowd *crowd
	admin *sql.DB
	disk  string
}

// disk fills the small disk that a desk works on, by each of the ways a disk
// fills up: new enquiries are refused in words, staff go on reading, PostgreSQL
// never goes down, all that was acknowledged is there, and new enquiries are
// taken by themselves once there is room.
func (d *drill) disk(ctx context.Context) error {
	mount := filepath.Join(d.root, "small")
	disk, err := smallDisk(mount, smallRoom)
	if err != nil {
		d.add(line{part: "disk", tried: "a full disk of 300 MB", missed: "no small disk can be mounted here: " + err.Error()})
		return nil
	}
	defer disk.remove()
	s := &scene{disk: mount}
	dir := filepath.Join(mount, "data")
	if err := errors.Join(os.Mkdir(dir, 0o755), os.Chmod(dir, 0o755)); err != nil {
		return err
	}
	if s.desk, err = d.deskIn(dir, "max_wal_size = 64MB\nmin_wal_size = 32MB\n", diskMin); err != nil {
		return err
	}
	defer s.end()
	if _, err := s.start(ctx); err != nil {
		return err
	}
	if s.crowd, err = d.hire(ctx, s.desk); err != nil {
		return err
	}
	if s.admin, err = database(dir, local.Database); err != nil {
		return err
	}
	defer s.admin.Close()
	for _, way := range []struct {
		by   string
		fill func(*scene, context.Context, *line) (free func(context.Context) error, err error)
	}{
		{"WAL", (*scene).fillWAL}, {"data", (*scene).fillData}, {"logs, to the last byte", (*scene).fillLogs},
		{"temporary files", (*scene).fillTemp}, {"a backup, on the same disk", (*scene).fillBackup},
	} {
		l := line{part: "disk", tried: "300 MB, filled by " + way.by}
		if err := s.through(ctx, d, &l, way.fill); err != nil {
			return fmt.Errorf("by %s: %w", way.by, err)
		}
		d.add(l)
	}
	return nil
}

// through fills the disk under load, looks, makes room and looks again.
func (s *scene) through(ctx context.Context, d *drill, l *line, fill func(*scene, context.Context, *line) (func(context.Context) error, error)) error {
	before, refused := postmaster(s.dir), s.crowd.refusals()
	enough := s.crowd.work(ctx, d.chance(40), 4, 40*time.Millisecond)
	defer func() { enough() }()
	if err := s.crowd.underWay(ctx, 20); err != nil {
		return err
	}
	free, err := fill(s, ctx, l)
	if err != nil {
		return err
	}
	if free != nil {
		if !eventually(ctx, 10*time.Second, func() bool { return !s.well(ctx) }) {
			l.breach("the desk does not notice")
		}
		if !eventually(ctx, 10*time.Second, func() bool { return s.crowd.refusals() > refused }) {
			l.breach("no new enquiry is refused")
		}
		s.reads(ctx, l)
		if err := free(ctx); err != nil {
			return err
		}
	}
	began := time.Now()
	acked, _ := s.crowd.count()
	if !eventually(ctx, 30*time.Second, func() bool { n, _ := s.crowd.count(); return n > acked }) {
		l.breach("new enquiries are not taken again")
	}
	took := time.Since(began)
	enough()
	enough = func() {}
	now := time.Now()
	n, err := s.crowd.inspect(ctx, l, s.admin, now, now)
	if err != nil {
		return err
	}
	s.crowd.oddities(l)
	if postmaster(s.dir) != before || strings.Contains(s.said(), "database server gone") {
		l.breach("PostgreSQL went down: %s", s.said())
	}
	l.figures += fmt.Sprintf("%d enquiries there, all acknowledged found; %d refused in words; taken again after %s", n, s.crowd.refusals()-refused, took.Round(time.Millisecond))
	return nil
}

func (c *crowd) refusals() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.refused
}

// reads has everybody read the list that they work from.
func (s *scene) reads(ctx context.Context, l *line) {
	for _, p := range s.crowd.staff {
		if a := ask(ctx, http.DefaultClient, http.MethodGet, s.url+"/api/enquiries/unclaimed?limit=200", p.token, ""); a.status != http.StatusOK {
			l.breach("staff cannot read: %d %s %v", a.status, a.Message, a.err)
		}
	}
}

func (s *scene) room() int64 {
	free, _, err := local.DiskSpace(s.disk)
	if err != nil {
		return 0
	}
	return free
}

func (s *scene) run(ctx context.Context, queries ...string) error {
	for _, q := range queries {
		if _, err := s.admin.ExecContext(ctx, q); err != nil {
			return fmt.Errorf("%.60s: %w", q, err)
		}
	}
	return nil
}

// until repeats a query until no more than filled is left.
func (s *scene) until(ctx context.Context, query string) error {
	for s.room() > filled {
		if err := s.run(ctx, query); err != nil {
			return err
		}
	}
	return nil
}

// fillWAL keeps the log of changes, as an archive that is out of reach does.
func (s *scene) fillWAL(ctx context.Context, _ *line) (func(context.Context) error, error) {
	err := s.run(ctx, "ALTER SYSTEM SET wal_keep_size = '10GB'", "SELECT pg_reload_conf()")
	if err == nil {
		err = s.until(ctx, "SELECT pg_logical_emit_message(false, 'drill', repeat(md5(random()::text), 30000))")
	}
	return func(ctx context.Context) error {
		return s.run(ctx, "ALTER SYSTEM RESET wal_keep_size", "SELECT pg_reload_conf()", "SELECT pg_switch_wal()", "CHECKPOINT")
	}, err
}

func (s *scene) fillData(ctx context.Context, _ *line) (func(context.Context) error, error) {
	err := s.run(ctx, "CREATE TABLE bulk (filler text)")
	if err == nil {
		err = s.until(ctx, "INSERT INTO bulk SELECT md5(random()::text) || repeat('y', 900) FROM generate_series(1, 5000)")
	}
	return func(ctx context.Context) error { return s.run(ctx, "DROP TABLE bulk", "CHECKPOINT") }, err
}

func (s *scene) fillLogs(context.Context, *line) (func(context.Context) error, error) {
	file := filepath.Join(s.disk, "other.log")
	f, err := os.Create(file)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	for text := make([]byte, 1<<20); err == nil; {
		_, err = f.Write(text)
	}
	if !errors.Is(err, syscall.ENOSPC) {
		return nil, err
	}
	return func(context.Context) error { return os.Remove(file) }, nil
}

// fillTemp sorts more than fits into memory.
func (s *scene) fillTemp(ctx context.Context, _ *line) (func(context.Context) error, error) {
	tx, err := s.admin.BeginTx(context.WithoutCancel(ctx), nil)
	if err != nil {
		return nil, err
	}
	rows := (s.room() - filled) / 1100
	for _, q := range []string{"SET LOCAL work_mem = '1MB'", fmt.Sprintf(
		"DECLARE c CURSOR FOR SELECT md5(i::text) || repeat('z', 1000) AS x FROM generate_series(1, %d) i ORDER BY x", rows), "FETCH 1 FROM c"} {
		if _, err := tx.ExecContext(ctx, q); err != nil {
			return nil, errors.Join(err, tx.Rollback())
		}
	}
	return func(context.Context) error { return tx.Rollback() }, nil
}

// fillBackup makes a backup for whose proof there is no room: the database has
// grown until the desk is just about to stop. The backup has to fail in words,
// be red, leave nothing, and give back by itself what it took.
func (s *scene) fillBackup(ctx context.Context, l *line) (func(context.Context) error, error) {
	if code, said := s.say(ctx, []string{diskMin}, "backup"); code != 0 {
		l.breach("a backup while there is room: %d, %s", code, said)
	}
	for s.room() > 110<<20 {
		// Answers that are kept: they are in every backup.
		if err := s.run(ctx, `INSERT INTO ops (id, request, outcome) SELECT 'drill' || i || random(), '',
			to_jsonb((SELECT string_agg(md5(random()::text || i || g), '') FROM generate_series(1, 200) g)) FROM generate_series(1, 200) i`); err != nil {
			return nil, err
		}
	}
	before, refused, began := s.backups(), s.crowd.refusals(), time.Now()
	code, said := s.say(ctx, []string{diskMin}, "backup")
	if code == 0 || !strings.Contains(said, "the disk is full") {
		l.breach("a backup without room ends with %d and says: %s", code, said)
	}
	if n := s.crowd.refusals() - refused; n > 0 {
		l.breach("it closes the desk: %d enquiries are refused", n)
	}
	if after := s.backups(); after != before {
		l.breach("it leaves files: %s instead of %s", after, before)
	}
	s.red(ctx, l, s.crowd.staff[0], "disk_full")
	l.figures = fmt.Sprintf("a backup gave up after %s: %q; ", time.Since(began).Round(100*time.Millisecond), said)
	return nil, nil
}

// red tells l unless the desk says that its backups are not good, and why.
func (k *desk) red(ctx context.Context, l *line, owner person, trouble string) {
	a := ask(ctx, http.DefaultClient, http.MethodGet, k.url+"/api/backups", owner.token, "")
	if !a.Data.Red || a.Data.Trouble == nil || *a.Data.Trouble != trouble {
		l.breach("the backups' page is not red: %d, red %t", a.status, a.Data.Red)
	}
	if a := ask(ctx, http.DefaultClient, http.MethodGet, k.url+"/readyz", "", ""); a.Data.Backup == nil || a.Data.Backup.OK {
		l.breach("/readyz does not say that the backups are not good")
	}
}

// backups lists the files where backups are.
func (s *scene) backups() string {
	files, _ := filepath.Glob(filepath.Join(s.dir, "backups", "*")) // the pattern is a good one
	return strings.Join(files, " ")
}
