package main

import (
	"fmt"
	"io"
)

// aims is what docs/performance.md asks for and what this run reached.
type aims struct{ lines []string }

// atLeast and atMost note one aim. A value of 0 was not measured.
func (a *aims) atLeast(what string, got, want float64) {
	a.note(what, "at least", got, want, got >= want)
}
func (a *aims) atMost(what string, got, want float64) {
	a.note(what, "at most", got, want, got <= want)
}

func (a *aims) note(what, bound string, got, want float64, fits bool) {
	verdict := "reached"
	switch {
	case got == 0:
		verdict = "not measured"
	case !fits:
		verdict = "NOT reached"
	}
	a.lines = append(a.lines, fmt.Sprintf("- %-12s %s: %s (aim: %s %g)", verdict, what, number(got), bound, want))
}

func (a *aims) print(w io.Writer) {
	for _, line := range a.lines {
		_, _ = fmt.Fprintln(w, line)
	}
}
