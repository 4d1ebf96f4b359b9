package app

import (
	"context"
	"slices"
)

// Cover is a colleague who is on leave, or will be, and whom somebody stands in
// for. The days are those of the leave.
type Cover struct {
	ID    int64
	Name  string
	From  string
	Until string
}

// covering returns the actor with those whom they stand in for today. The
// calendar is looked at only for whoever was named as a stand-in. A leave that
// begins or ends, by its days or by an owner, counts from the next request on.
// The front desk holds no enquiries and stands in for nobody; an API key acts
// for its person alone.
func (d *Desk) covering(ctx context.Context, a Actor) (Actor, error) {
	if len(a.User.Covers) == 0 || a.User.Role == FrontDesk {
		return a, nil
	}
	today, err := d.today(ctx, d.Store)
	for _, c := range a.User.Covers {
		if onLeave(c.From, c.Until, today) {
			a.covers = append(a.covers, c)
		}
	}
	return a, err
}

// onLeave reports whether a day is one of a leave, the last one included.
func onLeave(from, until, day string) bool { return from <= day && day <= until }

// covered are the numbers of those whom the actor stands in for.
func (a Actor) covered() []int64 {
	var list []int64
	for _, c := range a.covers {
		list = append(list, c.ID)
	}
	return list
}

// coverOf is the last day on which the actor stands in for the owner of an
// enquiry; nil when they do not.
func (a Actor) coverOf(owner *int64) *string {
	i := slices.IndexFunc(a.covers, func(c Cover) bool { return owner != nil && c.ID == *owner })
	if i < 0 {
		return nil
	}
	return &a.covers[i].Until
}
