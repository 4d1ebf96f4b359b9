package app

import (
	"context"
	"time"
)

// DueGroup says how urgent a follow-up is.
type DueGroup string

// The groups of follow-ups, one after the other in time.
const (
	DueLate     DueGroup = "late"
	DueNow      DueGroup = "now"      // half an hour before or after
	DueToday    DueGroup = "today"    // later today
	DueTomorrow DueGroup = "tomorrow" // on the school's next day
	DueAfter    DueGroup = "after"
)

// around is how far from its time a follow-up counts as now.
const around = 30 * time.Minute

// DueBounds are when the groups end; what comes after the last is DueAfter.
type DueBounds struct{ Late, Now, Today, Tomorrow time.Time }

// bounds returns where the groups end at a moment, by the school's days.
func (s School) bounds(now time.Time) DueBounds {
	_, today := s.day(now)
	_, tomorrow := s.day(today)
	b := DueBounds{Late: now.Add(-around), Now: now.Add(around), Today: today, Tomorrow: tomorrow}
	if b.Today.Before(b.Now) { // shortly before midnight
		b.Today = b.Now
	}
	return b
}

// Group returns the group of a time.
func (b DueBounds) Group(due time.Time) DueGroup {
	switch {
	case due.Before(b.Late):
		return DueLate
	case due.Before(b.Now):
		return DueNow
	case due.Before(b.Today):
		return DueToday
	case due.Before(b.Tomorrow):
		return DueTomorrow
	default:
		return DueAfter
	}
}

// span returns the times of a group; of all groups but the last for none.
func (b DueBounds) span(g DueGroup) (from, to time.Time) {
	end := time.Date(9999, 1, 1, 0, 0, 0, 0, time.UTC)
	switch g {
	case DueLate:
		return from, b.Late
	case DueNow:
		return b.Late, b.Now
	case DueToday:
		return b.Now, b.Today
	case DueTomorrow:
		return b.Today, b.Tomorrow
	case DueAfter:
		return b.Tomorrow, end
	default:
		return from, b.Tomorrow
	}
}

// DueFilter says which follow-ups a list holds.
type DueFilter struct {
	Owner    int64    // 0 means everybody's
	Covered  []int64  // besides the owner's, those of these people
	Group    DueGroup // empty means all up to tomorrow
	From, To time.Time
	Bounds   DueBounds
	After    *Cursor // of the due time
	Limit    int
	Sight    Sight
}

// Due is a follow-up with what has to be known to do it.
type Due struct {
	FollowUp
	Group       DueGroup `bun:"-"`
	Name        string
	Email       string
	Phone       *string    // in E.164; nil when nobody has said
	NoContactAt *time.Time // since when nobody may contact them; nil: they may
	Origin      Origin
	Source      *string // what first brought the person; nil when nobody has said
	Course      string
	Stage       StageCode
	OwnerID     int64
	OwnerName   string
	Cover       *string `bun:"-"` // the last day of the owner's leave, for whoever stands in for them
	Tries       int     // attempts that nobody answered since somebody last did
	LastWords   *string // of the last note or attempt
}

// DueCounts are how many follow-ups each group has.
type DueCounts struct{ Late, Now, Today, Tomorrow, After int }

// DuePage is one page of follow-ups, the most urgent first.
type DuePage struct {
	List   []Due
	Counts DueCounts
	Next   *Cursor
	Now    time.Time
}

// FollowUps returns a page of the open follow-ups of the actor and of those they
// stand in for today, or of whom the filter names: those of others are for owners
// of the desk only.
func (d *Desk) FollowUps(ctx context.Context, a Actor, f DueFilter) (DuePage, error) {
	if f.Owner != a.User.ID && a.User.Role != Owner {
		return DuePage{}, ErrOthersFollowUps
	}
	school, err := d.Store.School(ctx)
	if err != nil {
		return DuePage{}, err
	}
	now := d.Now()
	if f.Owner == a.User.ID {
		f.Covered = a.covered()
	}
	f.Sight = a.sight()
	f.Bounds = school.bounds(now)
	f.From, f.To = f.Bounds.span(f.Group)
	p, err := d.Store.FollowUps(ctx, f)
	p.Now = now
	for i := range p.List {
		p.List[i].Group = f.Bounds.Group(p.List[i].DueAt)
		p.List[i].Cover = a.coverOf(&p.List[i].OwnerID)
	}
	return p, err
}
