//go:build unix

package local

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/uptrace/bun/driver/pgdriver"
)

// begin starts a server that the test's end stops.
func begin(t *testing.T, o Options) *Server {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	s, err := Start(ctx, o)
	if err != nil {
		t.Fatalf("start: %v", err)
	}
	t.Cleanup(func() { _ = s.Stop(context.Background()) })
	return s
}

func finish(t *testing.T, s *Server) {
	t.Helper()
	if err := s.Stop(t.Context()); err != nil {
		t.Fatalf("stop: %v", err)
	}
}

func connect(t *testing.T, dsn string) *sql.DB {
	t.Helper()
	db := sql.OpenDB(pgdriver.NewConnector(pgdriver.WithDSN(dsn)))
	t.Cleanup(func() { _ = db.Close() })
	return db
}

func exec1(t *testing.T, db *sql.DB, statement string, args ...any) {
	t.Helper()
	if _, err := db.ExecContext(t.Context(), statement, args...); err != nil {
		t.Fatalf("%s: %v", statement, err)
	}
}

func ask[T any](t *testing.T, db *sql.DB, question string, args ...any) T {
	t.Helper()
	var answer T
	if err := db.QueryRowContext(t.Context(), question, args...).Scan(&answer); err != nil {
		t.Fatalf("%s: %v", question, err)
	}
	return answer
}

// refused checks that err is a sentence for the operator and returns it.
func refused(t *testing.T, err error, exit int, parts ...string) {
	t.Helper()
	var e *Error
	if !errors.As(err, &e) {
		t.Fatalf("got %v, want an *Error", err)
	}
	if e.Exit != exit {
		t.Errorf("exit %d, want %d: %s", e.Exit, exit, e.Message)
	}
	for _, part := range parts {
		if !strings.Contains(e.Message, part) {
			t.Errorf("%q does not say %q", e.Message, part)
		}
	}
}

// fingerprint is the name, mode, owner and content of everything below dir.
func fingerprint(t *testing.T, dir string) string {
	t.Helper()
	h := sha256.New()
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		info, err := d.Info()
		if err != nil {
			return err
		}
		uid, gid, err := ownerOf(path)
		if err != nil {
			return err
		}
		_, _ = fmt.Fprintln(h, path, info.Mode(), info.ModTime(), uid, gid)
		if info.Mode().IsRegular() {
			text, err := os.ReadFile(path)
			if err != nil {
				return err
			}
			_, _ = h.Write(text)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return fmt.Sprintf("%x", h.Sum(nil))
}

// writer inserts rows one by one and remembers those the server acknowledged.
type writer struct {
	db   *sql.DB
	stop context.CancelFunc
	done chan struct{}
	mu   sync.Mutex
	acks []int
}

// write starts a writer into a new table; it goes on through every failure and
// never tries a number twice.
func write(t *testing.T, db *sql.DB) *writer {
	t.Helper()
	exec1(t, db, `CREATE TABLE IF NOT EXISTS acks (n int PRIMARY KEY, filler text NOT NULL)`)
	db.SetMaxOpenConns(1)
	ctx, cancel := context.WithCancel(context.Background())
	w := &writer{db: db, stop: cancel, done: make(chan struct{})}
	go func() {
		defer close(w.done)
		for n := 1; ctx.Err() == nil; n++ {
			one, cancel := context.WithTimeout(ctx, 5*time.Second)
			_, err := db.ExecContext(one, `INSERT INTO acks VALUES ($1, repeat('x', 200))`, n)
			cancel()
			if err != nil {
				pause(ctx, 5*time.Millisecond)
				continue
			}
			w.mu.Lock()
			w.acks = append(w.acks, n)
			w.mu.Unlock()
		}
	}()
	t.Cleanup(func() { w.end() })
	return w
}

func (w *writer) count() int {
	w.mu.Lock()
	defer w.mu.Unlock()
	return len(w.acks)
}

// more waits until n further rows were acknowledged.
func (w *writer) more(t *testing.T, n int) {
	t.Helper()
	goal := w.count() + n
	eventually(t, 60*time.Second, "the writer gets on", func() bool { return w.count() >= goal })
}

func (w *writer) end() {
	w.stop()
	<-w.done
}

// lost lists acknowledged rows that db does not have.
func (w *writer) lost(t *testing.T, db *sql.DB) []int {
	t.Helper()
	rows, err := db.QueryContext(t.Context(), `SELECT n FROM acks`)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = rows.Close() }()
	there := map[int]bool{}
	for rows.Next() {
		var n int
		if err := rows.Scan(&n); err != nil {
			t.Fatal(err)
		}
		there[n] = true
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	var lost []int
	for _, n := range w.acks {
		if !there[n] {
			lost = append(lost, n)
		}
	}
	return lost
}
