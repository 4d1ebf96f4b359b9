package main

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"sync/atomic"
	"time"
)

// storms lets many people claim one lead at the same moment.
func (b *bench) storms(ctx context.Context) error {
	leads := 30
	if b.quick {
		leads = 8
	}
	for _, n := range []int{64, 256} {
		r, err := b.storm(ctx, n, leads)
		if err != nil {
			return err
		}
		b.table.add(row{work: fmt.Sprintf("storm: %d clients, one lead, all answered in", n),
			p50: r.at(.5), worst: r.at(1), desk: deskEach(r) / float64(n), base: baseEach(r) / float64(n), note: fmt.Sprintf("%d leads, each one 200, the rest 409", leads)})
		if n == 256 {
			b.aims.atMost("storm of 256 on one lead, all answered in ms", r.at(.5), 150)
		}
	}
	return nil
}

// storm returns how long it took until all were answered, lead by lead.
func (b *bench) storm(ctx context.Context, n, leads int) (r result, err error) {
	ids, err := b.newIDs(ctx)
	if err != nil {
		return r, err
	}
	clients := make([]*client, n)
	for i := range clients {
		clients[i] = b.client(i)
		defer clients[i].close()
		clients[i].send("a health check", request("GET", "/health", "", ""), 200) // connects
	}
	before := b.effort()
	err = b.balanced(ctx, func() (int64, int64) {
		for range leads {
			r.took = append(r.took, b.fight(clients, clients[0].enquire(b.serial, ids)))
		}
		return ids.len(), int64(leads)
	})
	r.effort = b.effort().since(before)
	slices.Sort(r.took)
	return r, err
}

// fight fires all clients at one lead and checks that exactly one gets it.
func (b *bench) fight(clients []*client, lead int64) time.Duration {
	gate := make(chan struct{})
	var won atomic.Int64
	var wg sync.WaitGroup
	for _, c := range clients {
		req := claim(c.who, lead)
		wg.Go(func() {
			<-gate
			if c.contend(req) {
				won.Add(1)
			}
		})
	}
	time.Sleep(3 * time.Millisecond) // everybody is at the gate
	began := time.Now()
	close(gate)
	wg.Wait()
	took := time.Since(began)
	b.rules.equal("one lead, one 200", won.Load(), 1)
	return took
}

// contend sends a claim that may come second and reports whether it won.
func (c *client) contend(req []byte) bool {
	status, body, err := c.do(req)
	switch {
	case err != nil:
		c.rules.breach("a claim in a storm was not answered", err)
	case status == 200:
		c.rules.equal("a claimed lead belongs to who claimed it", numberOf(body, "claimedBy"), c.who.id)
		return true
	case status != 409:
		c.rules.breach(fmt.Sprintf("who comes second is answered %d, not 409", status), string(body))
	}
	return false
}
