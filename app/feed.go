package app

import (
	"context"
	"sync"
	"time"
)

// Event is one line of an enquiry's history, without anything personal.
type Event struct {
	ID         int64
	EnquiryID  int64
	Kind       EventKind
	ActorID    *int64
	OwnerAfter *int64
	StageAfter *StageCode // nil unless the stage changed
	At         time.Time
}

// News is what listeners are told: an event, who looks at some enquiries now, or
// whose sessions were ended.
type News struct {
	Event   Event
	Looking map[int64][]Person // by enquiry; nil in other news
	Ended   int64              // the person of whom at least one session or key has ended; 0 in other news
}

// Notice is what processes tell each other: that there are new events, or one of
// these instead.
type Notice struct {
	Looked []int64 // enquiries that others look at than before
	Ended  []int64 // people of whom sessions or keys have ended
}

const (
	feedPoll    = 2 * time.Second       // how often to look without being woken
	feedGather  = 20 * time.Millisecond // how long to gather changes before looking, or telling others, again
	feedBatch   = 500                   // events read at a time, and kept for a slow reader
	feedGapLife = 10 * time.Second      // longer than a transaction can take: then the number was given up
)

// Feed tells everybody who listens in this process about new events, whichever
// process wrote them. Numbers of events are given out before they are kept, so
// one can appear after a higher one; the feed waits for such gaps.
type Feed struct {
	store Store
	now   func() time.Time
	wake  chan struct{}
	dirty chan struct{}
	began chan struct{}
	looks *looks

	mu        sync.Mutex
	listeners map[chan News]struct{}
}

// NewFeed returns a feed that Run has to run.
func NewFeed(store Store, now func() time.Time) *Feed {
	return &Feed{store: store, now: now, wake: make(chan struct{}, 1), dirty: make(chan struct{}, 1), began: make(chan struct{}),
		looks: newLooks(), listeners: map[chan News]struct{}{}}
}

// Began is closed when the feed knows where the history ends: from then on no
// listener misses an event.
func (f *Feed) Began() <-chan struct{} { return f.began }

// Changed says that this process has written events. It returns at once.
func (f *Feed) Changed() {
	nudge(f.wake)
	nudge(f.dirty)
}

func nudge(c chan struct{}) {
	select {
	case c <- struct{}{}:
	default: // somebody has said so already
	}
}

// Listen returns news as they come, until stop is called. A listener that does
// not keep up is stopped: its channel is closed, and it has to start afresh.
func (f *Feed) Listen() (news <-chan News, stop func()) {
	c := make(chan News, feedBatch)
	f.mu.Lock()
	f.listeners[c] = struct{}{}
	f.mu.Unlock()
	return c, func() { f.drop(c) }
}

// Listeners is how many listen now.
func (f *Feed) Listeners() int {
	f.mu.Lock()
	defer f.mu.Unlock()
	return len(f.listeners)
}

func (f *Feed) drop(c chan News) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if _, there := f.listeners[c]; there {
		delete(f.listeners, c)
		close(c)
	}
}

func (f *Feed) tell(n News) {
	f.mu.Lock()
	defer f.mu.Unlock()
	for c := range f.listeners {
		select {
		case c <- n:
		default:
			delete(f.listeners, c)
			close(c)
		}
	}
}

// Run reads new events and passes them on until ctx ends. It is woken by
// Changed, by other processes through the database, and every two seconds
// in case neither works.
func (f *Feed) Run(ctx context.Context) {
	go func() { _ = f.store.Woken(ctx, func(n Notice) { f.woken(ctx, n) }) }() // polling does without it
	go f.wakeOthers(ctx)
	go f.tellLooks(ctx)
	r := reader{gaps: map[int64]time.Time{}}
	tick := time.NewTicker(feedPoll)
	defer tick.Stop()
	for {
		looked := f.now()
		if events, err := r.read(ctx, f); err == nil {
			for _, e := range events {
				f.tell(News{Event: e})
			}
			if len(events) == feedBatch {
				continue
			}
		}
		select {
		case <-ctx.Done():
			return
		case <-f.wake:
			pause(ctx, feedGather-f.now().Sub(looked))
		case <-tick.C:
		}
	}
}

// wakeOthers tells other processes at most once in a while: a notice inside
// each transaction would make all commits wait for each other.
func (f *Feed) wakeOthers(ctx context.Context) {
	for {
		select {
		case <-ctx.Done():
			return
		case <-f.dirty:
		}
		pause(ctx, feedGather)
		_ = f.store.Wake(ctx, nil) // the others look by themselves every two seconds
	}
}

// reader remembers how far the history was read and which numbers are missing.
type reader struct {
	started bool
	last    int64
	gaps    map[int64]time.Time
}

func (r *reader) read(ctx context.Context, f *Feed) ([]Event, error) {
	if !r.started {
		newest, err := f.store.NewestEvent(ctx)
		if r.started, r.last = err == nil, newest; r.started {
			close(f.began)
		}
		return nil, err
	}
	missing := make([]int64, 0, len(r.gaps))
	for id, since := range r.gaps {
		if f.now().Sub(since) > feedGapLife {
			delete(r.gaps, id)
			continue
		}
		missing = append(missing, id)
	}
	events, err := f.store.EventsAfter(ctx, r.last, missing, feedBatch)
	for _, e := range events {
		delete(r.gaps, e.ID)
		for id := r.last + 1; id < e.ID && len(r.gaps) < feedBatch; id++ {
			r.gaps[id] = f.now()
		}
		r.last = max(r.last, e.ID)
	}
	return events, err
}

// Since returns the events after a number, for a listener that comes back, and
// false when they are too many to send: it has to start afresh.
func (f *Feed) Since(ctx context.Context, id int64) ([]Event, bool, error) {
	events, err := f.store.EventsAfter(ctx, id, nil, feedBatch)
	return events, len(events) < feedBatch, err
}
