package main

import (
	"testing"
	"time"
)

// The short form of the proof: a quarter of a minute of faults, and one
// mutant, another one each day. make prove is the long one.
func TestShortProofHolds(t *testing.T) {
	r := tryTwice(t, safePlan(uint64(time.Now().Unix()), 15*time.Second), func(r result) bool { return r.void() == "" || len(r.breaches) > 0 })
	if !r.good() {
		r.explain(t.Output())
		t.Errorf("%s, seed %d", r.verdict(), r.plan.seed)
	}
}

func TestTodaysMutantIsCaught(t *testing.T) {
	m := mutants()[time.Now().YearDay()%len(mutants())]
	r := tryTwice(t, mutantPlan(m, uint64(time.Now().YearDay()), 10*time.Second), result.caught)
	if !r.caught() {
		r.explain(t.Output())
		t.Errorf("the proof does not notice that %s is taken out", m.name)
	}
}

// tryTwice makes a run, and a second one when the first tells nothing: a busy
// machine can leave too little time for anything to happen.
func tryTwice(t *testing.T, p plan, tells func(result) bool) result {
	t.Helper()
	for try := 1; ; try++ {
		bin, err := build(t.Context(), p.mutant != "")
		if err != nil {
			t.Fatal(err)
		}
		r, err := run(t.Context(), p, bin)
		if err != nil {
			t.Fatal(err)
		}
		t.Logf("\n%s", table([]result{r}))
		if tells(r) || try == 2 {
			return r
		}
		p.seed++
	}
}
