package app

import (
	"context"
	"strconv"
	"strings"
	"sync"
	"time"
)

const (
	tallyWindow = time.Hour
	tallyMost   = 200 // different refusals a window that get entries of their own
)

// Tally writes refusals into the audit log: wrong passwords, doors that stayed
// shut. A refusal changes nothing and has no transaction to be written in, and
// whoever is refused can come back as often as they like, so they may neither
// wait for the disk nor fill it. The first of its kind (who, what, where from)
// is written within a moment; those like it are counted and written as one
// entry when the hour ends. Beyond 200 kinds an hour only the action is counted,
// so that a flood adds at most about 400 entries an hour, however long. A crash
// loses what was counted and not yet written. The nil Tally writes nothing.
type Tally struct {
	store auditStore
	now   func() time.Time
	wake  chan struct{}

	mu    sync.Mutex
	since time.Time
	kinds map[string]*AuditEntry // Times: how often, not yet written
	due   []AuditEntry
}

// NewTally returns a tally that Run has to run.
func NewTally(store Store, now func() time.Time) *Tally {
	return &Tally{store: store, now: now, since: now(), wake: make(chan struct{}, 1), kinds: map[string]*AuditEntry{}}
}

// Note counts a refusal. It returns at once.
func (t *Tally) Note(e AuditEntry) {
	if t == nil {
		return
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	e.OpID, e.Times = "", 1 // those like it are other ops
	k := t.kinds[e.kind()]
	if k == nil && len(t.kinds) >= tallyMost {
		e = AuditEntry{By: ByNobody, Action: e.Action, Fields: []string{"several"}}
		k = t.kinds[e.kind()]
		if k == nil {
			k = &e
			k.Times = 0
			t.kinds[e.kind()] = k
		}
	}
	if k != nil {
		k.Times++
		return
	}
	t.due = append(t.due, e)
	e.Times = 0
	t.kinds[e.kind()] = &e
	nudge(t.wake)
}

// kind is what entries that are counted together have in common.
func (e AuditEntry) kind() string {
	return strings.Join(append([]string{string(e.By), strconv.FormatInt(e.ByID, 10), string(e.Action),
		string(e.Object.Kind), strconv.FormatInt(e.Object.ID, 10), e.Network()}, e.Fields...), "\x00")
}

// Run writes what is noted until ctx ends, and then what is left.
func (t *Tally) Run(ctx context.Context) {
	tick := time.NewTicker(time.Minute)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			last, cancel := context.WithTimeout(context.WithoutCancel(ctx), 2*time.Second)
			defer cancel()
			t.write(last, true)
			return
		case <-t.wake:
		case <-tick.C:
		}
		t.write(ctx, false)
	}
}

// write writes what is due, the counts too when the window or the program ends.
// What could not be written stays due.
func (t *Tally) write(ctx context.Context, all bool) {
	due := t.take(all)
	for i, e := range due {
		if t.store.Audit(ctx, e) != nil {
			t.mu.Lock()
			t.due = append(due[i:], t.due...)
			t.due = t.due[:min(len(t.due), 3*tallyMost)] // a database that stays away
			t.mu.Unlock()
			return
		}
	}
}

func (t *Tally) take(all bool) []AuditEntry {
	t.mu.Lock()
	defer t.mu.Unlock()
	if all || t.now().Sub(t.since) >= tallyWindow {
		for _, k := range t.kinds {
			if k.Times > 0 {
				t.due = append(t.due, *k)
			}
		}
		t.since, t.kinds = t.now(), map[string]*AuditEntry{}
	}
	due := t.due
	t.due = nil
	return due
}

// Denied notes that somebody was turned away from a route.
func (d *Desk) Denied(a Actor, code, route string) {
	d.Tally.Note(a.Did(AccessDenied, Object{Kind: OnRoute}, route, code))
}
