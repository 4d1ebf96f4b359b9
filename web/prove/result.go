package main

import (
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"time"
)

// result is what came out of one run.
type result struct {
	plan      plan
	version   string // of PostgreSQL
	ops       int
	perSecond float64
	calm      float64 // operations per second while nothing was broken
	calmFor   time.Duration
	faults    map[fault]int
	cuts      map[cut]int
	saw       map[work]int
	unknown   int
	retries   int
	replays   int
	acked     int
	refusals  map[outcome]int
	statuses  map[int]int
	linear    linear
	limitMost int
	breaches  []breach
	lastWorks bool
}

// measure counts what the clients saw. worked is when they stopped.
func (p *proof) measure(n *nemesis, worked int64) result {
	saw, cuts := p.cuts.tally()
	r := result{plan: p.plan, faults: n.count, cuts: cuts, saw: saw, refusals: map[outcome]int{}, statuses: p.answers,
		version: p.pg.server.Status().Version}
	calmOps := 0
	for _, o := range p.history {
		if o.begun > worked {
			continue // the final reads
		}
		r.ops++
		r.retries += o.tries
		r.refusals[o.out]++
		if o.out == unknown {
			r.unknown++
		}
		if o.replayed {
			r.replays++
		}
		if o.do == send && o.out == done {
			r.acked++
		}
		if !within(n.broken, o.ended) {
			calmOps++
		}
	}
	r.calmFor = calm(n.broken, worked)
	r.perSecond = float64(r.ops) / time.Duration(worked).Seconds()
	if r.calmFor > 0 {
		r.calm = float64(calmOps) / r.calmFor.Seconds()
	}
	return r
}

func within(spans [][2]int64, t int64) bool {
	return slices.ContainsFunc(spans, func(s [2]int64) bool { return s[0] <= t && t <= s[1] })
}

// calm is how much of the time up to end is in none of the spans.
func calm(spans [][2]int64, end int64) time.Duration {
	sorted := slices.SortedFunc(slices.Values(spans), func(a, b [2]int64) int { return int(a[0] - b[0]) })
	free, at := int64(0), int64(0)
	for _, s := range sorted {
		free += max(0, min(s[0], end)-at)
		at = max(at, s[1])
	}
	return time.Duration(free + max(0, end-at))
}

func (r result) allFaults() int {
	n := 0
	for c := range maps.Values(r.faults) {
		n += c
	}
	for c := range maps.Values(r.cuts) {
		n += c
	}
	return n
}

func (r result) of(p promise) int {
	n := 0
	for _, b := range r.breaches {
		if b.promise == p {
			n++
		}
	}
	return n
}

// void says why too little happened for the run to mean anything.
func (r result) void() string {
	g := r.plan.gate
	switch {
	case r.ops < g.ops:
		return fmt.Sprintf("void: %d operations, and fewer than %d prove nothing", r.ops, g.ops)
	case r.allFaults() < g.faults:
		return fmt.Sprintf("void: %d faults, and fewer than %d prove nothing", r.allFaults(), g.faults)
	case r.saw[ownerChange] == 0 || r.saw[publicForm] == 0:
		return "void: the proxy does not recognise the statements it has to cut"
	case r.calmFor > time.Second && r.calm < g.calm:
		return fmt.Sprintf("void: %.0f operations per second outside faults, and fewer than %.0f prove nothing", r.calm, g.calm)
	}
	return ""
}

// caught reports whether a mutant broke what it must break.
func (r result) caught() bool {
	return slices.ContainsFunc(r.plan.breaks, func(p promise) bool { return r.of(p) > 0 })
}

func (r result) good() bool {
	if r.plan.mutant != "" {
		return r.caught()
	}
	return r.void() == "" && len(r.breaches) == 0 && len(r.linear.undecided) == 0 && r.lastWorks
}

// verdict is one sentence.
func (r result) verdict() string {
	switch {
	case r.plan.mutant != "" && r.caught():
		return "caught"
	case r.plan.mutant != "":
		return "NOT caught"
	case len(r.breaches) > 0:
		return fmt.Sprintf("%d violations", len(r.breaches))
	case r.void() != "":
		return r.void()
	case len(r.linear.undecided) > 0:
		return "the checker could not decide"
	case !r.lastWorks:
		return "the last operation failed"
	}
	return "holds"
}

// explain tells what was broken, a few examples of each.
func (r result) explain(w io.Writer) {
	fmt.Fprintf(w, "%s: %s (%d operations, %d faults, answers %v, outcomes %v)\n", r.plan.name, r.verdict(), r.ops, r.allFaults(), r.statuses, r.refusals)
	seen := map[promise]int{}
	for _, b := range r.breaches {
		if seen[b.promise]++; seen[b.promise] <= 5 {
			fmt.Fprintf(w, "  NOT: %s: %s\n", b.promise, strings.TrimSpace(b.what))
		}
	}
	for p, n := range seen {
		if n > 5 {
			fmt.Fprintf(w, "  ... %d in all of: %s\n", n, p)
		}
	}
}
