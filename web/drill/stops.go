package main

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"sync"
	"time"

	"firstbell/db/local"
	"firstbell/web/outside"
)

// stopTime is how long a stop may take.
const stopTime = 15 * time.Second

// stopping is what came of asking desks to end.
type stopping struct {
	*drill
	mu                  sync.Mutex
	line                line
	took                []time.Duration
	acked, answers, cut int
	failed              error
}

// stops asks desks to end again and again while 32 clients ask without pause:
// whoever was let in gets an answer, the exit code is 0, no process is left, and
// everything acknowledged is there.
func (d *drill) stops(ctx context.Context) error {
	const desks = 2 // side by side: most of a stop is waiting
	n := d.times(50, 3)
	s := &stopping{drill: d, line: line{part: "stops", tried: fmt.Sprintf("%d times SIGTERM under 32 clients", desks*n)}}
	var wg sync.WaitGroup
	for i := range desks {
		wg.Go(func() {
			err := s.again(ctx, fmt.Sprintf("stops-%d", i), n, d.chance(uint64(30+i)))
			s.mu.Lock()
			defer s.mu.Unlock()
			s.failed = errors.Join(s.failed, err)
		})
	}
	wg.Wait()
	if s.failed != nil {
		return s.failed
	}
	s.line.figures = fmt.Sprintf("%d requests answered, %d cut off; %d enquiries acknowledged, all looked for; a stop took %s", s.answers, s.cut, s.acked, spread(s.took))
	d.add(s.line)
	return nil
}

// again stops one desk n times and looks into its database at the end.
func (s *stopping) again(ctx context.Context, name string, n int, r *rand.Rand) error {
	k, c, err := s.staffed(ctx, name, "")
	if err != nil {
		return err
	}
	defer k.end()
	for range n {
		if err := s.once(ctx, k, c, r); err != nil {
			return err
		}
		if _, err := k.start(ctx); err != nil {
			return err
		}
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.acked, s.answers, s.cut = s.acked+len(c.acked), s.answers+c.answers, s.cut+len(c.cut)
	return c.afterwards(ctx, &s.line)
}

// once stops a desk at any moment under load.
func (s *stopping) once(ctx context.Context, k *desk, c *crowd, r *rand.Rand) error {
	enough := c.work(ctx, r, 32, 0)
	defer enough()
	if err := c.underWay(ctx, 60); err != nil {
		return err
	}
	if err := outside.Rest(ctx, upTo(r, 100*time.Millisecond)); err != nil {
		return err
	}
	code, took := k.stop()
	s.mu.Lock()
	defer s.mu.Unlock()
	s.took = append(s.took, took)
	if code != 0 || took > stopTime {
		s.line.breach("exit code %d after %s: %s", code, took, k.said())
	}
	if left := processesIn(k.dir); len(left) > 0 {
		s.line.breach("%d processes are left", len(left))
	}
	return nil
}

// afterwards looks into the database of a desk that runs, when all is over.
func (c *crowd) afterwards(ctx context.Context, l *line) error {
	pool, err := database(c.desk.dir, local.Database)
	if err != nil {
		return err
	}
	defer pool.Close()
	now := time.Now()
	_, err = c.inspect(ctx, l, pool, now, now)
	c.oddities(l)
	return err
}
