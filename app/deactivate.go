package app

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"time"
)

// What becomes of the leads of somebody who leaves.
const (
	giveLeads  = "give"  // all to one person
	shareLeads = "share" // one after the other to several
	queueLeads = "queue" // back to the queue
)

// LeavingInput says what becomes of the leads of somebody who leaves.
type LeavingInput struct {
	Leads Text
	To    []int64
}

// ErrOwnerLeft refuses to let somebody who has left own what is worked on. The
// database finds it out when nothing else can be written any more, so it is of a
// kind that undoes everything.
var ErrOwnerLeft = &Error{Kind: Unavailable, Code: "owner_left", Title: "Has left",
	Message: "Whoever holds this enquiry has left. Hand it to somebody who works here first"}

// letGo calls it by its name that somebody was to own an enquiry who was let go
// at the same moment. Only the commit finds that out.
func letGo(err, name error) error {
	if errors.Is(err, ErrOwnerLeft) {
		return name
	}
	return err
}

// Left tells what a deactivation has moved.
type Left struct {
	Member Member
	Moved  int
}

// Locked is what is known of a person whose row is locked.
type Locked struct {
	ID     int64
	Name   string
	Role   Role
	Active bool
}

// Deactivate ends a person's work here in one transaction: their leads go where
// the owner says, past limits too, each with a line of history that says why;
// every session and token of theirs ends; their name stays in the history.
// ErrNobodyThere for unknown people, ErrLeft when they have left before,
// ErrLastOwner when no owner would be left.
func (d *Desk) Deactivate(ctx context.Context, a Actor, id int64, in LeavingInput) (Left, error) {
	to := slices.Compact(slices.Sorted(slices.Values(in.To)))
	if err := checkLeaving(in.Leads, to, id); err != nil {
		return Left{}, err
	}
	return once(ctx, d, a.Op, func(tx Store) (Left, error) {
		people, err := tx.LockPeople(ctx, append(slices.Clone(to), id))
		if err != nil {
			return Left{}, err
		}
		m, err := mayLeave(people, id)
		if err != nil {
			return Left{}, err
		}
		heirs, err := d.heirs(ctx, tx, people, to)
		if err != nil {
			return Left{}, err
		}
		moved, err := d.moveAll(ctx, tx, a, m, heirs)
		if err != nil {
			return Left{}, err
		}
		if err := tx.DeactivateUser(ctx, id); err != nil {
			return Left{}, err
		}
		if err := tx.EndSessionsOf(ctx, id, 0, d.Now()); err != nil {
			return Left{}, err
		}
		if err := tx.Audit(ctx, a.Did(PersonDeactivated, Object{OnUser, id}, "leads "+in.Leads.S)); err != nil {
			return Left{}, err
		}
		left, err := d.member(ctx, tx, id)
		return Left{left, moved}, err
	})
}

func checkLeaving(leads Text, to []int64, id int64) error {
	var c check
	switch {
	case leads.S == queueLeads && len(to) > 0:
		c.add("to", nil, "Name nobody when the leads go back to the queue")
	case leads.S == giveLeads && len(to) != 1:
		c.add("to", nil, "Name the one person who gets the leads")
	case leads.S == shareLeads && len(to) == 0:
		c.add("to", nil, "Name the people who share the leads")
	case leads.S != giveLeads && leads.S != shareLeads && leads.S != queueLeads:
		c.add("leads", sent(leads, leads.S), "Leads must be give, share or queue")
	case slices.Contains(to, id):
		c.add("to", id, "Whoever leaves cannot keep the leads. Choose somebody else")
	}
	return c.err()
}

func mayLeave(people []Locked, id int64) (Locked, error) {
	i := slices.IndexFunc(people, func(p Locked) bool { return p.ID == id })
	switch {
	case i < 0:
		return Locked{}, ErrNobodyThere
	case !people[i].Active:
		return Locked{}, ErrLeft
	case people[i].Role == Owner && lastOwner(people, id):
		return Locked{}, ErrLastOwner
	}
	return people[i], nil
}

// heir is somebody who gets leads, and how much they hold by then.
type heir struct {
	User
	held Held
}

