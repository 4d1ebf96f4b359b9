package db

import (
	"context"
	"fmt"
	"sync"
	"sync/atomic"
	"time"

	"firstbell/app"
)

const (
	batchMost = 32 // asked for at once and run together at the most
	batchRuns = 4  // runs under way at a time at the most
	batchTime = 5 * time.Second

	// A run that takes longer than usual, because it waits for a lock, lets
	// another start beside it. Otherwise one is enough: what comes meanwhile makes
	// the next, and bigger ones cost less for each.
	batchSlow = 15 * time.Millisecond
)

// batch runs together, in one transaction with one commit, what is asked for
// at the same time. Nobody waits for others to come: who finds no run under way
// starts one at once, and only what arrives during a run shares the next.
// Everybody gets an answer of their own.
type batch[In, Out any] struct {
	// run does all of the inputs or none. outs[i] belongs to ins[i].
	run func(ctx context.Context, ins []In) (outs []Out, err error)

	mu      sync.Mutex
	busy    int
	began   time.Time // of the newest run
	waiting []*call[In, Out]

	inputs, runs atomic.Int64 // since the start
}

type call[In, Out any] struct {
	in   In
	done chan answer[Out]
}

type answer[Out any] struct {
	out Out
	err error
}

// do returns the answer to one input. When ctx ends first, nobody knows yet
// what comes of it: app.ErrOutcomeUnknown.
func (b *batch[In, Out]) do(ctx context.Context, in In) (Out, error) {
	c := &call[In, Out]{in, make(chan answer[Out], 1)}
	b.mu.Lock()
	b.waiting = append(b.waiting, c)
	b.start()
	b.mu.Unlock()
	select {
	case a := <-c.done:
		return a.out, a.err
	case <-ctx.Done():
		var none Out
		return none, fmt.Errorf("%w: %w", app.ErrOutcomeUnknown, ctx.Err())
	}
}

// start lets another run begin when something waits and the newest run is slow,
// or there is none. mu is held.
func (b *batch[In, Out]) start() {
	if len(b.waiting) > 0 && (b.busy == 0 || b.busy < batchRuns && time.Since(b.began) >= batchSlow) {
		b.busy++
		go b.work()
	}
}

// beside is called when a run has become slow: what came before that must not
// wait for its end either.
func (b *batch[In, Out]) beside() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.start()
}

// work runs what waits until nothing does.
func (b *batch[In, Out]) work() {
	for {
		b.mu.Lock()
		n := min(len(b.waiting), batchMost)
		if n == 0 {
			b.busy--
			b.mu.Unlock()
			return
		}
		calls := b.waiting[:n:n]
		b.waiting = b.waiting[n:]
		b.began = time.Now()
		b.mu.Unlock()
		slow := time.AfterFunc(batchSlow, b.beside)
		b.answer(calls)
		slow.Stop()
	}
}

// answer runs calls together. When PostgreSQL refuses them together, each is
// run by itself, so that nobody is refused for another's fault.
func (b *batch[In, Out]) answer(calls []*call[In, Out]) {
	ctx, cancel := context.WithTimeout(context.Background(), batchTime)
	defer cancel()
	ins := make([]In, len(calls))
	for i, c := range calls {
		ins[i] = c.in
	}
	outs, err := b.run(ctx, ins)
	b.inputs.Add(int64(len(ins)))
	b.runs.Add(1)
	if len(calls) > 1 && isSQL(err) {
		for _, c := range calls {
			b.answer([]*call[In, Out]{c})
		}
		return
	}
	for i, c := range calls {
		if err != nil {
			c.done <- answer[Out]{err: err}
		} else {
			c.done <- answer[Out]{out: outs[i]}
		}
	}
}
