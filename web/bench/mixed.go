package main

import (
	"context"
	"sync/atomic"
)

const (
	mixedRate    = 500
	mixedClients = 64
	signingIn    = 8
)

// mixed measures a busy office, without and with people signing in.
func (b *bench) mixed(ctx context.Context) error {
	var without, with, logins []result
	for range b.rounds {
		r, err := b.mixedRound(ctx)
		if err != nil {
			return err
		}
		without = append(without, r)
		stop := b.signIns()
		r, err = b.mixedRound(ctx)
		logins = append(logins, stop())
		if err != nil {
			return err
		}
		with = append(with, r)
	}
	quiet, busy := rated("mixed work, 500 a second, open loop", without), rated("the same while 8 clients sign in", with)
	quiet.note = "40 % enquiries, 35 % queue, 15 % claims, 10 % own list"
	b.table.add(quiet)
	b.table.add(busy)
	b.table.add(rated("sign-ins meanwhile", logins))
	b.aims.atMost("mixed work p99 while 8 clients sign in, ms", busy.p99, 25)
	b.aims.atMost("that p99 beside the one without sign-ins, times", busy.p99/quiet.p99, 2.5)
	return nil
}

// office is one round of mixed work.
type office struct {
	*bench
	turn, made, won atomic.Int64
	leads           *leads
	ids             *ids
}

func (b *bench) mixedRound(ctx context.Context) (r result, err error) {
	o := &office{bench: b}
	if o.leads, err = b.db.addWaiting(ctx, 2000); err != nil {
		return r, err
	}
	if o.ids, err = b.newIDs(ctx); err != nil {
		return r, err
	}
	return r, b.balanced(ctx, func() (int64, int64) {
		r = b.paced(mixedClients, mixedRate, b.long*3/2, o.work)
		return o.made.Load(), o.won.Load()
	})
}

// work does the next thing: of each twenty, eight new enquiries, seven pages of
// the queue, three claims and two own lists.
func (o *office) work(c *client) bool {
	switch "eqeqceqemqeqceqemqec"[o.turn.Add(1)%20] {
	case 'e':
		if c.enquire(o.serial, o.ids) != 0 {
			o.made.Add(1)
		}
	case 'c':
		if lead, ok := o.leads.take(); ok && c.claim(lead) {
			o.won.Add(1)
		}
	case 'm':
		c.send("a list of one's own", request("GET", "/api/enquiries/mine?limit=50", c.who.token, ""), 200)
	default:
		c.send("a page", page(c.who, pageSize, ""), 200)
	}
	return true
}

// signIns lets clients sign in without pause until stop is called.
func (b *bench) signIns() (stop func() result) {
	var over atomic.Bool
	done := make(chan result)
	go func() {
		done <- b.closed(signingIn, 10*b.long, func(c *client) bool {
			c.send("a sign-in", request("POST", "/api/auth/login", "", credentials(c.who.email)), 200)
			return !over.Load()
		})
	}()
	return func() result {
		over.Store(true)
		return <-done
	}
}
