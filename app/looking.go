package app

import (
	"context"
	"sync"
	"time"
)

const (
	// lookingFor is how long somebody counts as looking at an enquiry after their
	// screen last said so.
	lookingFor = 30 * time.Second

	looksGather = 200 * time.Millisecond // how often to tell who looks, however often it changes
	looksBatch  = 50                     // enquiries told of at a time
	looksMost   = 500                    // enquiries that wait to be told; of others lists tell when they are read
)

// Look notes that the actor has an enquiry open, for colleagues to see.
// ErrEnquiryNotFound when there is none.
func (d *Desk) Look(ctx context.Context, a Actor, id int64) error {
	begun, err := d.Store.Look(ctx, id, a.User.ID, d.Now().Add(-lookingFor))
	if begun {
		d.Feed.looks.add(id)
	}
	return gone(err, ErrEnquiryNotFound)
}

// LookAway notes that the actor has closed an enquiry. When they have it open in
// another window too, that one says so again before long.
func (d *Desk) LookAway(ctx context.Context, a Actor, id int64) error {
	ended, err := d.Store.LookAway(ctx, id, a.User.ID)
	if ended {
		d.Feed.looks.add(id)
	}
	return err
}

// looking says which colleagues have the enquiries of a list open.
func (d *Desk) looking(ctx context.Context, a Actor, list []Enquiry) (map[int64][]Person, error) {
	ids := make([]int64, len(list))
	for i, e := range list {
		ids[i] = e.ID
	}
	if len(ids) == 0 {
		return nil, nil //nolint:nilnil // nobody looks at nothing
	}
	return d.Store.Looking(ctx, ids, a.User.ID, d.Now().Add(-lookingFor))
}

// looks are the enquiries that somebody has opened or closed and nobody was told
// of. Nobody can make them many: they are told a few at a time, now and then.
type looks struct {
	some chan struct{}

	mu  sync.Mutex
	ids map[int64]struct{}
}

func newLooks() *looks { return &looks{some: make(chan struct{}, 1), ids: map[int64]struct{}{}} }

func (l *looks) add(id int64) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if len(l.ids) < looksMost {
		l.ids[id] = struct{}{}
		nudge(l.some)
	}
}

// take returns the next few to be told.
func (l *looks) take() []int64 {
	l.mu.Lock()
	defer l.mu.Unlock()
	ids := make([]int64, 0, min(len(l.ids), looksBatch))
	for id := range l.ids {
		if len(ids) == looksBatch {
			nudge(l.some)
			break
		}
		delete(l.ids, id)
		ids = append(ids, id)
	}
	return ids
}

// tellLooks tells every process where somebody has begun or ceased to look.
// What gets lost is seen when lists are read the next time.
func (f *Feed) tellLooks(ctx context.Context) {
	for {
		select {
		case <-ctx.Done():
			return
		case <-f.looks.some:
		}
		_ = f.store.Wake(ctx, f.looks.take())
		pause(ctx, looksGather)
	}
}

// woken is what a notice of any process, also of this one, leads to.
func (f *Feed) woken(ctx context.Context, n Notice) {
	for _, id := range n.Ended {
		f.tell(News{Ended: id})
	}
	if len(n.Looked) > 0 {
		f.tellLooking(ctx, n.Looked)
	} else if len(n.Ended) == 0 {
		nudge(f.wake)
	}
}

// tellLooking tells who looks at enquiries now.
func (f *Feed) tellLooking(ctx context.Context, looked []int64) {
	now, err := f.store.Looking(ctx, looked, 0, f.now().Add(-lookingFor))
	if err != nil {
		return
	}
	for _, id := range looked {
		now[id] = append([]Person{}, now[id]...)
	}
	f.tell(News{Looking: now})
}
