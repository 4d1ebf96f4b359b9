package db

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"
	"time"

	"github.com/uptrace/bun"

	"github.com/uptrace/bun/dialect/pgdialect"
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
	lockBackup  = 4_711_006
	lockViews   = 4_711_030
)

// A migration may take as long as it needs, and so may waiting for another
// process that is migrating.
const migrateTimeout = 30 * time.Minute

// SchemaError says in one sentence why this program and this database do not
// fit together.
type SchemaError struct{ Message string }

// Error returns the sentence.
func (e *SchemaError) Error() string { return e.Message }

// migrationTable is where a database notes what it has gone through.
const migrationTable = "schema_migrations"

// Migrate brings the database to the newest migration of files and returns the
// names of those it applied. However many programs do so at once, each
// migration runs once; each runs in a transaction together with the note that
// it ran, so that a crash leaves a whole step or none. A database that a newer
// program has changed, or that has gone through a step that is not the one we
// know by its name, is refused with a *SchemaError and left as it is.
func Migrate(ctx context.Context, dsn string, files fs.FS) ([]string, error) {
	return MigrateAfter(ctx, dsn, files, func(context.Context, []Step) error { return nil })
}

// MigrateAfter is Migrate that calls first, with the steps of before, when
// there is something to change in a database that is not new. No other program
// migrates meanwhile. When first fails, nothing is changed.
func MigrateAfter(ctx context.Context, dsn string, files fs.FS, first func(context.Context, []Step) error) ([]string, error) {
	known, err := readSteps(files)
	if err != nil {
		return nil, err
	}
	pool := migrator(dsn)
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
	applied, err := steps(ctx, pool)
	if err != nil {
		return nil, err
	}
	if err := checkOrder(known, applied, "database"); err != nil {
		return nil, err
	}
	if len(applied) > 0 && len(applied) < len(known) {
		if err := first(ctx, applied); err != nil {
			return nil, err
		}
	}
	if err := keepSteps(ctx, pool, known[:len(applied)]); err != nil {
		return nil, err
	}
	return applyEach(ctx, pool, files, known[len(applied):])
}

// applyAll applies steps to an empty schema that nobody else uses.
func applyAll(ctx context.Context, dsn string, files fs.FS, list []Step) ([]string, error) {
	pool := migrator(dsn)
	defer pool.Close()
	pool.SetMaxOpenConns(1)
	if err := keepSteps(ctx, pool, nil); err != nil {
		return nil, err
	}
	return applyEach(ctx, pool, files, list)
}

func migrator(dsn string) *bun.DB {
	return bun.NewDB(sql.OpenDB(pgdriver.NewConnector(
		pgdriver.WithDSN(dsn),
		pgdriver.WithReadTimeout(migrateTimeout),
		withParams(map[string]any{"application_name": "firstbell migrate", "client_min_messages": "warning",
			"idle_in_transaction_session_timeout": int64(0)}), // the lock is held as long as it takes
	)), pgdialect.New())
}

func applyEach(ctx context.Context, pool *bun.DB, files fs.FS, list []Step) ([]string, error) {
	var done []string
	for _, s := range list {
		if err := apply(ctx, pool, files, s); err != nil {
			return done, err
		}
		done = append(done, s.Name)
	}
	return done, nil
}

// CheckVersion returns nil when a database is at the newest migration of files,
// else a *SchemaError. It changes nothing.
func CheckVersion(ctx context.Context, dsn string, files fs.FS) error {
	known, err := readSteps(files)
	if err != nil {
		return err
	}
	pool := migrator(dsn)
	defer pool.Close()
	applied, err := steps(ctx, pool)
	if err != nil {
		return err
	}
	if err := checkOrder(known, applied, "database"); err != nil {
		return err
	}
	if len(applied) < len(known) {
		return &SchemaError{"This database is not at the version of this program. Start the desk of this version first, or run firstbell migrate"}
	}
	return nil
}

