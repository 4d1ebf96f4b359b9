package db

import (
	"context"
	"fmt"
	"io/fs"
	"net/url"
	"strings"
	"time"

	"github.com/uptrace/bun"
)

// KeptPrefix begins the names of schemas that hold what was there before
// something was restored.
const KeptPrefix = "before_"

// CheckBackup refuses, with a *SchemaError, what this program cannot restore.
func CheckBackup(files fs.FS, m Manifest) error {
	known, err := readSteps(files)
	if err != nil {
		return err
	}
	return checkOrder(known, m.Migrations, "backup")
}

// alonePatience is how long Alone waits for connections that are just being
// closed, the caller's own among them: PostgreSQL ends each a moment later.
const alonePatience = 2 * time.Second

// Alone returns nil when nobody else is connected to the database, or no longer
// is within two seconds; else a *SchemaError that says so.
func Alone(ctx context.Context, dsn string) error {
	pool := migrator(dsn)
	defer pool.Close()
	for until := time.Now().Add(alonePatience); ; {
		var others int
		err := pool.NewRaw(`SELECT count(*) FROM pg_stat_activity
			WHERE datname = current_database() AND usename IS NOT NULL AND pid <> pg_backend_pid()`).Scan(ctx, &others)
		switch {
		case err != nil || others == 0:
			return resolve("look who is connected", err)
		case time.Now().After(until):
			return &SchemaError{fmt.Sprintf("Something else is connected to this database (%d connections). Nothing was changed. Stop every desk that uses it, and everything else, then try again", others)}
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(50 * time.Millisecond):
		}
	}
}

// Settle makes a restored schema of this version ready to be worked with: no
// backup is under way, and nobody is signed in, since who was has perhaps been
// signed out or sent away meanwhile.
func Settle(ctx context.Context, dsn string) error {
	pool := migrator(dsn)
	defer pool.Close()
	return pool.RunInTx(ctx, nil, func(ctx context.Context, tx bun.Tx) error {
		for _, q := range []string{
			"DELETE FROM backups WHERE state IN ('asked', 'running')",
			"UPDATE sessions SET ended_at = now() WHERE ended_at IS NULL",
			"UPDATE users SET signed_out_at = now()",
			"DELETE FROM reset_links",
		} {
			if _, err := tx.ExecContext(ctx, q); err != nil {
				return resolve("settle what was restored", err)
			}
		}
		return nil
	})
}

// Swap puts a filled schema in the place of the one in use, in one transaction,
// and returns the name under which that one is kept, "" when it was empty.
func Swap(ctx context.Context, dsn, restored string, at string) (kept string, err error) {
	name, err := schemaOf(restored)
	if err != nil {
		return "", err
	}
	pool := migrator(dsn)
	defer pool.Close()
	err = pool.RunInTx(ctx, nil, func(ctx context.Context, tx bun.Tx) error {
		var now string
		var empty bool
		if err := tx.NewRaw(`SELECT current_schema(), NOT EXISTS (SELECT FROM pg_class
			WHERE relnamespace = current_schema()::regnamespace AND relkind IN ('r', 'v', 'm'))`).Scan(ctx, &now, &empty); err != nil {
			return err
		}
		aside := KeptPrefix + at
		queries := []string{
			"ALTER SCHEMA " + quoted(now) + " RENAME TO " + quoted(aside),
			"ALTER SCHEMA " + quoted(name) + " RENAME TO " + quoted(now),
			"GRANT USAGE ON SCHEMA " + quoted(now) + " TO PUBLIC",
		}
		if empty {
			queries = append(queries, "DROP SCHEMA "+quoted(aside)+" CASCADE")
		} else {
			kept = aside
		}
		for _, q := range queries {
			if _, err := tx.ExecContext(ctx, q); err != nil {
				return err
			}
		}
		return nil
	})
	return kept, resolve("put what was restored in its place", err)
}

// schemaOf is the schema that an address of Scratch leads to.
func schemaOf(dsn string) (string, error) {
	u, err := url.Parse(dsn)
	if err != nil {
		return "", fmt.Errorf("read the database's address: %w", err)
	}
	return u.Query().Get("search_path"), nil
}

// ForgetKept removes what was kept of before anything was restored, and returns
// the names of what went.
func ForgetKept(ctx context.Context, dsn string) ([]string, error) {
	pool := migrator(dsn)
	defer pool.Close()
	var names []string
	err := pool.NewRaw("SELECT nspname FROM pg_namespace WHERE starts_with(nspname, ?) ORDER BY nspname", KeptPrefix).Scan(ctx, &names)
	if err == nil {
		err = sweepScratch(ctx, dsn, KeptPrefix)
	}
	return names, resolve("look for what was kept", err)
}

// Since counts what has come into a database since a backup of it was made, by
// what people call it.
func Since(ctx context.Context, dsn string, m Manifest) (string, error) {
	pool := migrator(dsn)
	defer pool.Close()
	var lost []string
	err := pool.NewRaw(`
		SELECT n || ' ' || what FROM (
			SELECT 1 AS k, 'enquiries' AS what, count(*) AS n FROM enquiries WHERE created_at > ?0
			UNION ALL SELECT 2, 'lines of history', count(*) FROM events WHERE at > ?0
			UNION ALL SELECT 3, 'people of the team', count(*) FROM users WHERE created_at > ?0
		) x WHERE n > 0 ORDER BY k`, m.MadeAt).Scan(ctx, &lost)
	return strings.Join(lost, ", "), resolve("count what came since", err)
}
