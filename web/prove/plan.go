package main

import (
	"math/rand/v2"
	"time"
)

// span is a time between two others.
type span [2]time.Duration

func (s span) pick(r *rand.Rand) time.Duration {
	return s[0] + time.Duration(r.Int64N(int64(max(1, s[1]-s[0]))))
}

// plan is everything that decides how one run goes.
type plan struct {
	name   string
	mutant string
	// dropIndex takes out the unique index on active claims.
	dropIndex bool
	breaks    []promise // of a mutant: what it has to break
	seed      uint64
	long      time.Duration
	clients   int
	timeout   time.Duration // of one request; four repeats follow
	every     span          // between the starts of two faults
	pause     span          // how long a server is stopped
	weights   map[fault]int
	cut       rates
	gate      gate
	html      string
}

// rates are the odds, for each COMMIT, that its connection breaks.
type rates struct{ before, after, silentBefore, silentAfter float64 }

// gate is how much has to happen for a run to mean anything.
type gate struct {
	ops, faults int
	calm        float64 // operations per second while nothing is broken
}

const calmRun = 10 * time.Second

func safePlan(seed uint64, long time.Duration) plan {
	p := plan{name: "safe", seed: seed, long: long, clients: 16, timeout: 2 * time.Second,
		every: span{800 * time.Millisecond, 2 * time.Second}, pause: span{time.Second, 2500 * time.Millisecond},
		weights: map[fault]int{killServer: 4, killBackend: 3, killPostmaster: 1, resetAll: 3, blackhole: 3, lockStall: 2, pauseServer: 3},
		cut:     rates{0.004, 0.004, 0.002, 0.002}, gate: gate{8000, 100, 50}}
	if long == 0 {
		p.name, p.long, p.weights, p.cut, p.gate = "no faults", calmRun, nil, rates{}, gate{500, 0, 10}
	}
	if share := float64(long) / float64(75*time.Second); long > 0 && share < 1 {
		p.gate = gate{int(8000 * share / 4), int(100 * share / 2), 10} // a loaded machine passes, an idle run does not
	}
	return p
}

// mutantPlan drives the schedule to where the safeguard matters.
func mutantPlan(m mutant, seed uint64, long time.Duration) plan {
	p := safePlan(seed, long)
	p.name, p.mutant, p.breaks = "mutant "+m.name, m.name, m.breaks
	p.gate = gate{200, 0, 0}
	p.dropIndex = m.name == "no-row-lock"
	switch m.name {
	case "ledger-of-successes":
		// A refused repeat and a first attempt that comes to after it: clients
		// less patient than a stopped server.
		p.timeout, p.pause = 500*time.Millisecond, span{2500 * time.Millisecond, 2600 * time.Millisecond}
		p.every, p.weights = span{600 * time.Millisecond, 900 * time.Millisecond}, map[fault]int{pauseServer: 4, blackhole: 1}
	case "no-ledger":
		p.cut.after, p.cut.silentAfter = 0.03, 0
	case "no-counsellor-lock", "no-row-lock":
		p.weights, p.cut = map[fault]int{killServer: 1, resetAll: 2}, rates{0.004, 0.004, 0, 0}
	}
	return p
}
