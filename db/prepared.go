package db

import (
	"context"
	"database/sql"
	"errors"
	"sync"

	"github.com/uptrace/bun"
	"github.com/uptrace/bun/driver/pgdriver"
)

// prepared is a statement that is asked so often that planning it each time
// would cost more than running it. PostgreSQL plans it once a connection.
type prepared struct {
	query string // with $1, $2 ... for its arguments

	mu   sync.Mutex
	stmt *sql.Stmt
	off  bool // a connection pooler in between does not keep statements
}

// row runs the statement and reads one row into dest; sql.ErrNoRows when there
// is none. It must not be called inside a transaction: preparing takes another
// connection.
func (p *prepared) row(ctx context.Context, db *bun.DB, dest any, args ...any) error {
	stmt, err := p.get(ctx, db)
	if err != nil {
		return err
	}
	var rows *sql.Rows
	if stmt != nil {
		rows, err = stmt.QueryContext(ctx, args...)
		if lostStatement(err) {
			p.giveUp()
			stmt = nil
		}
	}
	if stmt == nil {
		rows, err = db.DB.QueryContext(ctx, p.query, args...)
	}
	if err != nil {
		return err
	}
	defer rows.Close()
	if !rows.Next() {
		return errors.Join(rows.Err(), sql.ErrNoRows)
	}
	return db.ScanRow(ctx, rows, dest)
}

func (p *prepared) get(ctx context.Context, db *bun.DB) (*sql.Stmt, error) {
	p.mu.Lock()
	stmt, off := p.stmt, p.off
	p.mu.Unlock()
	if stmt != nil || off {
		return stmt, nil
	}
	stmt, err := db.DB.PrepareContext(ctx, p.query) // not under the lock: it may wait for a connection
	if err != nil {
		return nil, err
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.stmt != nil {
		_ = stmt.Close() // somebody was faster
		return p.stmt, nil
	}
	p.stmt = stmt
	return stmt, nil
}

func (p *prepared) giveUp() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.stmt, p.off = nil, true
}

// lostStatement reports that the server does not know the statement, or knows
// another one by its name: somebody hands one connection to several clients.
func lostStatement(err error) bool {
	pg, ok := errors.AsType[pgdriver.Error](err)
	return ok && (pg.Field('C') == "26000" || pg.Field('C') == "42P05")
}
