package main

import (
	"context"
	"sync/atomic"
)

const (
	manyClients = 32
	leadsEnough = 24_000 // more than one round can claim
)

// claims measures how fast 32 clients claim leads that nobody else wants,
// round by round beside pgbench.
func (b *bench) claims(ctx context.Context) error {
	line, err := b.compare(ctx, b.claimRound, func(ctx context.Context) (float64, error) {
		return b.pg.claims(ctx, b.db, b.staff[0].id, b.long)
	})
	if err != nil {
		return err
	}
	line.work, line.note = "claims of distinct leads, 32 clients", b.pg.note("BEGIN, SELECT FOR UPDATE, UPDATE, COMMIT")
	b.table.add(line)
	b.aims.atLeast("claims/s beside pgbench's four statements", line.ratio, 0.8)
	return nil
}

// compare runs rounds of ours and theirs in turns, so that load from outside
// falls on both alike.
func (b *bench) compare(ctx context.Context, our func(context.Context) (result, error), their func(context.Context) (float64, error)) (row, error) {
	var ours []result
	var theirs, ratios []float64
	for range b.rounds {
		r, err := our(ctx)
		if err != nil {
			return row{}, err
		}
		ours = append(ours, r)
		if b.pg == nil {
			continue
		}
		plain, err := their(ctx)
		if err != nil {
			return row{}, err
		}
		theirs, ratios = append(theirs, plain), append(ratios, r.perSecond()/plain)
	}
	line := rated("", ours)
	line.beside, line.ratio = median(theirs, same), median(ratios, same)
	return line, nil
}

// claimRound lets each lead be claimed once; each claim has to succeed.
func (b *bench) claimRound(ctx context.Context) (r result, err error) {
	list, err := b.db.addWaiting(ctx, leadsEnough)
	if err != nil {
		return r, err
	}
	return r, b.balanced(ctx, func() (int64, int64) {
		var won atomic.Int64
		r = b.closed(manyClients, b.long, func(c *client) bool {
			lead, ok := list.take()
			if ok && c.claim(lead) {
				won.Add(1)
			}
			return ok
		})
		return 0, won.Load()
	})
}

// claim claims a lead that nobody else wants and reports whether it is theirs.
func (c *client) claim(lead int64) bool {
	body := c.send("a claim of a free lead", claim(c.who, lead), 200)
	if body == nil {
		return false
	}
	c.rules.equal("a claimed lead belongs to who claimed it", numberOf(body, "claimedBy"), c.who.id)
	c.rules.equal("a claim answers with the lead that was claimed", numberOf(body, "id"), lead)
	return true
}
