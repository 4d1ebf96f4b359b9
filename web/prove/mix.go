package main

import (
	"context"
	"fmt"
	"net/http"
	"strconv"
)

// next does one request of the mix: 40 % claims, 10 % claims of the next in
// line, 20 % releases, 10 % hand-overs, 10 % reads, 10 % public forms. The
// windows of the person with a limit mostly claim what is next and put it back.
func (c *client) next(ctx context.Context) {
	x := c.rand.IntN(100)
	if c.run.people.limited(c.who) {
		x = map[bool]int{true: 45, false: 60}[x < 60]
	}
	if c.run.plan.mutant == "no-ledger" && x >= 40 && x < 50 {
		x = 0 // without a ledger nobody can tell which enquiry a lost answer was about
	}
	var o op
	switch {
	case x < 40:
		o = c.on(ctx, claim, c.run.hot.pick(c.rand), 0)
	case x < 50:
		o = c.perform(ctx, op{do: claimNext}, question{http.MethodPost, "/api/enquiries/claim-next", c.who.token, c.run.key(), ""})
	case x < 70:
		o = c.on(ctx, release, c.run.held.choose(c), 0)
	case x < 80:
		o = c.on(ctx, reassign, c.run.held.choose(c), c.run.people.colleague(c.rand))
	case x < 90:
		o = c.on(ctx, read, c.run.hot.pick(c.rand), 0)
	default:
		o = c.form(ctx)
	}
	c.run.held.learn(o)
	c.run.record(o)
}

// on does something with one enquiry.
func (c *client) on(ctx context.Context, do action, lead, to int64) op {
	q := question{http.MethodPost, "/api/enquiries/" + strconv.FormatInt(lead, 10) + "/" + string(do), c.who.token, c.run.key(), ""}
	switch do {
	case read:
		q.method, q.path, q.key = http.MethodGet, "/api/enquiries/"+strconv.FormatInt(lead, 10), ""
	case reassign:
		q.body = fmt.Sprintf(`{"userId":%d}`, to)
	}
	return c.perform(ctx, op{do: do, lead: lead, to: to}, q)
}

// form sends a public enquiry; its name holds the key, so that the database
// can be asked how often it is there.
func (c *client) form(ctx context.Context) op {
	key := c.run.key()
	return c.perform(ctx, op{do: send}, question{http.MethodPost, "/api/enquiries/public", "", key,
		fmt.Sprintf(`{"name":"%s","email":"s@example.com","courseInterest":"NEET"}`, formName(key))})
}

func formName(key string) string { return "Form " + key }
