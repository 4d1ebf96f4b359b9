package main

import (
	"context"
	"math/rand/v2"
	"sync"
	"time"

	"firstbell/web/outside"
)

// window is the handful of enquiries that everybody wants at the moment. It
// moves on, from the oldest to the newest, in front of what claims of the next
// in line take.
type window struct {
	leads []int64

	mu    sync.Mutex
	first int
	size  int
}

// move opens a new window of three to six enquiries every 1.2 seconds.
func (w *window) move(ctx context.Context, r *rand.Rand) {
	for outside.Rest(ctx, 1200*time.Millisecond) == nil {
		w.mu.Lock()
		w.first = (w.first + w.size) % (len(w.leads) - 10)
		w.size = 3 + r.IntN(4)
		w.mu.Unlock()
	}
}

func (w *window) pick(r *rand.Rand) int64 {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.leads[w.first+r.IntN(w.size)]
}

// held is who holds what, as far as the clients have been told. It only steers
// what they ask for; nothing is judged by it.
type held struct {
	mu  sync.Mutex
	own map[int64][]int64 // person -> enquiries
}

// choose picks an enquiry to give back or hand on: mostly one that the client
// thinks is theirs, else any of the window.
func (h *held) choose(c *client) int64 {
	h.mu.Lock()
	list := h.own[c.who.id]
	if len(list) > 0 && (c.rand.IntN(4) > 0 || c.run.people.limited(c.who)) {
		i := c.rand.IntN(len(list))
		lead := list[i]
		list[i] = list[len(list)-1]
		h.own[c.who.id] = list[:len(list)-1]
		h.mu.Unlock()
		return lead
	}
	h.mu.Unlock()
	return c.run.hot.pick(c.rand)
}

// learn remembers who got an enquiry.
func (h *held) learn(o op) {
	if !o.changed() || o.owner == 0 {
		return
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	h.own[o.owner] = append(h.own[o.owner], o.lead)
}
