// Package db keeps what the product means in PostgreSQL. It is the only
// package that knows bun and SQL. It knows nothing of HTTP.
package db

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"github.com/uptrace/bun"
	"github.com/uptrace/bun/dialect/pgdialect"
	"github.com/uptrace/bun/driver/pgdriver"

	"firstbell/app"
)

// Limits that PostgreSQL itself keeps for every connection, so that nothing
// waits without end: for a lock, for an answer, and for a client that was cut
// off between two statements of a transaction.
const (
	lockTimeout      = 2 * time.Second
	statementTimeout = 3 * time.Second
	idleInTxTimeout  = 3 * time.Second
)

// planLife is how long a connection, and what it has planned, is used: tables
// that were empty when a statement was planned may be large by then.
const planLife = 5 * time.Minute

// Store is app.Store over PostgreSQL. The same value works on the pool and
// inside a transaction.
type Store struct {
	db     *bun.DB // nil inside a transaction
	idb    bun.IDB
	shared *shared
}

// shared is what all users of one pool have in common.
type shared struct {
	// Writes so frequent and so small that those of one moment share a commit.
	claims    batch[app.OwnerChange, *app.Enquiry]
	enquiries batch[submission, *app.Enquiry]

	// Asked at every request of somebody who is signed in.
	sessions batch[wantedSession, *sessionRow]
}

var _ app.Store = Store{}

// Open returns a store on the database that dsn names. It does not connect;
// the first use does. poolSize is the most connections it opens.
func Open(dsn string, poolSize int) Store {
	pool := sql.OpenDB(pgdriver.NewConnector(
		pgdriver.WithDSN(dsn),
		withParams(map[string]any{
			"application_name":                    "firstbell",
			"lock_timeout":                        lockTimeout.Milliseconds(),
			"statement_timeout":                   statementTimeout.Milliseconds(),
			"idle_in_transaction_session_timeout": idleInTxTimeout.Milliseconds(),
			"jit":                                 "off",                // takes longer than any of our statements
			"plan_cache_mode":                     "force_generic_plan", // what is planned is planned once, for any values
		}),
		pgdriver.WithResetSessionFunc(refuseDead),
		pgdriver.WithTracing(false),
	))
	pool.SetMaxOpenConns(poolSize)
	pool.SetMaxIdleConns(poolSize)
	pool.SetConnMaxIdleTime(time.Minute)
	pool.SetConnMaxLifetime(planLife)
	b := bun.NewDB(pool, pgdialect.New())
	s := Store{db: b, idb: b, shared: &shared{}}
	s.shared.claims.run = s.takeAll
	s.shared.enquiries.run = s.addAll
	s.shared.sessions.run = s.findSessions
	return s
}

// Close gives all connections back.
func (s Store) Close() error { return s.db.Close() }

// Ping reports whether the database answers.
func (s Store) Ping(ctx context.Context) error {
	var one int
	return s.row(ctx, "ping", &one, "SELECT 1")
}

// InTx runs fn in one transaction; inside a transaction fn joins it. One that
// PostgreSQL has taken back because it and others waited for each other in a
// circle is run again, up to three times in all.
func (s Store) InTx(ctx context.Context, fn func(app.Store) error) error {
	if s.db == nil {
		return fn(s)
	}
	var err error
	for range 3 {
		if err = again(ctx, func() error { return s.inTx(ctx, fn) }); !isDeadlock(err) || ctx.Err() != nil {
			return err
		}
	}
	return err
}

func (s Store) inTx(ctx context.Context, fn func(app.Store) error) error {
	tx, err := s.db.BeginTx(ctx, nil)
	if err != nil {
		return resolve("begin", err)
	}
	if err := fn(Store{idb: tx}); err != nil {
		_ = tx.Rollback() // the error that led here is the one to tell
		return err
	}
	if err := tx.Commit(); err != nil {
		if isSQL(err) {
			return resolve("commit", err)
		}
		return fmt.Errorf("commit: %w: %w", app.ErrOutcomeUnknown, err)
	}
	return nil
}

// row reads one row into dest. A read that lost its connection is tried again.
func (s Store) row(ctx context.Context, what string, dest any, query string, args ...any) error {
	return again(ctx, func() error {
		return resolve(what, s.idb.NewRaw(query, args...).Scan(ctx, dest))
	})
}

// list reads all rows of a query. A read that lost its connection is tried again.
func list[T any](ctx context.Context, s Store, what, query string, args ...any) ([]T, error) {
	rows := []T{}
	err := again(ctx, func() error {
		rows = rows[:0]
		return resolve(what, s.idb.NewRaw(query, args...).Scan(ctx, &rows))
	})
	return rows, err
}

// write runs one statement that changes something and reads what it returns.
// It is not tried again: whether the change was kept cannot be known.
func (s Store) write(ctx context.Context, what string, dest any, query string, args ...any) error {
	err := s.idb.NewRaw(query, args...).Scan(ctx, dest)
	if (isLost(err) || errors.Is(err, context.DeadlineExceeded)) && s.db != nil {
		return fmt.Errorf("%s: %w: %w", what, app.ErrOutcomeUnknown, err)
	}
	return resolve(what, err)
}

// again runs fn up to three times while it fails because the connection was
// lost before anything can have been kept.
func again(ctx context.Context, fn func() error) error {
	var err error
	for range 3 {
		err = fn()
		if !isLost(err) || errors.Is(err, app.ErrOutcomeUnknown) || ctx.Err() != nil {
			return err
		}
	}
	return err
}
