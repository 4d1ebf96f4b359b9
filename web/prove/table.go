package main

import (
	"fmt"
	"runtime"
	"slices"
	"strings"
	"time"

	"firstbell/web/outside"
)

// row is one figure of every run.
type row struct {
	name string
	cell func(result) string
}

func number(name string, n func(result) int) row {
	return row{name, func(r result) string { return fmt.Sprint(n(r)) }}
}

// table is a Markdown table with one column for each run.
func table(results []result) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s, commit %s, %d processors, 3 servers, 16 clients, PostgreSQL %s with fsync on.\n\n",
		time.Now().Format("2006-01-02 15:04"), outside.Commit(), runtime.NumCPU(), results[0].version)
	rows := slices.Concat(schedule(), broken(), outcomes(), verdicts())
	for i, row := range rows {
		b.WriteString("| " + row.name + " |")
		for _, r := range results {
			b.WriteString(" " + row.cell(r) + " |")
		}
		b.WriteString("\n")
		if i == 0 {
			b.WriteString("|---|" + strings.Repeat("---|", len(results)) + "\n")
		}
	}
	if k, n := caught(results); n > 0 {
		fmt.Fprintf(&b, "\nMutants caught: %d/%d.\n", k, n)
	}
	return b.String()
}

func schedule() []row {
	return []row{
		{"", func(r result) string { return r.plan.name }},
		{"**verdict**", func(r result) string { return "**" + r.verdict() + "**" }},
		{"seed", func(r result) string { return fmt.Sprint(r.plan.seed) }},
		{"length; patience of a client", func(r result) string { return fmt.Sprintf("%s; %s", r.plan.long, r.plan.timeout) }},
		{"operations (per second)", func(r result) string { return fmt.Sprintf("%d (%.0f)", r.ops, r.perSecond) }},
		{"per second outside faults", func(r result) string { return fmt.Sprintf("%.0f in %.1f s", r.calm, r.calmFor.Seconds()) }},
		number("enquiries with a history", func(r result) int { return r.linear.leads }),
	}
}

func broken() []row {
	list := []row{number("faults in all", result.allFaults)}
	for _, f := range allFaults() {
		list = append(list, number(string(f), func(r result) int { return r.faults[f] }))
	}
	for _, w := range []work{ownerChange, publicForm, otherWork} {
		list = append(list, number("COMMITs of "+string(w), func(r result) int { return r.saw[w] }))
	}
	for _, c := range []cut{cutBefore, cutAfter, silentBefore, silentAfter} {
		list = append(list, number(string(c), func(r result) int { return r.cuts[c] }))
	}
	return list
}

func outcomes() []row {
	return []row{
		number("repeats by clients", func(r result) int { return r.retries }),
		number("kept answers given again", func(r result) int { return r.replays }),
		number("outcomes nobody knows", func(r result) int { return r.unknown }),
		number("answers 500", func(r result) int { return r.statuses[500] }),
	}
}

func verdicts() []row {
	return []row{
		{"**violations** (enquiries not linearizable)",
			func(r result) string { return fmt.Sprintf("**%d** (%d)", len(r.breaches), len(r.linear.illegal)) }},
		number("broken lines of the history", func(r result) int { return r.of(unbrokenChain) + r.of(lastIsRow) }),
		number("ops not exactly once", func(r result) int { return r.of(onePerOp) }),
		number("enquiries acknowledged", func(r result) int { return r.acked }),
		number("of them lost", func(r result) int { return r.of(noEnquiryLost) }),
		number("of them stored twice", func(r result) int { return r.of(noEnquiryTwice) }),
		{fmt.Sprintf("most held under a limit of %d", maxOpen), func(r result) string { return fmt.Sprint(r.limitMost) }},
		{"checker: time, undecided",
			func(r result) string {
				return fmt.Sprintf("%.2f s, %d", r.linear.took.Seconds(), len(r.linear.undecided))
			}},
		{"last operation", func(r result) string { return map[bool]string{true: "worked", false: "FAILED"}[r.lastWorks] }},
	}
}

func caught(results []result) (k, n int) {
	for _, r := range results {
		if r.plan.mutant != "" {
			n++
		}
		if r.caught() {
			k++
		}
	}
	return k, n
}
