package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"firstbell/db/local"
)

// large measures a backup of many enquiries and their history, its proof, and
// its way back onto a new machine.
func (d *drill) large(ctx context.Context, n int) error {
	l := line{part: "backups", tried: fmt.Sprintf("%d enquiries with their history", n)}
	k, _, err := d.staffed(ctx, "large", "")
	if err != nil {
		return err
	}
	defer k.end()
	bytes, err := k.fill(ctx, n)
	if err != nil {
		return err
	}
	key, err := k.keepKey(ctx)
	if err != nil {
		return err
	}
	began := time.Now()
	file, err := k.backUp(ctx, filepath.Join(d.root, "large-backup"))
	if err != nil {
		return err
	}
	made := time.Since(began)
	info, err := os.Stat(file)
	if err != nil {
		return err
	}
	began = time.Now()
	if code, said := k.say(ctx, nil, "backup", "verify", file); code != 0 {
		l.breach("it is not whole: %d %s", code, said)
	}
	proven := time.Since(began)
	fresh, err := d.desk("fresh", "")
	if err != nil {
		return err
	}
	defer fresh.end()
	began = time.Now()
	if code, said := fresh.say(ctx, nil, "restore", file, "--key", key); code != 0 {
		l.breach("it is not put back: %d %s", code, said)
	}
	l.figures = fmt.Sprintf("database %d MB, backup %.1f MB; backup with its proof %.1f s, the proof alone %.1f s, restored into a new PostgreSQL of its own in %.1f s",
		bytes>>20, float64(info.Size())/1e6, made.Seconds(), proven.Seconds(), time.Since(began).Seconds())
	d.add(l)
	return ctx.Err()
}

// fill puts n enquiries into a desk's database and returns its size.
func (k *desk) fill(ctx context.Context, n int) (bytes int64, err error) {
	admin, err := database(k.dir, local.Database)
	if err != nil {
		return 0, err
	}
	defer admin.Close()
	for _, q := range []string{fmt.Sprintf(`WITH e AS (INSERT INTO enquiries (name, email, course_interest, message, created_at)
		SELECT 'Student ' || i, 's' || i || '@example.org', 'Course ' || i %% 37, 'when does it begin, and what does it cost ' || md5(i::text), now() - i * interval '1 s'
		  FROM generate_series(1, %d) i RETURNING id, created_at)
		INSERT INTO events (enquiry_id, kind, at) SELECT id, 'received', created_at FROM e`, n), "VACUUM ANALYZE"} {
		if _, err := admin.ExecContext(ctx, q); err != nil {
			return 0, fmt.Errorf("fill a database: %w", err)
		}
	}
	err = admin.QueryRowContext(ctx, "SELECT pg_database_size(current_database())").Scan(&bytes)
	return bytes, err
}