// heirs returns those who get the leads; ErrNobodyThere unless all work here,
// ErrHoldsNone for the front desk.
func (d *Desk) heirs(ctx context.Context, tx Store, people []Locked, to []int64) ([]*heir, error) {
	var list []*heir
	school, err := tx.School(ctx)
	if err != nil {
		return nil, err
	}
	start, _ := school.day(d.Now())
	for _, id := range to {
		if !slices.ContainsFunc(people, func(p Locked) bool { return p.ID == id && p.Active }) {
			return nil, ErrNobodyThere
		}
		u, err := tx.UserByID(ctx, id)
		if err != nil {
			return nil, err
		}
		if u.Role == FrontDesk {
			return nil, ErrHoldsNone
		}
		held, err := tx.Held(ctx, id, start)
		if err != nil {
			return nil, err
		}
		list = append(list, &heir{u, held})
	}
	return list, nil
}

// HeldLead is an enquiry that somebody holds: open, or parked until it wakes.
type HeldLead struct {
	ID     int64
	Parked bool
}

// moveAll gives everything a person holds to the heirs, one after the other, or
// to the queue when there are none. What is parked stays as it is then: it comes
// back to the queue when it wakes. It returns how many were moved.
func (d *Desk) moveAll(ctx context.Context, tx Store, a Actor, from Locked, heirs []*heir) (int, error) {
	held, err := tx.LockHeld(ctx, from.ID)
	if err != nil {
		return 0, err
	}
	moved := 0
	for _, lead := range held {
		if lead.Parked && len(heirs) == 0 {
			continue
		}
		c := OwnerChange{EnquiryID: lead.ID, Kind: Reassigned, By: a.User.ID, If: Anybody, Op: partOf(a.Op, lead.ID),
			Reason: fmt.Sprintf("Handed over because %s left (by %s)", from.Name, a.name())}
		if len(heirs) > 0 {
			h := heirs[moved%len(heirs)]
			c.To, c.Reason = &h.ID, h.take(c.Reason)
		} else {
			c.Kind, c.Reason = Released, fmt.Sprintf("Put back because %s left (by %s)", from.Name, a.name())
		}
		if err := d.moveHeld(ctx, tx, c); err != nil {
			return 0, err
		}
		moved++
	}
	return moved, nil
}

// moveHeld moves one enquiry that is locked. A refusal would be kept with what
// was moved before it; there can be none, and if there is, nothing is kept.
func (d *Desk) moveHeld(ctx context.Context, tx Store, c OwnerChange) error {
	_, done, err := d.changeOwner(ctx, tx, c)
	if err == nil && !done {
		err = ErrNotHeld
	}
	if refusal, ok := errors.AsType[*Error](err); ok && refusal.Kind != Unavailable {
		return fmt.Errorf("hand on enquiry %d: %v", c.EnquiryID, err)
	}
	return err
}

// take counts one more lead for the heir and returns what the history says,
// with the limit that it goes past.
func (h *heir) take(why string) string {
	if over, ok := h.Takes.Limits.Check(h.held, time.Time{}).(*Error); ok {
		why = overLimit(why, over)
	}
	h.held.Open++
	h.held.Untouched++
	h.held.Today++
	return why
}

// name is how the history names whoever acts.
func (a Actor) name() string {
	if !a.SignedIn() {
		return "the server's terminal"
	}
	return a.User.Name
}

// partOf is the op of one of several changes that one op makes. No key of a
// client holds a space.
func partOf(op *Op, id int64) *Op {
	return &Op{ID: op.ID + " " + strconv.FormatInt(id, 10), Request: op.Request, KeyID: op.KeyID}
}

// HeldBy counts what a person holds, for whoever is to decide about it.
func (d *Desk) HeldBy(ctx context.Context, id int64) (Held, error) {
	if _, err := d.Member(ctx, id); err != nil {
		return Held{}, err
	}
	school, err := d.Store.School(ctx)
	if err != nil {
		return Held{}, err
	}
	start, _ := school.day(d.Now())
	return d.Store.Held(ctx, id, start)
}