// readSteps lists the migrations of a program in their order.
func readSteps(files fs.FS) ([]Step, error) {
	names, err := fs.Glob(files, "migrations/*.tx.up.sql")
	if err != nil {
		return nil, fmt.Errorf("list migrations: %w", err)
	}
	slices.Sort(names)
	list := make([]Step, len(names))
	for i, file := range names {
		text, err := fs.ReadFile(files, file)
		if err != nil {
			return nil, fmt.Errorf("read migration: %w", err)
		}
		sum := sha256.Sum256(text)
		list[i] = Step{strings.TrimSuffix(path.Base(file), ".tx.up.sql"), hex.EncodeToString(sum[:])}
	}
	return list, nil
}

// Steps is how many migrations files hold.
func Steps(files fs.FS) int {
	known, _ := fs.Glob(files, "migrations/*.tx.up.sql") // the pattern is good
	return len(known)
}

// steps lists the migrations that a database has gone through. It changes
// nothing, and reads also lists that were kept without checksums.
func steps(ctx context.Context, idb bun.IDB) ([]Step, error) {
	var there bool
	if err := idb.NewRaw("SELECT to_regclass('schema_migrations') IS NOT NULL").Scan(ctx, &there); err != nil || !there {
		return nil, resolve("look for migrations", err)
	}
	var list []Step
	err := idb.NewRaw(`SELECT name, coalesce(to_jsonb(m) ->> 'checksum', '') AS checksum FROM schema_migrations m ORDER BY name COLLATE "C"`).Scan(ctx, &list)
	return list, resolve("read the list of migrations", err)
}

// keepSteps makes the list of migrations, and notes the checksums of those that
// were applied before checksums were kept.
func keepSteps(ctx context.Context, pool *bun.DB, applied []Step) error {
	for _, q := range []string{
		`CREATE TABLE IF NOT EXISTS schema_migrations (
			name text CONSTRAINT schema_migrations_pkey PRIMARY KEY,
			applied_at timestamptz NOT NULL DEFAULT now()
		)`,
		"ALTER TABLE schema_migrations ADD COLUMN IF NOT EXISTS checksum text",
	} {
		if _, err := pool.ExecContext(ctx, q); err != nil {
			return resolve("make the list of migrations", err)
		}
	}
	for _, s := range applied {
		if _, err := pool.NewRaw("UPDATE schema_migrations SET checksum = ? WHERE name = ? AND checksum IS NULL", s.Checksum, s.Name).Exec(ctx); err != nil {
			return resolve("note the checksums of migrations", err)
		}
	}
	return nil
}

// checkOrder refuses a database, or a backup of one, whose migrations are not
// the beginning of ours.
func checkOrder(known, applied []Step, what string) error {
	for i, s := range applied {
		if i >= len(known) || known[i].Name != s.Name {
			return &SchemaError{fmt.Sprintf("This %s was changed by a newer Firstbell (step %s). "+
				"Nothing was touched. Start that version again, or restore a backup made by this one", what, s.Name)}
		}
		if s.Checksum != "" && s.Checksum != known[i].Checksum {
			return &SchemaError{fmt.Sprintf("Step %s of this %s is not the one that this program knows by that name. "+
				"Nothing was touched. Use an unchanged release of Firstbell", s.Name, what)}
		}
	}
	return nil
}

func apply(ctx context.Context, pool *bun.DB, files fs.FS, s Step) error {
	text, err := fs.ReadFile(files, "migrations/"+s.Name+".tx.up.sql")
	if err != nil {
		return fmt.Errorf("read migration: %w", err)
	}
	tx, err := pool.BeginTx(ctx, nil)
	if err != nil {
		return resolve("begin migration "+s.Name, err)
	}
	defer func() { _ = tx.Rollback() }()
	if _, err := tx.ExecContext(ctx, string(text)); err != nil {
		return resolve("migration "+s.Name, err)
	}
	if _, err := tx.NewRaw("INSERT INTO schema_migrations (name, checksum) VALUES (?, ?)", s.Name, s.Checksum).Exec(ctx); err != nil {
		return resolve("note migration "+s.Name, err)
	}
	return resolve("commit migration "+s.Name, tx.Commit())
}
