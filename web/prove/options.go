package main

import (
	"flag"
	"fmt"
	"math/rand/v2"
	"time"
)

// options is what was asked for on the command line.
type options struct {
	seconds      int
	seed         uint64
	mutant       string
	control      bool
	mutants, all bool
	timeout      time.Duration
	html, doc    string
}

func readOptions(args []string) (options, error) {
	var o options
	flags := flag.NewFlagSet("prove", flag.ExitOnError)
	flags.IntVar(&o.seconds, "seconds", -1, "length of each run (default 75, of mutants 40); 0 is ten seconds without faults")
	flags.Uint64Var(&o.seed, "seed", 0, "seed of all choices; 0 takes a new one")
	flags.StringVar(&o.mutant, "mutant", "", "take this safeguard out; the run must notice")
	flags.BoolVar(&o.control, "control", false, "with -mutant: its schedule on the program as it is, which must hold")
	flags.BoolVar(&o.mutants, "mutants", false, "run all mutants")
	flags.BoolVar(&o.all, "all", false, "two safe runs and all mutants")
	flags.DurationVar(&o.timeout, "timeout", 0, "patience of the clients with one request (default 2s, and 0.5s where a mutant needs it)")
	flags.StringVar(&o.html, "html", "", "where to draw the history of a violation")
	flags.StringVar(&o.doc, "doc", "", "document to write the table into")
	_ = flags.Parse(args) // ends the program itself
	if o.mutant != "" {
		if _, err := mutantNamed(o.mutant); err != nil {
			return o, err
		}
	}
	if o.seed == 0 {
		o.seed = rand.Uint64N(1_000_000)
	}
	return o, nil
}

// How long runs are unless told otherwise. A mutant is caught many times over.
const (
	safeLong   = 75 * time.Second
	mutantLong = 40 * time.Second
)

// plans lists the runs.
func (o options) plans() []plan {
	var list []plan
	switch {
	case o.mutant != "":
		m, _ := mutantNamed(o.mutant) // checked by readOptions
		p := mutantPlan(m, o.seed, o.long(mutantLong))
		if o.control {
			p.name, p.mutant, p.breaks = "schedule of "+m.name+", nothing taken out", "", nil
		}
		list = append(list, p)
	case o.mutants:
		list = o.everyMutant()
	case o.all:
		calm, hasty := safePlan(o.seed, o.long(safeLong)), safePlan(o.seed+1, o.long(safeLong))
		calm.name, hasty.name = "safe", "safe, hasty clients"
		hasty.timeout, hasty.pause = 500*time.Millisecond, span{2500 * time.Millisecond, 2600 * time.Millisecond}
		list = append([]plan{calm, hasty}, o.everyMutant()...)
	default:
		list = append(list, safePlan(o.seed, o.long(safeLong)))
	}
	for i := range list {
		list[i].html = o.html
		if o.timeout > 0 {
			list[i].timeout = o.timeout
		}
	}
	return list
}

// long is the length that was asked for, or else usual.
func (o options) long(usual time.Duration) time.Duration {
	if o.seconds < 0 {
		return usual
	}
	return time.Duration(o.seconds) * time.Second
}

func (o options) everyMutant() []plan {
	var list []plan
	for i, m := range mutants() {
		list = append(list, mutantPlan(m, o.seed+10+uint64(i), o.long(mutantLong)))
	}
	return list
}

// mutant is one safeguard taken out, and the promises of which at least one
// has to break for it to count as caught.
type mutant struct {
	name   string
	breaks []promise
}

func mutants() []mutant {
	return []mutant{
		{"no-row-lock", []promise{linearizable, unbrokenChain}},
		{"ledger-of-successes", []promise{linearizable, onePerOp}},
		{"no-ledger", []promise{linearizable, noEnquiryTwice}},
		{"no-counsellor-lock", []promise{limitKept}},
	}
}

func mutantNamed(name string) (mutant, error) {
	for _, m := range mutants() {
		if m.name == name {
			return m, nil
		}
	}
	return mutant{}, fmt.Errorf("there is no mutant %q", name)
}
