package main

import (
	"context"
	"math/rand/v2"
	"net/http"
	"time"

	"firstbell/web/outside"
)

// repeats is how often a client asks again before it gives up.
const repeats = 4

// client is one window of one person: one request at a time.
type client struct {
	who  account
	rand *rand.Rand
	http *http.Client
	run  *proof
}

func newClient(p *proof, n int, who account) *client {
	return &client{who: who, run: p, rand: rand.New(rand.NewPCG(p.plan.seed, uint64(n))), http: &http.Client{Transport: &http.Transport{}}}
}

// perform sends a request until it is answered, each time to another server,
// and notes what came of it. A read is a new one each time.
func (c *client) perform(ctx context.Context, o op, q question) op {
	o.who, o.key, o.begun, o.unsent = c.who, q.key, c.run.clock(), true
	first := c.rand.IntN(len(c.run.desks))
	for o.tries = 0; o.tries <= repeats; o.tries++ {
		if o.tries > 0 && outside.Rest(ctx, time.Duration(25<<o.tries)*time.Millisecond) != nil {
			break
		}
		if o.do == read {
			o.begun = c.run.clock()
		}
		try, cancel := context.WithTimeout(ctx, c.run.plan.timeout)
		r := ask(try, c.http, c.run.desks[(first+o.tries)%len(c.run.desks)].addr, q)
		cancel()
		o.unsent = o.unsent && r.refused
		c.run.tally(r)
		if final(r) {
			o.judge(r)
			o.ended = c.run.clock()
			return o
		}
	}
	o.out, o.ended = unknown, c.run.clock()
	return o
}

// final reports whether an answer is one: anything else may be asked again.
func final(r reply) bool {
	return r.status > 0 && r.status < 500 && r.Code != "in_progress"
}

// judge reads an answer.
func (o *op) judge(r reply) {
	o.answer, o.replayed = r.Code, r.replayed
	switch {
	case o.do == send && r.status == 201:
		o.out, o.lead = done, r.Data.ID
	case r.status == 200 && o.do == claimNext && r.Data.Enquiry == nil:
		o.out = emptyLine
	case r.status == 200 && r.Data.Enquiry != nil && (o.do == claimNext || r.Data.Enquiry.ID == o.lead):
		o.out, o.owner, o.lead = done, r.owner(), r.Data.Enquiry.ID
	case r.status == 409 && r.Code == "claimed":
		var me bool
		o.out = taken
		if o.owner, me = r.winner(); me != (o.owner == o.who.id) {
			o.out = strange
		}
	case r.status == 409 && r.Code == "not_held":
		o.out = notHeld
	case r.status == 403 && r.Code == "not_holder":
		o.out = notHolder
	case r.status == 422 && r.Code == "limit_reached":
		o.out = limited
	default:
		o.out, o.answer = strange, r.Code+": "+r.Message
	}
}
