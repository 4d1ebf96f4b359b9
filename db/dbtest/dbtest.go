// Package dbtest gives every test a migrated PostgreSQL database of its own.
// Where the server comes from: TEST_DATABASE_URL, else a container when a
// Docker engine answers, else the private PostgreSQL of db/local. Without any
// of them the tests fail; none is ever skipped.
package dbtest

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/uptrace/bun"
	"github.com/uptrace/bun/dialect/pgdialect"
	"github.com/uptrace/bun/driver/pgdriver"

	"database/sql"

	"firstbell/db"
	"firstbell/embed"
)

// server is started once a test binary, and only if none was started for the
// whole run by the program in the folder with.
var server = sync.OnceValues(func() (string, error) {
	if dsn := os.Getenv(EnvURL); dsn != "" {
		return dsn, nil
	}
	s, err := StartServer(context.Background(), os.Stderr)
	return s.DSN, err // it ends with the process; see StartServer
})

// New returns a store on a fresh, migrated database that is dropped when the
// test ends.
func New(t testing.TB) db.Store {
	t.Helper()
	return Open(t, URL(t))
}

// Open returns a store on the database at dsn and closes it with the test.
func Open(t testing.TB, dsn string) db.Store {
	t.Helper()
	s := db.Open(dsn, 20)
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Errorf("close the store: %v", err)
		}
	})
	return s
}

// URL returns the address of a fresh, migrated database that is dropped when
// the test ends: a copy of a template that is made once a run.
func URL(t testing.TB) string {
	t.Helper()
	admin := adminDSN(t)
	name, err := template(t.Context(), admin)
	if err != nil {
		t.Fatalf("make the template database: %v", err)
	}
	return create(t, admin, "TEMPLATE "+name)
}

// EmptyURL is URL without any migration applied.
func EmptyURL(t testing.TB) string {
	t.Helper()
	return create(t, adminDSN(t), "")
}

func adminDSN(t testing.TB) string {
	t.Helper()
	dsn, err := server()
	if err != nil {
		t.Fatalf("no PostgreSQL for tests: %v", err)
	}
	return dsn
}

func create(t testing.TB, admin, clause string) string {
	t.Helper()
	pool := SQL(admin)
	defer pool.Close()
	name := "t_" + strings.ToLower(rand.Text()[:16])
	if _, err := pool.ExecContext(t.Context(), "CREATE DATABASE "+name+" "+clause); err != nil {
		t.Fatalf("create a database: %v", err)
	}
	t.Cleanup(func() {
		pool := SQL(admin)
		defer pool.Close()
		ctx, cancel := context.WithTimeout(context.Background(), 30*time.Second)
		defer cancel()
		if _, err := pool.ExecContext(ctx, "DROP DATABASE "+name+" WITH (FORCE)"); err != nil {
			t.Errorf("drop the database: %v", err)
		}
	})
	return onDatabase(admin, name)
}

// template makes the database that the others are copies of, once for a set of
// migrations, however many test binaries want it at the same time.
func template(ctx context.Context, admin string) (string, error) {
	hash := sha256.New()
	err := fs.WalkDir(embed.Migrations, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		text, err := fs.ReadFile(embed.Migrations, name)
		fmt.Fprintf(hash, "%s %d %s", name, len(text), text)
		return err
	})
	if err != nil {
		return "", err
	}
	name := "template_" + hex.EncodeToString(hash.Sum(nil)[:8])
	pool := SQL(admin)
	defer pool.Close()
	tx, err := pool.BeginTx(ctx, nil)
	if err != nil {
		return "", err
	}
	defer func() { _ = tx.Rollback() }()
	if _, err := tx.ExecContext(ctx, "SELECT pg_advisory_xact_lock(4711009)"); err != nil {
		return "", err
	}
	var there bool
	if err := tx.QueryRowContext(ctx, "SELECT EXISTS (SELECT FROM pg_database WHERE datname = $1)", name).Scan(&there); err != nil || there {
		return name, err
	}
	making := name + "_making"
	for _, q := range []string{"DROP DATABASE IF EXISTS " + making, "CREATE DATABASE " + making} {
		if _, err := pool.ExecContext(ctx, q); err != nil {
			return "", err
		}
	}
	if _, err := db.Migrate(ctx, onDatabase(admin, making), embed.Migrations); err != nil {
		return "", err
	}
	_, err = pool.ExecContext(ctx, "ALTER DATABASE "+making+" RENAME TO "+name)
	return name, err
}

// SQL opens a plain connection pool, for tests that look behind the store.
func SQL(dsn string) *sql.DB {
	return sql.OpenDB(pgdriver.NewConnector(pgdriver.WithDSN(dsn), pgdriver.WithReadTimeout(time.Minute)))
}

// Bun is SQL for tests that want bun.
func Bun(t testing.TB, dsn string) *bun.DB {
	t.Helper()
	b := bun.NewDB(SQL(dsn), pgdialect.New())
	t.Cleanup(func() { _ = b.Close() })
	return b
}

// onDatabase returns the address of another database on the same server.
func onDatabase(dsn, name string) string {
	u, err := url.Parse(dsn)
	if err != nil {
		panic("the address of the test server is no URL: " + err.Error())
	}
	if u.Scheme == "unix" {
		u.Host = name
	} else {
		u.Path = "/" + name
	}
	return u.String()
}
