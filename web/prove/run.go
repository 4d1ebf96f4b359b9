package main

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"firstbell/web/outside"
)

// run makes one run and checks it.
func run(ctx context.Context, p plan, bin program) (r result, err error) {
	defer bin.remove()
	pr, err := open(ctx, p, bin)
	if err != nil {
		return r, err
	}
	defer func() { err = errors.Join(err, pr.close()) }()
	pr.began = time.Now()
	n := newNemesis(pr)
	raging, stop := context.WithCancel(ctx)
	defer stop()
	pr.cuts.on.Store(true)
	var wg sync.WaitGroup
	wg.Go(func() { n.rage(raging) })
	pr.work(ctx)
	stop()
	wg.Wait()
	pr.cuts.on.Store(false)
	worked := pr.clock()
	if ctx.Err() != nil {
		return r, ctx.Err()
	}
	last, err := pr.settle(ctx)
	if err != nil {
		return r, err
	}
	r = pr.measure(n, worked)
	r.lastWorks = last
	return r, pr.check(ctx, &r)
}

// settle waits until everything under way has ended, reads every enquiry once
// more, and sees whether the servers still work.
func (p *proof) settle(ctx context.Context) (works bool, err error) {
	if err := errors.Join(p.pg.answers(ctx), p.allReady(ctx)); err != nil {
		return false, err
	}
	drain := drainTime
	if p.plan.mutant != "" || len(p.plan.weights) == 0 {
		drain = 0 // what comes late can only break more, or nothing was held up
	}
	if err := outside.Rest(ctx, drain); err != nil {
		return false, err
	}
	c := newClient(p, 1000, p.people.staff[0])
	defer c.http.CloseIdleConnections()
	for lead := range byLead(p.history) {
		o := c.on(ctx, read, lead, 0)
		if o.out != done {
			return false, fmt.Errorf("enquiry %d cannot be read after all faults ended: %s %s", lead, o.out, o.answer)
		}
		p.record(o)
	}
	sent := c.form(ctx)
	mine := c.on(ctx, claim, sent.lead, 0)
	back := c.on(ctx, release, sent.lead, 0)
	works = true
	for _, o := range []op{sent, mine, back} {
		p.record(o)
		works = works && o.out == done
	}
	return works, nil
}

// byLead sorts the history by the enquiry that each op was about.
func byLead(history []op) map[int64][]op {
	m := map[int64][]op{}
	for _, o := range history {
		if o.lead != 0 && o.do != send {
			m[o.lead] = append(m[o.lead], o)
		}
	}
	return m
}
