package main

import (
	"context"
	"math/rand/v2"
	"sync"
	"syscall"
	"time"

	"firstbell/web/outside"
)

// fault is one thing that goes wrong.
type fault string

const (
	killServer     fault = "kill -9 server"
	killBackend    fault = "kill -9 backend"
	killPostmaster fault = "kill -9 postmaster"
	resetAll       fault = "connections reset"
	blackhole      fault = "blackhole 1 s"
	lockStall      fault = "lock stall 1.5 s"
	pauseServer    fault = "SIGSTOP server"
)

func allFaults() []fault {
	return []fault{killServer, killBackend, killPostmaster, resetAll, blackhole, lockStall, pauseServer}
}

// nemesis makes faults happen and notes when something was broken.
type nemesis struct {
	run  *proof
	rand *rand.Rand
	wg   sync.WaitGroup

	mu     sync.Mutex
	count  map[fault]int
	broken [][2]int64 // from when to when, by the run's clock
}

func newNemesis(p *proof) *nemesis {
	return &nemesis{run: p, rand: rand.New(rand.NewPCG(p.plan.seed, 99)), count: map[fault]int{}}
}

// rage starts one fault after the other until ctx ends, and returns when all
// have passed.
func (n *nemesis) rage(ctx context.Context) {
	var bag []fault
	for _, f := range allFaults() {
		for range n.run.plan.weights[f] {
			bag = append(bag, f)
		}
	}
	for len(bag) > 0 && outside.Rest(ctx, n.run.plan.every.pick(n.rand)) == nil {
		f, victim, pause := bag[n.rand.IntN(len(bag))], n.rand.Int(), n.run.plan.pause.pick(n.rand)
		n.wg.Go(func() {
			from := n.run.clock()
			happened := n.strike(context.WithoutCancel(ctx), f, victim, pause)
			n.mu.Lock()
			defer n.mu.Unlock()
			n.broken = append(n.broken, [2]int64{from, n.run.clock()})
			if happened {
				n.count[f]++
			}
		})
	}
	n.wg.Wait()
}

// strike makes one fault happen and returns when it has passed; false when
// there was nothing to strike.
func (n *nemesis) strike(ctx context.Context, f fault, victim int, pause time.Duration) bool {
	ctx, cancel := context.WithTimeout(ctx, 15*time.Second)
	defer cancel()
	d, proxy := n.run.desks[victim%len(n.run.desks)], n.run.proxies[victim%len(n.run.proxies)]
	switch f {
	case killServer:
		d.signal(syscall.SIGKILL)
		_ = d.ready(ctx)
	case killBackend:
		return n.killBackend(ctx, victim)
	case killPostmaster:
		pid := n.run.pg.server.Status().PID
		if pid == 0 {
			return false
		}
		_ = syscall.Kill(pid, syscall.SIGKILL)
		_ = outside.Rest(ctx, 50*time.Millisecond)
		_ = n.run.pg.answers(ctx)
	case resetAll:
		proxy.reset()
	case blackhole:
		proxy.blackhole(ctx, time.Second)
	case lockStall:
		return n.lockStall(ctx)
	case pauseServer:
		d.signal(syscall.SIGSTOP)
		_ = outside.Rest(ctx, pause)
		d.signal(syscall.SIGCONT)
	}
	return true
}

func (n *nemesis) killBackend(ctx context.Context, victim int) bool {
	pids, err := n.run.pg.backends(ctx)
	if err != nil || len(pids) == 0 {
		return false
	}
	if syscall.Kill(pids[victim%len(pids)], syscall.SIGKILL) != nil {
		return false
	}
	_ = outside.Rest(ctx, 50*time.Millisecond)
	_ = n.run.pg.answers(ctx)
	return true
}

// lockStall makes everybody wait for a lock of the whole table.
func (n *nemesis) lockStall(ctx context.Context) bool {
	tx, err := n.run.pg.admin.BeginTx(ctx, nil)
	if err != nil {
		return false
	}
	defer func() { _ = tx.Rollback() }()
	if _, err := tx.ExecContext(ctx, "LOCK TABLE enquiries IN ACCESS EXCLUSIVE MODE"); err != nil {
		return false
	}
	_ = outside.Rest(ctx, 1500*time.Millisecond)
	return true
}
