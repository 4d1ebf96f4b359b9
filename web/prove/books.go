package main

import (
	"context"
	"database/sql"
	"fmt"
	"strings"
)

// books are what the database holds after a run.
type books struct {
	events  []event
	owners  map[int64]int64   // enquiry -> owner, 0 for nobody
	active  map[int64][]int64 // enquiry -> people with an active claim
	forms   map[string]int64  // name of a public form -> how often it is there
	waiting [2]int64          // as kept, and as counted
}

// event is one line of an enquiry's history.
type event struct {
	id, lead, before, after int64
	kind, key               string
}

// read reads the books as they are at one moment.
func (p *postgres) read(ctx context.Context) (b books, err error) {
	tx, err := p.admin.BeginTx(ctx, &sql.TxOptions{Isolation: sql.LevelRepeatableRead})
	if err != nil {
		return b, err
	}
	defer func() { _ = tx.Rollback() }()
	return readBooks(ctx, tx)
}

func readBooks(ctx context.Context, tx *sql.Tx) (b books, err error) {
	b.owners, b.active, b.forms = map[int64]int64{}, map[int64][]int64{}, map[string]int64{}
	err = each(ctx, tx, `SELECT id, enquiry_id, coalesce(owner_before, 0), coalesce(owner_after, 0), kind, coalesce(op_id, '')
		FROM events ORDER BY id`, func(r *sql.Rows) error {
		var e event
		err := r.Scan(&e.id, &e.lead, &e.before, &e.after, &e.kind, &e.key)
		e.key = e.key[strings.LastIndex(e.key, ":")+1:] // without whose it is
		b.events = append(b.events, e)
		return err
	})
	if err != nil {
		return b, err
	}
	if err = each(ctx, tx, "SELECT id, coalesce(claimed_by, 0) FROM enquiries", func(r *sql.Rows) error {
		var id, owner int64
		err := r.Scan(&id, &owner)
		b.owners[id] = owner
		return err
	}); err != nil {
		return b, err
	}
	if err = each(ctx, tx, "SELECT enquiry_id, user_id FROM claims WHERE ended_at IS NULL", func(r *sql.Rows) error {
		var id, who int64
		err := r.Scan(&id, &who)
		b.active[id] = append(b.active[id], who)
		return err
	}); err != nil {
		return b, err
	}
	if err = each(ctx, tx, fmt.Sprintf("SELECT name, count(*) FROM enquiries WHERE id > %d GROUP BY name", leads), func(r *sql.Rows) error {
		var name string
		var n int64
		err := r.Scan(&name, &n)
		b.forms[name] = n
		return err
	}); err != nil {
		return b, err
	}
	err = tx.QueryRowContext(ctx, `SELECT (SELECT sum(n)::bigint FROM waiting_counts),
		(SELECT count(*) FROM enquiries WHERE claimed_by IS NULL AND closed_at IS NULL)`).Scan(&b.waiting[0], &b.waiting[1])
	return b, err
}

func each(ctx context.Context, tx *sql.Tx, query string, row func(*sql.Rows) error) error {
	rows, err := tx.QueryContext(ctx, query)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		if err := row(rows); err != nil {
			return err
		}
	}
	return rows.Err()
}
