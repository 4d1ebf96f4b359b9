package main

import (
	"context"
	"database/sql"
	"fmt"
	"net/url"
	"path/filepath"
	"sync/atomic"
	"time"

	"github.com/uptrace/bun/driver/pgdriver"
)

// The names under which the private PostgreSQL lets us in through its socket.
const (
	adminRole = "firstbell_admin"
	dbName    = "firstbell"
)

// database is a second way into the database under test, past the program.
type database struct{ pool *sql.DB }

func socketDir(dataDir string) string { return filepath.Join(dataDir, "run") }

func openDatabase(ctx context.Context, dataDir string) (*database, error) {
	u := url.URL{Scheme: "unix", User: url.User(adminRole), Host: dbName,
		Path: filepath.Join(socketDir(dataDir), ".s.PGSQL.5432"), RawQuery: "sslmode=disable"}
	pool := sql.OpenDB(pgdriver.NewConnector(pgdriver.WithDSN(u.String()), pgdriver.WithReadTimeout(5*time.Minute)))
	pool.SetMaxOpenConns(1)
	if err := pool.PingContext(ctx); err != nil {
		return nil, fmt.Errorf("connect to the database under test: %w", err)
	}
	return &database{pool}, nil
}

func (d *database) close() { _ = d.pool.Close() } // only reads and committed writes are behind us

func (d *database) exec(ctx context.Context, statements ...string) error {
	for _, s := range statements {
		if _, err := d.pool.ExecContext(ctx, s); err != nil {
			return fmt.Errorf("%.40s: %w", s, err)
		}
	}
	return nil
}

func (d *database) number(ctx context.Context, query string) (n int64, err error) {
	err = d.pool.QueryRowContext(ctx, query).Scan(&n)
	return n, err
}

// calm writes out what is waiting to be written, so that the next round does
// not pay for the one before.
func (d *database) calm(ctx context.Context) error { return d.exec(ctx, "CHECKPOINT") }

type version struct{ number, fsync string }

func (d *database) version(ctx context.Context) (v version, err error) {
	err = d.pool.QueryRowContext(ctx,
		"SELECT split_part(current_setting('server_version'), ' ', 1), current_setting('fsync')").Scan(&v.number, &v.fsync)
	return v, err
}

// leads are waiting enquiries with consecutive numbers, to be claimed once.
type leads struct {
	first, n int64
	taken    atomic.Int64
}

// take returns a lead that nobody else takes; false when there is none left.
func (l *leads) take() (int64, bool) {
	i := l.taken.Add(1) - 1
	return l.first + i, i < l.n
}

// addWaiting puts n more enquiries into the queue, a millisecond apart, and
// what autovacuum would do some time later is done at once.
func (d *database) addWaiting(ctx context.Context, n int64) (*leads, error) {
	all := &leads{n: n}
	for left := n; left > 0; {
		batch := min(left, 100_000)
		first, err := d.number(ctx, fmt.Sprintf(`
			WITH e AS (
				INSERT INTO enquiries (name, email, course_interest, message, created_at, updated_at)
				SELECT 'Seeded '||i, 'seeded'||i||'@example.org', 'Course '||i %% 37, repeat('when does it begin ', 4),
				       now() - interval '1 hour' + i * interval '1 ms', now()
				  FROM generate_series(1, %d) i
				RETURNING id, created_at
			), told AS (
				INSERT INTO events (enquiry_id, kind, at) SELECT id, 'received', created_at FROM e
			)
			SELECT min(id) FROM e`, batch))
		if err != nil {
			return all, fmt.Errorf("add waiting enquiries: %w", err)
		}
		if all.first == 0 {
			all.first = first
		}
		left -= batch
	}
	return all, d.exec(ctx, "VACUUM (ANALYZE) enquiries", "VACUUM (ANALYZE) events", "VACUUM (ANALYZE) search_words", "CHECKPOINT")
}

const countWaiting = "SELECT count(*) FROM enquiries WHERE claimed_by IS NULL AND closed_at IS NULL"

// setWaiting makes the queue exactly n long.
func (d *database) setWaiting(ctx context.Context, n int64) error {
	now, err := d.number(ctx, countWaiting)
	if err != nil {
		return err
	}
	if now < n {
		_, err = d.addWaiting(ctx, n-now)
		return err
	}
	return d.exec(ctx, fmt.Sprintf(
		"DELETE FROM enquiries WHERE id IN (SELECT id FROM enquiries WHERE claimed_by IS NULL AND closed_at IS NULL LIMIT %d)", now-n),
		"VACUUM (ANALYZE) enquiries", "CHECKPOINT")
}
