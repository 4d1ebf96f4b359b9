package app

import (
	"context"
	"slices"
	"time"
)

// Leave is an absence of whole days, the last one included, in the school's
// time zone.
type Leave struct {
	From, Until string // as 2026-12-24
	StandIn     *int64
}

// LeaveInput is a leave as it was sent; nil inside ends it.
type LeaveInput struct{ Value *LeaveDates }

// LeaveDates are the days of a leave and who covers.
type LeaveDates struct {
	From, Until Text
	StandIn     *int64
}

// ErrOffDuty refuses to serve somebody who is away.
var ErrOffDuty = &Error{Kind: Forbidden, Code: "off_duty", Title: "Off duty",
	Message: "You are off duty, so nobody is served to you. Ask an owner to put you on duty"}

// leave reads the days of a leave that is not over yet.
func (c *check) leave(in *LeaveDates, id int64, today string, people []Locked) *Leave {
	if in == nil {
		return nil
	}
	l := &Leave{From: c.leaveDay("leave.from", in.From), Until: c.leaveDay("leave.until", in.Until), StandIn: in.StandIn}
	switch {
	case l.From == "" || l.Until == "":
	case l.Until < l.From:
		c.add("leave.until", l.Until, "The last day must not be before the first")
	case l.Until < today:
		c.add("leave.until", l.Until, "This leave is over already. Choose a last day from today on")
	}
	there := func(p Locked) bool {
		return in.StandIn != nil && p.ID == *in.StandIn && p.Active && p.Role != FrontDesk && p.ID != id
	}
	if in.StandIn != nil && !slices.ContainsFunc(people, there) {
		c.add("leave.standIn", *in.StandIn, "The stand-in must be another counsellor or owner who works here")
	}
	return l
}

// leaveDay reads a day that has to be there.
func (c *check) leaveDay(path string, t Text) string {
	day := c.day(path, t)
	if day == nil {
		if !t.Given || t.Null {
			c.add(path, nil, "Choose a day")
		}
		return ""
	}
	return day.Format(time.DateOnly)
}

// today is the school's date.
func (d *Desk) today(ctx context.Context, tx Store) (string, error) {
	school, err := tx.School(ctx)
	return d.Now().In(school.zone()).Format(time.DateOnly), err
}

// away reports whether nobody should be served to this person today.
func (u User) away(today string) bool {
	return !u.OnDuty || u.Leave != nil && onLeave(u.Leave.From, u.Leave.Until, today)
}

// onDuty refuses to serve somebody who is away. The calendar is looked at only
// for those who have a leave in it.
func (d *Desk) onDuty(ctx context.Context, tx Store, u User) error {
	today := ""
	if u.Leave != nil {
		var err error
		if today, err = d.today(ctx, tx); err != nil {
			return err
		}
	}
	if u.away(today) {
		return ErrOffDuty
	}
	return nil
}

func standIns(id int64, in *LeaveInput) []int64 {
	if in == nil || in.Value == nil || in.Value.StandIn == nil {
		return []int64{id}
	}
	return []int64{id, *in.Value.StandIn}
}
