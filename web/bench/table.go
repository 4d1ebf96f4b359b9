package main

import (
	"fmt"
	"io"
	"strings"
)

// row is one line of the table; what is 0 was not measured and stays empty.
type row struct {
	work                       string
	perSecond, p50, p99, worst float64
	beside, ratio              float64 // what pgbench reached per second, and ours to it
	desk, base                 float64 // processor time of the Go process and of PostgreSQL for each answer, in µs
	note                       string
}

// rated is the row of a measurement in several rounds, of which the median
// counts.
func rated(work string, rounds []result) row {
	return row{work: work, perSecond: median(rounds, perSecond), p50: median(rounds, p50),
		p99: median(rounds, p99), worst: median(rounds, slowest), desk: median(rounds, deskEach), base: median(rounds, baseEach)}
}

type table struct{ rows []row }

func (t *table) add(r row) { t.rows = append(t.rows, r) }

// print writes the table in Markdown, padded for reading as it is.
func (t *table) print(w io.Writer) {
	lines := [][]string{{"work", "per second", "p50 ms", "p99 ms", "max ms", "pgbench/s", "ratio", "Go us", "PG us", ""}}
	for _, r := range t.rows {
		lines = append(lines, []string{r.work, number(r.perSecond), number(r.p50), number(r.p99), number(r.worst),
			number(r.beside), number(r.ratio), number(r.desk), number(r.base), r.note})
	}
	width := make([]int, len(lines[0]))
	for _, line := range lines {
		for i, cell := range line {
			width[i] = max(width[i], len(cell))
		}
	}
	for i, line := range lines {
		_, _ = fmt.Fprintln(w, padded(line, width))
		if i == 0 {
			_, _ = fmt.Fprintln(w, ruler(width))
		}
	}
}

func padded(line []string, width []int) string {
	var b strings.Builder
	for i, cell := range line {
		if i == 0 || i == len(line)-1 {
			fmt.Fprintf(&b, "| %-*s ", width[i], cell)
		} else {
			fmt.Fprintf(&b, "| %*s ", width[i], cell)
		}
	}
	return b.String() + "|"
}

func ruler(width []int) string {
	var b strings.Builder
	for i, n := range width {
		mark := ":"
		if i == 0 || i == len(width)-1 {
			mark = "-"
		}
		b.WriteString("|-" + strings.Repeat("-", n) + mark)
	}
	return b.String() + "|"
}

// number writes three figures that matter, and nothing for 0.
func number(x float64) string {
	switch {
	case x == 0:
		return ""
	case x < 10:
		return fmt.Sprintf("%.2f", x)
	case x < 100:
		return fmt.Sprintf("%.1f", x)
	default:
		return fmt.Sprintf("%.0f", x)
	}
}
