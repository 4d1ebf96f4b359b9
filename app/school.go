package app

import (
	"context"
	"time"
)

// QueueMode says how people come to their enquiries.
type QueueMode string

// The queue modes.
const (
	OpenList   QueueMode = "open"   // everybody sees who waits and chooses
	MaskedList QueueMode = "masked" // contact details and words only after the claim
	NextOnly   QueueMode = "next"   // nobody chooses; claim next
)

// School is the school that this desk serves, and its choices.
type School struct {
	Name           string
	QueueMode      QueueMode
	PromiseMinutes int    // how soon the school promises to answer
	TimeZone       string // by its name in the IANA database
	FactorRequired FactorRule
}

// SchoolInput is a change of the school's choices; what was not given stays.
type SchoolInput struct {
	Name, QueueMode, TimeZone, FactorRequired Text
	PromiseMinutes                            *int
}

// School returns the school and its choices.
func (d *Desk) School(ctx context.Context) (School, error) { return d.Store.School(ctx) }

// ChangeSchool keeps new choices of the school and returns all of them.
func (d *Desk) ChangeSchool(ctx context.Context, a Actor, in SchoolInput) (School, error) {
	return once(ctx, d, a.Op, func(tx Store) (School, error) { return changeSchool(ctx, tx, a, in) })
}

func changeSchool(ctx context.Context, tx Store, a Actor, in SchoolInput) (School, error) {
	s, err := tx.School(ctx)
	if err != nil {
		return School{}, err
	}
	var c check
	if in.Name.Given {
		s.Name = c.line("name", "Name", in.Name, 2, 255)
	}
	if in.QueueMode.Given {
		s.QueueMode = QueueMode(in.QueueMode.S)
		if s.QueueMode != OpenList && s.QueueMode != MaskedList && s.QueueMode != NextOnly {
			c.add("queueMode", in.QueueMode.S, "Queue mode must be open, masked or next")
		}
	}
	if in.TimeZone.Given {
		s.TimeZone = in.TimeZone.S
		if _, err := time.LoadLocation(s.TimeZone); err != nil || s.TimeZone == "" || s.TimeZone == "Local" {
			c.add("timeZone", in.TimeZone.S, "Time zone must be a name such as Asia/Kolkata")
		}
	}
	if in.PromiseMinutes != nil {
		s.PromiseMinutes = *in.PromiseMinutes
		if s.PromiseMinutes < 1 || s.PromiseMinutes > 10080 {
			c.add("promiseMinutes", s.PromiseMinutes, "Promise must be between 1 minute and 7 days (10080)")
		}
	}
	if in.FactorRequired.Given {
		s.FactorRequired = c.factorRule("totpRequired", in.FactorRequired, a.User)
	}
	if err := c.err(); err != nil {
		return School{}, err
	}
	if err := tx.SetSchool(ctx, s); err != nil {
		return School{}, err
	}
	return s, tx.Audit(ctx, a.Did(SettingsChanged, Object{Kind: OnSchool}, in.fields()...))
}

// fields names what was sent, for the audit log.
func (in SchoolInput) fields() []string {
	return given(part{"name", in.Name.Given}, part{"queueMode", in.QueueMode.Given},
		part{"timeZone", in.TimeZone.Given}, part{"promiseMinutes", in.PromiseMinutes != nil}, part{"totpRequired", in.FactorRequired.Given})
}

// day returns when the school's day of t began and when it ends. A day has 23
// or 25 hours when the clocks change.
func (s School) day(t time.Time) (start, end time.Time) {
	zone := s.zone()
	y, m, d := t.In(zone).Date()
	return time.Date(y, m, d, 0, 0, 0, 0, zone), time.Date(y, m, d+1, 0, 0, 0, 0, zone)
}

// zone is the school's time zone.
func (s School) zone() *time.Location {
	zone, err := time.LoadLocation(s.TimeZone)
	if err != nil {
		return time.UTC // checked when it was set; the system may have lost its zones since
	}
	return zone
}

// hours are when the school is open.
func (s School) hours() Hours { return DefaultHours }
