package main

import (
	"context"
	"fmt"
	"time"

	"firstbell/db/local"
	"firstbell/web/outside"
)

// quiet makes one backup while nobody asks, and compares all tables with those
// it was made of, row for row and past the desk.
func (v *vault) quiet(ctx context.Context) error {
	l := line{part: "backups", tried: "one more while nobody asks, every table compared with the desk's own, row for row"}
	v.table = &l
	if err := outside.Rest(ctx, 3*time.Second); err != nil { // the desk chains its audit log and notes what was seen a moment later
		return err
	}
	one, err := v.make(ctx, "quiet")
	if err != nil {
		return err
	}
	tables, rows := 0, 0
	err = v.restored(ctx, one, func(name string) error {
		ours, err := sums(ctx, v.desk.dir, local.Database)
		if err != nil {
			return err
		}
		theirs, err := sums(ctx, v.desk.dir, name)
		if err != nil {
			return err
		}
		for table, was := range ours {
			if theirs[table] != was {
				l.breach("%s has %d rows (%s) instead of %d (%s)", table, theirs[table].rows, theirs[table].sum, was.rows, was.sum)
			}
			tables, rows = tables+1, rows+was.rows
		}
		return nil
	})
	l.figures = fmt.Sprintf("%d tables, %d rows", tables, rows)
	v.add(l)
	return err
}

// content is what a table holds.
type content struct {
	rows int
	sum  string
}

// What a restore does on purpose is left out: everybody is signed out, and the
// audit log says that there was one.
var (
	without = map[string]string{"sessions": "- 'ended_at'", "users": "- 'signed_out_at'"}
	where   = map[string]string{"audit": "WHERE action <> 'restored'",
		"audit_waiting": "WHERE entry_id NOT IN (SELECT id FROM audit WHERE action = 'restored')"}
)

// sums reads the content of every table of a database. Left out are the list of
// backups, which goes on while one is made, and what a restore empties on purpose.
func sums(ctx context.Context, dir, name string) (map[string]content, error) {
	pool, err := database(dir, name)
	if err != nil {
		return nil, err
	}
	defer pool.Close()
	var tables []string
	rows, err := pool.QueryContext(ctx, `SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace
		AND relname NOT IN ('backups', 'reset_links') ORDER BY relname`)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var t string
		if err := rows.Scan(&t); err != nil {
			return nil, err
		}
		tables = append(tables, t)
	}
	all := map[string]content{}
	for _, t := range tables {
		var c content
		if err := pool.QueryRowContext(ctx, `SELECT count(*), coalesce(md5(string_agg(x, E'\n' ORDER BY x COLLATE "C")), '')
			FROM (SELECT (to_jsonb(t) `+without[t]+`)::text AS x FROM "`+t+`" t `+where[t]+`) y`).Scan(&c.rows, &c.sum); err != nil {
			return nil, fmt.Errorf("read %s: %w", t, err)
		}
		all[t] = c
	}
	return all, rows.Err()
}
