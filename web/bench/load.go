package main

import (
	"fmt"
	"slices"
	"sync"
	"time"
)

// client is one connection and what was measured on it.
type client struct {
	conn
	n     int
	who   account
	due   time.Time // when the next request should have been sent; zero means now
	took  []time.Duration
	rules *rules
}

func (b *bench) client(n int) *client {
	return &client{conn: conn{addr: b.desk.addr}, n: n, who: b.staff[n%len(b.staff)], rules: b.rules}
}

// send sends a request, keeps how long the answer took and breaks a rule
// unless it has the wanted status. The body is nil then.
func (c *client) send(what string, req []byte, want int) []byte {
	from := c.due
	if from.IsZero() {
		from = time.Now()
	}
	status, body, err := c.do(req)
	c.took = append(c.took, time.Since(from))
	switch {
	case err != nil:
		c.rules.breach(what+" was not answered", err)
	case status != want:
		c.rules.breach(fmt.Sprintf("%s was answered %d, not %d", what, status, want), string(body))
	default:
		return body
	}
	return nil
}

// step sends one request; false means that there is nothing left to do.
type step func(*client) bool

// closed lets n clients send their next request as soon as the last one is
// answered, for a while or until nothing is left.
func (b *bench) closed(n int, long time.Duration, next step) result {
	clients := make([]*client, n)
	var wg sync.WaitGroup
	began, before := time.Now(), b.effort()
	for i := range clients {
		c := b.client(i)
		clients[i] = c
		wg.Go(func() {
			defer c.close()
			for time.Since(began) < long && next(c) {
			}
		})
	}
	wg.Wait()
	return sum(clients, time.Since(began), b.effort().since(before))
}

// paced sends rate requests a second whether or not earlier ones are answered.
// Waiting counts from the moment a request fell due, so that a server that
// stands still cannot hide its queue.
func (b *bench) paced(n, rate int, long time.Duration, next step) result {
	due := make(chan time.Time, int(long.Seconds())*rate+rate)
	clients := make([]*client, n)
	var wg sync.WaitGroup
	for i := range clients {
		c := b.client(i)
		clients[i] = c
		wg.Go(func() {
			defer c.close()
			for c.due = range due {
				next(c)
			}
		})
	}
	before := b.effort()
	began := time.Now().Add(20 * time.Millisecond)
	for at := began; at.Before(began.Add(long)); at = at.Add(time.Second / time.Duration(rate)) {
		time.Sleep(time.Until(at))
		due <- at
	}
	close(due)
	wg.Wait()
	return sum(clients, time.Since(began), b.effort().since(before))
}

// result is what one round measured; took is sorted.
type result struct {
	took   []time.Duration
	long   time.Duration
	effort effort
}

func sum(clients []*client, long time.Duration, e effort) result {
	r := result{long: long, effort: e}
	for _, c := range clients {
		r.took = append(r.took, c.took...)
	}
	slices.Sort(r.took)
	return r
}

func (r result) perSecond() float64 { return float64(len(r.took)) / r.long.Seconds() }

// at returns the time that the given share of answers did not exceed, in ms.
func (r result) at(share float64) float64 {
	if len(r.took) == 0 {
		return 0
	}
	i := min(len(r.took)-1, int(share*float64(len(r.took))))
	return millis(r.took[i])
}

// median returns the middle of what f says of each round.
func median[T any](rounds []T, f func(T) float64) float64 {
	if len(rounds) == 0 {
		return 0
	}
	list := make([]float64, len(rounds))
	for i, r := range rounds {
		list[i] = f(r)
	}
	slices.Sort(list)
	return list[len(list)/2]
}

func perSecond(r result) float64 { return r.perSecond() }
func deskEach(r result) float64  { return r.effort.desk * 1e6 / float64(len(r.took)) }
func baseEach(r result) float64  { return r.effort.base * 1e6 / float64(len(r.took)) }
func p50(r result) float64       { return r.at(.50) }
func p99(r result) float64       { return r.at(.99) }
func slowest(r result) float64   { return r.at(1) }
func same(x float64) float64     { return x }

func millis(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }
