package main

import (
	"context"
	"fmt"
	"math/rand/v2"
	"sync"
	"time"

	"firstbell/db/local"
)

// stops asks desks to end again and again while 32 clients ask without pause:
// whoever was let in gets an answer, the exit code is 0, no process is left, and
// everything acknowledged is there.
func (d *drill) stops(ctx context.Context) error {
	const desks = 2 // side by side: most of a stop is waiting
	n := d.times(50, 3)
	l := line{part: "stops", tried: fmt.Sprintf("%d times SIGTERM under 32 clients", desks*n)}
	var (
		wg     sync.WaitGroup
		mu     sync.Mutex
		took   []time.Duration
		errs   [desks]error
		crowds [desks]*crowd
	)
	for i := range desks {
		wg.Go(func() {
			crowds[i], errs[i] = d.stopAgain(ctx, &l, &mu, &took, fmt.Sprintf("stops-%d", i), n, d.chance(uint64(30+i)))
		})
	}
	wg.Wait()
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	acked, answers, cut := 0, 0, 0
	for _, c := range crowds {
		acked, answers, cut = acked+len(c.acked), answers+c.answers, cut+len(c.cut)
	}
	l.figures = fmt.Sprintf("%d requests answered, %d cut off; %d enquiries acknowledged; a stop took %s", answers, cut, acked, spread(took))
	d.add(l)
	return nil
}

func (d *drill) stopAgain(ctx context.Context, l *line, mu *sync.Mutex, took *[]time.Duration, name string, n int, r *rand.Rand) (*crowd, error) {
	k, err := d.desk(name, "")
	if err != nil {
		return nil, err
	}
	defer k.end()
	if _, err := k.start(ctx); err != nil {
		return nil, err
	}
	c, err := d.hire(ctx, k)
	if err != nil {
		return nil, err
	}
	for range n {
		if !k.running() {
			if _, err := k.start(ctx); err != nil {
				return nil, err
			}
		}
		enough := c.work(ctx, r, 32, 0)
		err := c.underWay(ctx, 60)
		if err == nil {
			err = rest(ctx, upTo(r, 100*time.Millisecond)) // any moment
		}
		if err != nil {
			enough()
			return nil, err
		}
		code, long := k.stop()
		enough()
		mu.Lock()
		*took = append(*took, long)
		if code != 0 {
			l.breach("exit code %d after %s: %s", code, long, k.said())
		}
		if left := processesIn(k.dir); len(left) > 0 {
			l.breach("%d processes are left", len(left))
		}
		mu.Unlock()
	}
	if _, err := k.start(ctx); err != nil {
		return nil, err
	}
	return c, d.afterwards(ctx, l, mu, c)
}

// afterwards looks into the database of a desk that runs, when all is over, and
// stops it.
func (d *drill) afterwards(ctx context.Context, l *line, mu *sync.Mutex, c *crowd) error {
	pool, err := database(c.desk.dir, local.Database)
	if err != nil {
		return err
	}
	defer pool.Close()
	mu.Lock()
	defer mu.Unlock()
	now := time.Now()
	_, err = c.inspect(ctx, l, pool, now, now)
	c.oddities(l)
	for _, cut := range c.cut {
		l.breach("a request was let in and not answered: %s", cut)
	}
	return err
}
