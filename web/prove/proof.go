package main

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"sync"
	"time"
)

const (
	servers   = 3
	leads     = 3000            // in the queue at the start
	drainTime = 9 * time.Second // longer than a server works on any request
)

// proof is one run: the servers under test, the people who use them, and what
// they were answered.
type proof struct {
	plan    plan
	pg      *postgres
	cuts    *cutter
	proxies []*proxy
	desks   []*desk
	log     *os.File
	people  people
	hot     *window
	held    *held
	began   time.Time

	mu      sync.Mutex
	keys    int
	history []op
	answers map[int]int // by status; 0 for none
}

// open starts everything and fills the queue.
func open(ctx context.Context, p plan, bin program) (*proof, error) {
	pr := &proof{plan: p, cuts: newCutter(p.seed, p.cut), held: &held{own: map[int64][]int64{}}, answers: map[int]int{}, began: time.Now()}
	var err error
	if pr.pg, err = startPostgres(ctx); err != nil {
		return nil, err
	}
	if err = pr.bringUp(ctx, bin); err == nil {
		pr.people, err = hire(ctx, pr.desks[0].addr)
	}
	if err == nil {
		err = pr.fill(ctx)
	}
	if err != nil {
		return nil, errors.Join(err, pr.close())
	}
	return pr, nil
}

// bringUp starts the servers, each behind its proxy.
func (p *proof) bringUp(ctx context.Context, bin program) (err error) {
	if p.log, err = os.Create(filepath.Join(p.pg.dir, "servers.log")); err != nil {
		return err
	}
	for range servers {
		px, err := startProxy(ctx, p.pg.socket(), p.cuts)
		if err != nil {
			return err
		}
		p.proxies = append(p.proxies, px)
		d, err := startDesk(ctx, bin.file, p.pg.dir, px.dsn(), p.plan.mutant, p.log)
		if err != nil {
			return err
		}
		p.desks = append(p.desks, d)
	}
	return p.allReady(ctx)
}

func (p *proof) allReady(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, time.Minute)
	defer cancel()
	for _, d := range p.desks {
		if err := d.ready(ctx); err != nil {
			said, _ := os.ReadFile(p.log.Name())
			return fmt.Errorf("a server does not become ready: %w\n%s", err, said)
		}
	}
	return nil
}

// fill puts enquiries into the queue, the oldest first in line.
func (p *proof) fill(ctx context.Context) error {
	if p.plan.dropIndex {
		// The unique index alone would turn two winners into one and an error of
		// the server. Without it the run shows what the row lock is for.
		if _, err := p.pg.admin.ExecContext(ctx, "DROP INDEX claims_one_active"); err != nil {
			return err
		}
	}
	if _, err := p.pg.admin.ExecContext(ctx, fmt.Sprintf(`INSERT INTO enquiries (name, email, course_interest, created_at)
		SELECT 'Lead ' || n, 'l@example.com', 'NEET', now() - (%d - n) * interval '1 millisecond' FROM generate_series(1, %d) n`, leads, leads)); err != nil {
		return fmt.Errorf("fill the queue: %w", err)
	}
	p.hot = &window{size: 4}
	for id := range int64(leads) {
		p.hot.leads = append(p.hot.leads, id+1)
	}
	return nil
}

func (p *proof) clock() int64 { return time.Since(p.began).Nanoseconds() }

// key makes a key for one op.
func (p *proof) key() string {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.keys++
	return fmt.Sprintf("k%d-%d", p.plan.seed, p.keys)
}

func (p *proof) record(o op) {
	if o.unsent && o.out == unknown {
		return // no server ever heard of it
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.history = append(p.history, o)
}

func (p *proof) tally(r reply) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.answers[r.status]++
}

// work lets all clients ask until the time is over.
func (p *proof) work(ctx context.Context) {
	busy, stop := context.WithTimeout(ctx, p.plan.long)
	defer stop()
	var wg sync.WaitGroup
	wg.Go(func() { p.hot.move(busy, rand.New(rand.NewPCG(p.plan.seed, 98))) })
	for i := range p.plan.clients {
		c := newClient(p, i, p.people.of(i, p.plan.clients))
		wg.Go(func() {
			defer c.http.CloseIdleConnections()
			for busy.Err() == nil {
				c.next(ctx)
			}
		})
	}
	wg.Wait()
}

func (p *proof) close() error {
	for _, d := range p.desks {
		d.end()
	}
	for _, px := range p.proxies {
		px.stop()
	}
	if p.log != nil {
		_ = p.log.Close()
	}
	return p.pg.stop()
}
