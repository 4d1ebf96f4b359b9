package app

import (
	"context"
	"slices"
)

// Checklist is what an owner does after the setup: each thing with whether it
// is done. The first three are seen to be done; the others are ticked off.
type Checklist struct {
	Items   []ChecklistItem
	Hidden  bool
	Samples int  // that can be removed
	Open    bool // the setup is not finished
}

// ChecklistItem is one thing to do.
type ChecklistItem struct {
	ID   string // test, invite, form, email or backup
	Done bool
}

// Doings are the things that were seen to be done on this desk.
type Doings struct {
	Tested  bool // a sample is there, or a real enquiry
	Invited bool // somebody else works here or was invited
	Asked   bool // a real enquiry came in
	Ticked  []string
	Samples int
	Step    *int // of the setup, nil when it is finished
}

const checklistHidden = "hidden"

var checklistIDs = []string{"test", "invite", "form", "email", "backup"}

// Checklist returns what is done and what is not.
func (d *Desk) Checklist(ctx context.Context) (Checklist, error) {
	done, err := d.Store.Doings(ctx)
	return done.list(), err
}

// TickOff marks a thing as done, or with hidden puts the whole list away.
func (d *Desk) TickOff(ctx context.Context, a Actor, id Text) (Checklist, error) {
	if id.S != checklistHidden && !slices.Contains(checklistIDs, id.S) {
		var c check
		c.add("tick", sent(id, id.S), "Tick must be test, invite, form, email, backup or hidden")
		return Checklist{}, c.err()
	}
	return once(ctx, d, a.Op, func(tx Store) (Checklist, error) {
		if err := tx.Tick(ctx, id.S); err != nil {
			return Checklist{}, err
		}
		done, err := tx.Doings(ctx)
		return done.list(), err
	})
}

func (s Doings) list() Checklist {
	seen := map[string]bool{"test": s.Tested, "invite": s.Invited, "form": s.Asked}
	l := Checklist{Hidden: slices.Contains(s.Ticked, checklistHidden), Samples: s.Samples, Open: s.Step != nil}
	for _, id := range checklistIDs {
		l.Items = append(l.Items, ChecklistItem{id, seen[id] || slices.Contains(s.Ticked, id)})
	}
	return l
}
