package db

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/uptrace/bun/driver/pgdriver"

	"firstbell/app"
)

// planned is a statement that is run so often that planning it each time would
// cost more than running it. Each connection plans it once and then runs it by
// its name, in one message and a transaction of its own. It finds everything by an
// index, also when the tables are small when it is planned and large when it is
// run. A pooler between us and PostgreSQL may hand the next message to another
// connection: then the whole text is sent, as ever.
type planned struct {
	name, locks, query string
}

// plan names a statement by its text, so that a connection which outlives this
// program, behind a pooler, never runs the words of another version. $1 is a
// jsonb.
func plan(name, query string) planned { return planLocked(name, "", query) }

// planLocked names a statement that has to see what others kept while it waited
// for them: locks takes $2, a jsonb, returns nothing and runs before it in the
// same transaction.
func planLocked(name, locks, query string) planned {
	sum := sha256.Sum256([]byte(locks + query))
	return planned{fmt.Sprintf("firstbell_%s_%x", name, sum[:6]), locks, query}
}

// message is one message that runs the statement, given how its parts are run.
func (p planned) message(locks, query string) string {
	if p.locks != "" {
		query = locks + "; " + query
	}
	return "SET LOCAL enable_seqscan = off; " + query
}

// read runs a planned statement that changes nothing, with what its arguments are
// in JSON, and returns its rows. It is tried again when the connection was lost.
func read[T any](ctx context.Context, s Store, what string, p planned, args ...any) (list []T, err error) {
	err = again(ctx, func() error {
		list, err = run[T](ctx, s, p, args...)
		return resolve(what, err)
	})
	return list, err
}

// change runs one that writes and returns its rows. It is not tried again: app.ErrOutcomeUnknown when the connection broke.
func change[T any](ctx context.Context, s Store, what string, p planned, args ...any) ([]T, error) {
	list, err := run[T](ctx, s, p, args...)
	if isLost(err) || errors.Is(err, context.DeadlineExceeded) {
		return nil, fmt.Errorf("%s: %w: %w", what, app.ErrOutcomeUnknown, err)
	}
	return list, resolve(what, err)
}

func run[T any](ctx context.Context, s Store, p planned, args ...any) (list []T, err error) {
	texts := make([]any, len(args))
	for i, arg := range args {
		text, err := json.Marshal(arg)
		if err != nil {
			return nil, err
		}
		texts[i] = string(text)
	}
	conn, err := s.db.DB.Conn(ctx)
	if err != nil {
		return nil, err
	}
	defer conn.Close()
	rows, err := p.rows(ctx, conn, texts)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	return list, s.db.ScanRows(ctx, rows, &list)
}

func (p planned) rows(ctx context.Context, conn *sql.Conn, args []any) (*sql.Rows, error) {
	execute := p.message("EXECUTE "+p.name+"_locks (NULL, $2)", "EXECUTE "+p.name+" ($1)")
	rows, err := conn.QueryContext(ctx, execute, args...)
	if !unknownStatement(err) {
		return rows, err
	}
	// Nothing was run: this connection has not planned it yet.
	if _, err = conn.ExecContext(ctx, p.message("PREPARE "+p.name+"_locks (jsonb, jsonb) AS "+p.locks, "PREPARE "+p.name+" (jsonb) AS "+p.query)); err == nil {
		rows, err = conn.QueryContext(ctx, execute, args...)
	}
	if unknownStatement(err) {
		return conn.QueryContext(ctx, p.message(p.locks, p.query), args...)
	}
	return rows, err
}

// unknownStatement reports that a connection does not know the statement, or,
// where clients share connections, that another one has taught it meanwhile.
func unknownStatement(err error) bool {
	pg, ok := errors.AsType[pgdriver.Error](err)
	return ok && (pg.Field('C') == "26000" || pg.Field('C') == "42P05")
}
