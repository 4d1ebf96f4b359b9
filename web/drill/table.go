package main

import (
	"fmt"
	"runtime"
	"slices"
	"strings"
	"time"

	"firstbell/web/outside"
)

// line is one thing that was tried, and what came of it.
type line struct {
	part, tried, figures string
	broken               []string
	missed               string // why it could not be tried
}

func (d *drill) add(l line) { d.table = append(d.table, l) }

func (l *line) breach(format string, args ...any) {
	l.broken = append(l.broken, fmt.Sprintf(format, args...))
}

// verdict is one short sentence.
func (l line) verdict() string {
	switch {
	case len(l.broken) > 0:
		return fmt.Sprintf("**BROKEN** %d times, first: %s", len(l.broken), oneLine(l.broken[0]))
	case l.missed != "":
		return "NOT RUN: " + oneLine(l.missed)
	}
	return "holds"
}

func oneLine(text string) string {
	text = strings.ReplaceAll(strings.Join(strings.Fields(text), " "), "|", "/")
	return text[:min(len(text), 300)]
}

func (d *drill) broken() bool {
	return slices.ContainsFunc(d.table, func(l line) bool { return len(l.broken) > 0 })
}

// report is the machine, the command and a Markdown table.
func (d *drill) report(args []string) string {
	command := "make drill"
	if args = slices.DeleteFunc(slices.Clone(args), func(a string) bool { return strings.HasSuffix(a, "-doc") || strings.HasSuffix(a, ".md") }); len(args) > 0 {
		command = "go run ./web/drill " + strings.Join(args, " ")
	}
	version := "unknown"
	if v := d.server.Load(); v != nil {
		version = *v
	}
	var b strings.Builder
	fmt.Fprintf(&b, "%s, commit %s, `%s`, seed %d, %d processors, PostgreSQL %s with fsync on, %s in all.\n\n",
		d.began.Format("2006-01-02 15:04"), outside.Commit(), command, d.seed, runtime.NumCPU(), version, time.Since(d.began).Round(time.Second))
	b.WriteString("| part | tried | figures | verdict |\n|---|---|---|---|\n")
	for _, l := range d.table {
		fmt.Fprintf(&b, "| %s | %s | %s | %s |\n", l.part, l.tried, l.figures, l.verdict())
	}
	return b.String()
}

// spread is the median, a high percentile and the most of some times.
func spread(took []time.Duration) string {
	if len(took) == 0 {
		return "none"
	}
	slices.Sort(took)
	at := func(share float64) time.Duration {
		return took[min(len(took)-1, int(share*float64(len(took))))].Round(time.Millisecond)
	}
	return fmt.Sprintf("median %s, p99 %s, most %s", at(.5), at(.99), at(1))
}
