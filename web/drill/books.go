package main

import (
	"context"
	"database/sql"
	"fmt"
	"strings"
	"time"

	"github.com/uptrace/bun/driver/pgdriver"

	"firstbell/db/local"
)

// database opens a database of the private PostgreSQL in dir as its superuser,
// past the desk.
func database(dir, name string) (*sql.DB, error) {
	dsn, ok := addressOf(dir, local.AdminRole, name)
	if !ok {
		return nil, fmt.Errorf("no PostgreSQL answers in %s", dir)
	}
	pool := sql.OpenDB(pgdriver.NewConnector(pgdriver.WithDSN(dsn), pgdriver.WithReadTimeout(5*time.Minute)))
	pool.SetMaxIdleConns(-1) // an idle connection would not outlive the next stop
	return pool, nil
}

func addressOf(dir, role, name string) (dsn string, ok bool) {
	dsn, ok = local.Running(dir)
	return strings.Replace(dsn, local.AppRole+"@"+local.Database, role+"@"+name, 1), ok
}

// kept is one enquiry as a database has it.
type kept struct {
	id, owner   int64
	name, email string
	text        string
}

// laws are what holds in every whole database, whatever was sent; each query
// counts what breaks it.
var laws = []struct{ law, query string }{
	{"every enquiry has the beginning of its history",
		"SELECT count(*) FROM enquiries e WHERE NOT EXISTS (SELECT FROM events v WHERE v.enquiry_id = e.id AND v.kind = 'received')"},
	{"every owned enquiry has one active claim, of its owner",
		"SELECT count(*) FROM enquiries e WHERE (SELECT count(*) FROM claims c WHERE c.enquiry_id = e.id AND c.ended_at IS NULL) <> (e.claimed_by IS NOT NULL)::int"},
	{"no claim is active for somebody else than the owner",
		"SELECT count(*) FROM claims c JOIN enquiries e ON e.id = c.enquiry_id WHERE c.ended_at IS NULL AND e.claimed_by IS DISTINCT FROM c.user_id"},
	{"every claim is in the history",
		"SELECT abs((SELECT count(*) FROM events WHERE kind = 'claimed') - (SELECT count(*) FROM claims))"},
	{"the last line of each history ends with the owner",
		`SELECT count(*) FROM enquiries e WHERE e.claimed_by IS DISTINCT FROM
		   (SELECT v.owner_after FROM events v WHERE v.enquiry_id = e.id AND v.kind IN ('claimed', 'released') ORDER BY v.id DESC LIMIT 1)`},
	{"the kept number of waiting enquiries is their count",
		"SELECT abs((SELECT sum(n)::bigint FROM waiting_counts) - (SELECT count(*) FROM enquiries WHERE claimed_by IS NULL AND closed_at IS NULL))"},
}

// inspect tells l what a database lacks or has too much: everything acknowledged
// before since is there, claims and releases too, nothing is there that was
// never sent or twice or in half, and all laws hold. until is when the picture
// was taken at the latest. It returns how many enquiries there are.
func (c *crowd) inspect(ctx context.Context, l *line, pool *sql.DB, since, until time.Time) (int, error) {
	for _, law := range laws {
		var n int
		if err := pool.QueryRowContext(ctx, law.query).Scan(&n); err != nil {
			return 0, fmt.Errorf("look whether %s: %w", law.law, err)
		}
		if n != 0 {
			l.breach("not so for %d: %s", n, law.law)
		}
	}
	there, err := readKept(ctx, pool)
	if err != nil {
		return 0, err
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.lost(l, there, since)
	c.strays(l, there)
	c.owners(l, there, since, until)
	return len(there), nil
}

func readKept(ctx context.Context, pool *sql.DB) (map[int64]kept, error) {
	rows, err := pool.QueryContext(ctx, "SELECT id, coalesce(claimed_by, 0), name, email, coalesce(message, '') FROM enquiries")
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	there := map[int64]kept{}
	for rows.Next() {
		var k kept
		if err := rows.Scan(&k.id, &k.owner, &k.name, &k.email, &k.text); err != nil {
			return nil, err
		}
		there[k.id] = k
	}
	return there, rows.Err()
}

func (c *crowd) lost(l *line, there map[int64]kept, since time.Time) {
	for _, e := range c.acked {
		if k, ok := there[e.id]; e.at.Before(since) && (!ok || k.name != nameOf(e.n)) {
			l.breach("the enquiry of %s was acknowledged and is not there", nameOf(e.n))
		}
	}
}

func (c *crowd) strays(l *line, there map[int64]kept) {
	seen := map[int]bool{}
	for _, k := range there {
		var n int
		_, err := fmt.Sscanf(k.name, "Sender %d", &n)
		switch {
		case err != nil || n < 1 || n > c.serial:
			l.breach("an enquiry of %q is there that nobody sent", k.name)
		case seen[n]:
			l.breach("the enquiry of %s is there twice", k.name)
		case k.text != textOf(n) || k.email != fmt.Sprintf("s%d@example.com", n):
			l.breach("the enquiry of %s is there in part: %q", k.name, k.text)
		}
		seen[n] = true
	}
}

// owners compares the owner of each enquiry of which every change was answered
// before since. Claims and releases of one person cancel out, so that the order
// of answers does not matter.
func (c *crowd) owners(l *line, there map[int64]kept, since, until time.Time) {
	balance := map[[2]int64]int{}
	open := map[int64]bool{}
	for _, ch := range c.changes {
		if !ch.ended.Before(since) && ch.begun.Before(until) {
			open[ch.lead] = true
		}
		if ch.ended.Before(since) {
			balance[[2]int64{ch.lead, ch.who}] += ch.by
		}
	}
	for key, n := range balance {
		lead, who := key[0], key[1]
		k, ok := there[lead]
		if !ok || open[lead] || c.unsure[lead] {
			continue // lost ones are told of already
		}
		if (k.owner == who) != (n > 0) {
			l.breach("enquiry %d: %d has %d claims more than releases, but its owner is %d", lead, who, n, k.owner)
		}
	}
}
