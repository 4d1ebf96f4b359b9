package app

import (
	"context"
	"slices"
	"time"
)

// Takes says which enquiries a person takes from the queue and how many. Empty
// lists and a nil branch take everything.
type Takes struct {
	Courses   []string
	Languages []string // tags, such as hi
	Branch    *string
	Limits    Limits    // in force: a person's own before those of the role
	Own       Limits    // the person's own, where an account is read by itself
	Mode      QueueMode // how they come to their enquiries, as the school has it
	Country   string    // of the school, whose phone numbers need no country code
}

// Waiting returns a page of the queue as the actor may see it: where the school
// masks it, only enough to choose by; where people may not choose, only how
// many wait. An owner of the desk sees everything.
func (d *Desk) Waiting(ctx context.Context, a Actor, f EnquiryFilter) (EnquiryPage, error) {
	f.Owner = 0
	if f.Mine {
		f.Courses = a.User.Takes.Courses
	}
	p, err := d.enquiries(ctx, a, f)
	if err != nil {
		return p, err
	}
	if a.mode() == NextOnly {
		p.Enquiries, p.Next = nil, nil
	}
	if p.Looking, err = d.looking(ctx, a, p.Enquiries); err != nil || len(p.Enquiries) == 0 {
		return p, err
	}
	school, err := d.Store.School(ctx)
	p.Later = school.later(p.Enquiries, p.Now)
	return p, err
}

// later says of enquiries whose promise has not run out while the school is closed
// when it opens. A school that has not said its hours is never closed, nor is one that
// never opens.
func (s School) later(list []Enquiry, now time.Time) map[int64]time.Time {
	later := map[int64]time.Time{}
	if !slices.ContainsFunc(s.Hours, func(day *OpenHours) bool { return day != nil }) {
		return later
	}
	opens := s.hours().Next(now.In(s.zone()))
	for _, e := range list {
		if opens.After(now) && e.DueAt.After(now) {
			later[e.ID] = opens
		}
	}
	return later
}

// mode returns the queue mode that holds for the actor.
func (a Actor) mode() QueueMode {
	if a.User.Role == Owner {
		return OpenList
	}
	return a.User.Takes.Mode
}
