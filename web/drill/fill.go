package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"time"

	"firstbell/db/local"
)

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

// fillData grows a table, and goes on after a checkpoint, which gives room back.
func (s *scene) fillData(ctx context.Context, _ *line) (func(context.Context) error, error) {
	const grow = "INSERT INTO bulk SELECT md5(random()::text) || repeat('y', 900) FROM generate_series(1, 5000)"
	err := s.run(ctx, "CREATE TABLE bulk (filler text)")
	if err == nil {
		err = s.until(ctx, grow)
	}
	if err == nil {
		err = s.run(ctx, "CHECKPOINT")
	}
	if err == nil {
		err = s.until(ctx, grow)
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

// fillTemp sorts more than fits into memory, several times if room comes back
// meanwhile.
func (s *scene) fillTemp(ctx context.Context, _ *line) (func(context.Context) error, error) {
	tx, err := s.admin.BeginTx(context.WithoutCancel(ctx), nil)
	if err != nil {
		return nil, err
	}
	if err := s.run(ctx, "CHECKPOINT"); err != nil {
		return nil, errors.Join(err, tx.Rollback())
	}
	_, err = tx.ExecContext(ctx, "SET LOCAL work_mem = '1MB'")
	for n := 0; err == nil && s.room() > filled+10<<20; n++ {
		rows := (s.room() - filled) / 1100
		_, err = tx.ExecContext(ctx, fmt.Sprintf("DECLARE c%d CURSOR FOR SELECT md5(i::text) || repeat('z', 1000) AS x FROM generate_series(1, %d) i ORDER BY x", n, rows))
		if err == nil {
			_, err = tx.ExecContext(ctx, fmt.Sprintf("FETCH 1 FROM c%d", n))
		}
	}
	if err != nil {
		return nil, errors.Join(err, tx.Rollback())
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
	for s.room() > grown {
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

// backups lists the files where backups are.
func (s *scene) backups() string {
	files, _ := filepath.Glob(filepath.Join(s.dir, "backups", "*")) // the pattern is a good one
	return strings.Join(files, " ")
}
