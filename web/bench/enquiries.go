package main

import (
	"context"
	"sync"
)

// enquiries measures how fast 32 clients send enquiries, round by round beside
// pgbench.
func (b *bench) enquiries(ctx context.Context) error {
	line, err := b.compare(ctx, b.enquiryRound, func(ctx context.Context) (float64, error) {
		return b.pg.inserts(ctx, b.db, b.long)
	})
	if err != nil {
		return err
	}
	line.work, line.note = "enquiries, 32 clients", b.pg.note("one INSERT")
	b.table.add(line)
	b.aims.atLeast("enquiries/s beside pgbench's one INSERT", line.ratio, 0.5)
	return nil
}

// enquiryRound checks that each enquiry is kept once under a number of its own.
func (b *bench) enquiryRound(ctx context.Context) (r result, err error) {
	if err := b.db.calm(ctx); err != nil {
		return r, err
	}
	ids, err := b.newIDs(ctx)
	if err != nil {
		return r, err
	}
	return r, b.balanced(ctx, func() (int64, int64) {
		r = b.closed(manyClients, b.long, func(c *client) bool {
			c.enquire(b.serial, ids)
			return true
		})
		return ids.len(), 0
	})
}

// enquire sends one enquiry and returns its number, or 0.
func (c *client) enquire(s *serial, ids *ids) int64 {
	body := c.send("an enquiry", s.enquiry(), 201)
	if body == nil {
		return 0
	}
	id := numberOf(body, "id")
	ids.add(id)
	return id
}

// ids is the set of numbers given to new enquiries.
type ids struct {
	mu     sync.Mutex
	seen   map[int64]bool
	newest int64 // every new number is above it
	rules  *rules
}

func (b *bench) newIDs(ctx context.Context) (*ids, error) {
	newest, err := b.db.number(ctx, "SELECT coalesce(max(id), 0) FROM enquiries")
	return &ids{seen: map[int64]bool{}, newest: newest, rules: b.rules}, err
}

func (s *ids) add(id int64) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.seen[id] || id <= s.newest {
		s.rules.breach("a new enquiry has a new number", id)
	}
	s.seen[id] = true
}

func (s *ids) len() int64 {
	s.mu.Lock()
	defer s.mu.Unlock()
	return int64(len(s.seen))
}
