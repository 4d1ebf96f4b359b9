package main

import (
	"fmt"
	"io"
	"maps"
	"slices"
	"sync"
)

// rules remembers which rules answers broke, how often, and the first example
// of each.
type rules struct {
	mu      sync.Mutex
	times   map[string]int
	example map[string]string
}

func newRules() *rules { return &rules{times: map[string]int{}, example: map[string]string{}} }

func (r *rules) breach(rule string, example any) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.times[rule]++; r.times[rule] == 1 {
		r.example[rule] = fmt.Sprintf("%.200v", example)
	}
}

// equal breaks the rule unless the two numbers are the same.
func (r *rules) equal(rule string, got, want int64) {
	if got != want {
		r.breach(rule, fmt.Sprintf("%d, not %d", got, want))
	}
}

func (r *rules) broken() bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	return len(r.times) > 0
}

func (r *rules) print(w io.Writer) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, rule := range slices.Sorted(maps.Keys(r.times)) {
		_, _ = fmt.Fprintf(w, "BROKEN %d times: %s, such as: %s\n", r.times[rule], rule, r.example[rule])
	}
}
