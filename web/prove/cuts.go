package main

import (
	"maps"
	"math/rand/v2"
	"sync"
	"sync/atomic"
)

// cut says what happens to a connection around a COMMIT.
type cut string

const (
	whole        cut = ""
	cutBefore    cut = "cut before COMMIT"         // the COMMIT never arrives
	cutAfter     cut = "cut after COMMIT"          // it ran, and its answer never arrives
	silentBefore cut = "fell silent before COMMIT" // as before, and nobody closes the connection
	silentAfter  cut = "fell silent after COMMIT"  // as after, likewise
)

func (c cut) after() bool  { return c == cutAfter || c == silentAfter }
func (c cut) silent() bool { return c == silentBefore || c == silentAfter }

// cutter decides for each COMMIT of all connections and counts what it did.
type cutter struct {
	on atomic.Bool

	mu    sync.Mutex
	rand  *rand.Rand
	rates rates
	done  map[cut]int
	saw   map[work]int
}

func newCutter(seed uint64, r rates) *cutter {
	return &cutter{rand: rand.New(rand.NewPCG(seed, 77)), rates: r, done: map[cut]int{}, saw: map[work]int{}}
}

func (c *cutter) next(w work) cut {
	if !c.on.Load() {
		return whole
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.saw[w]++
	x := c.rand.Float64()
	for _, o := range []struct {
		cut  cut
		odds float64
	}{{cutBefore, c.rates.before}, {cutAfter, c.rates.after}, {silentBefore, c.rates.silentBefore}, {silentAfter, c.rates.silentAfter}} {
		if x < o.odds {
			return o.cut
		}
		x -= o.odds
	}
	return whole
}

// tally returns what came by and what was done to it.
func (c *cutter) tally() (saw map[work]int, done map[cut]int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	return maps.Clone(c.saw), maps.Clone(c.done)
}

// did counts a cut when it has really happened.
func (c *cutter) did(k cut) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.done[k]++
}
