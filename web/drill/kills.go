package main

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"syscall"
	"time"

	"firstbell/web/outside"
)

// victim is what is killed.
type victim string

const (
	theDesk    victim = "desk"
	postgres   victim = "postmaster"
	backend    victim = "backend"
	everything victim = "all at once"
)

// kills ends the desk, its PostgreSQL, one backend or all of them by kill -9, at
// any moment under load. Everything acknowledged is found, the desk comes back,
// and no PostgreSQL outlives its desk.
func (d *drill) kills(ctx context.Context) error {
	n := d.times(40, 4)
	l := line{part: "kills", tried: fmt.Sprintf("%d times kill -9 under 8 clients", n)}
	k, c, err := d.staffed(ctx, "kills", "")
	if err != nil {
		return err
	}
	defer k.end()
	r := d.chance(50)
	hits := map[victim]int{}
	back := map[victim][]time.Duration{}
	enough := c.work(ctx, r, 8, 0)
	for i := range n {
		v := []victim{theDesk, postgres, backend, everything}[i%4]
		if err = c.underWay(ctx, 40); err == nil {
			err = outside.Rest(ctx, upTo(r, 50*time.Millisecond))
		}
		if err != nil {
			break
		}
		began := time.Now()
		if err = k.strike(ctx, &l, v, r); err != nil {
			break
		}
		hits[v]++
		back[v] = append(back[v], time.Since(began))
	}
	enough()
	if err != nil {
		return err
	}
	if code, _ := k.stop(); code != 0 {
		l.breach("after all kills a stop ends with %d: %s", code, k.said())
	}
	if left := processesIn(k.dir); len(left) > 0 {
		l.breach("%d processes are left", len(left))
	}
	if _, err := k.start(ctx); err != nil {
		return err
	}
	cut := len(c.cut)
	c.cut = nil // whoever was under way at a kill gets no answer
	if err := c.afterwards(ctx, &l); err != nil {
		return err
	}
	l.figures = fmt.Sprintf("%d enquiries acknowledged, all looked for; %d requests without an answer; ready again after", len(c.acked), cut)
	for _, v := range []victim{theDesk, postgres, backend, everything} {
		l.figures += fmt.Sprintf(" %s ×%d: %s;", v, hits[v], spread(back[v]))
	}
	d.add(l)
	return nil
}

// strike kills and returns when the desk is ready again.
func (k *desk) strike(ctx context.Context, l *line, v victim, r *rand.Rand) error {
	first := postmaster(k.dir)
	all := processesIn(k.dir)
	switch v {
	case theDesk:
		k.kill()
		if r.IntN(2) == 0 && !eventually(ctx, 20*time.Second, func() bool { return len(processesIn(k.dir)) == 0 }) {
			l.breach("PostgreSQL goes on without its desk")
		} // else: the next desk starts while the old PostgreSQL is still going
	case postgres:
		_ = syscall.Kill(first, syscall.SIGKILL)
	case backend:
		others := slices.DeleteFunc(all, func(pid int) bool { return pid == first })
		if len(others) > 0 {
			_ = syscall.Kill(others[r.IntN(len(others))], syscall.SIGKILL)
		}
	case everything:
		for _, pid := range all {
			_ = syscall.Kill(pid, syscall.SIGKILL)
		}
		k.kill()
	}
	if k.running() {
		_ = outside.Rest(ctx, 20*time.Millisecond) // for the loss to be noticed
		return k.ready(ctx)
	}
	_, err := k.start(ctx)
	return err
}
