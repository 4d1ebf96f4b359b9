package db

import (
	"context"
	"database/sql"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"
	"time"

	"github.com/uptrace/bun/driver/pgdriver"
)

// The keys of the advisory locks, each taken by one kind of work in the whole
// database.
const (
	lockMigrate = 4_711_001
	lockSetup   = 4_711_002
	lockChain   = 4_711_003
	lockWake    = 4_711_004
	lockSamples = 4_711_005
)

// A migration may take as long as it needs, and so may waiting for another
// process that is migrating.
const migrateTimeout = 30 * time.Minute

// SchemaError says in one sentence why this program and this database do not
// fit together.
type SchemaError struct{ Message string }

// Error returns the sentence.
func (e *SchemaError) Error() string { return e.Message }

// Migrate brings the database to the newest migration of files and returns the
// names of those it applied. However many programs do so at once, each
// migration runs once; each runs in a transaction together with the note that
// it ran, so that a crash leaves a whole step or none. A database that a newer
// program has changed is refused with a *SchemaError and left as it is.
func Migrate(ctx context.Context, dsn string, files fs.FS) ([]string, error) {
	known, err := fs.Glob(files, "migrations/*.tx.up.sql")
	if err != nil {
		return nil, fmt.Errorf("list migrations: %w", err)
	}
	slices.Sort(known)
	pool := sql.OpenDB(pgdriver.NewConnector(
		pgdriver.WithDSN(dsn),
		pgdriver.WithReadTimeout(migrateTimeout),
		withParams(map[string]any{"application_name": "firstbell migrate", "client_min_messages": "warning"}),
	))
	defer pool.Close()
	pool.SetMaxOpenConns(2) // one holds the lock, one works

	// A lock of a transaction, not of a session: connection poolers that hand a
	// session to several clients cannot lose it.
	lock, err := pool.BeginTx(ctx, nil)
	if err != nil {
		return nil, resolve("connect", err)
	}
	defer func() { _ = lock.Rollback() }()
	if _, err := lock.ExecContext(ctx, fmt.Sprintf("SELECT pg_advisory_xact_lock(%d)", lockMigrate)); err != nil {
		return nil, fmt.Errorf("wait for another migration: %w", err)
	}
	applied, err := appliedMigrations(ctx, pool)
	if err != nil {
		return nil, err
	}
	if err := checkOrder(known, applied); err != nil {
		return nil, err
	}
	var done []string
	for _, file := range known[len(applied):] {
		if err := apply(ctx, pool, files, file); err != nil {
			return done, err
		}
		done = append(done, migrationName(file))
	}
	return done, nil
}

// CheckVersion returns nil when a database is at the newest migration of files,
// else a *SchemaError. It changes nothing.
func CheckVersion(ctx context.Context, dsn string, files fs.FS) error {
	known, err := fs.Glob(files, "migrations/*.tx.up.sql")
	if err != nil {
		return fmt.Errorf("list migrations: %w", err)
	}
	pool := sql.OpenDB(pgdriver.NewConnector(pgdriver.WithDSN(dsn)))
	defer pool.Close()
	var there bool
	if err := pool.QueryRowContext(ctx, "SELECT to_regclass('schema_migrations') IS NOT NULL").Scan(&there); err != nil {
		return resolve("look for migrations", err)
	}
	var applied []string
	if there {
		if applied, err = listMigrations(ctx, pool); err != nil {
			return err
		}
	}
	if err := checkOrder(known, applied); err != nil {
		return err
	}
	if len(applied) < len(known) {
		return &SchemaError{"This database is not at the version of this program. Start the desk of this version first, or run firstbell migrate"}
	}
	return nil
}

// Steps is how many migrations files hold.
func Steps(files fs.FS) int {
	known, _ := fs.Glob(files, "migrations/*.tx.up.sql") // the pattern is good
	return len(known)
}

func migrationName(file string) string {
	return strings.TrimSuffix(path.Base(file), ".tx.up.sql")
}

func appliedMigrations(ctx context.Context, pool *sql.DB) ([]string, error) {
	if _, err := pool.ExecContext(ctx, `
		CREATE TABLE IF NOT EXISTS schema_migrations (
			name text CONSTRAINT schema_migrations_pkey PRIMARY KEY,
			applied_at timestamptz NOT NULL DEFAULT now()
		)`); err != nil {
		return nil, resolve("make the list of migrations", err)
	}
	return listMigrations(ctx, pool)
}

func listMigrations(ctx context.Context, pool *sql.DB) ([]string, error) {
	rows, err := pool.QueryContext(ctx, "SELECT name FROM schema_migrations ORDER BY name")
	if err != nil {
		return nil, resolve("read the list of migrations", err)
	}
	defer rows.Close()
	var names []string
	for rows.Next() {
		var name string
		if err := rows.Scan(&name); err != nil {
			return nil, fmt.Errorf("read the list of migrations: %w", err)
		}
		names = append(names, name)
	}
	return names, rows.Err()
}

// checkOrder refuses a database whose migrations are not the beginning of ours.
func checkOrder(known, applied []string) error {
	for i, name := range applied {
		if i >= len(known) || migrationName(known[i]) != name {
			return &SchemaError{fmt.Sprintf("This database was changed by a newer Firstbell (step %s). "+
				"Nothing was touched. Start that version again, or restore a backup made by this one", name)}
		}
	}
	return nil
}

func apply(ctx context.Context, pool *sql.DB, files fs.FS, file string) error {
	text, err := fs.ReadFile(files, file)
	if err != nil {
		return fmt.Errorf("read migration: %w", err)
	}
	name := migrationName(file)
	tx, err := pool.BeginTx(ctx, nil)
	if err != nil {
		return resolve("begin migration "+name, err)
	}
	defer func() { _ = tx.Rollback() }()
	if _, err := tx.ExecContext(ctx, string(text)); err != nil {
		return resolve("migration "+name, err)
	}
	if _, err := tx.ExecContext(ctx, "INSERT INTO schema_migrations (name) VALUES ($1)", name); err != nil {
		return resolve("note migration "+name, err)
	}
	return resolve("commit migration "+name, tx.Commit())
}
