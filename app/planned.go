package app

import (
	"context"
	"slices"
	"time"
)

// When mails of the day go out, in minutes after midnight by the school's
// clocks, and until when a server that was down makes up for it.
const (
	morningAt    = 8*60 + 45
	morningUntil = 12 * 60
	planEvery    = 30 * time.Second
)

// mornings writes the morning's lists and the week's figures when it is time.
func (d *Desk) mornings(ctx context.Context, failed func(error)) {
	done := ""
	for ctx.Err() == nil {
		day, err := d.PlanMorning(ctx, done)
		if err != nil && ctx.Err() == nil {
			failed(err)
		} else if day != "" {
			done = day
			d.Outbox.Posted()
		}
		pause(ctx, planEvery)
	}
}

// PlanMorning writes the letters of this morning, unless it is not morning, the
// school is closed today, or they were written on the day that done names. Each
// person gets each of them once, however many servers do this. It returns the
// day when there was something to do.
func (d *Desk) PlanMorning(ctx context.Context, done string) (string, error) {
	if d.Mail == nil {
		return "", nil
	}
	school, err := d.Store.School(ctx)
	if err != nil {
		return "", err
	}
	now := d.Now().In(school.zone())
	day, minute := now.Format(time.DateOnly), now.Hour()*60+now.Minute()
	if day == done || minute < morningAt || minute >= morningUntil || school.hours()[now.Weekday()] == (Span{}) {
		return "", nil
	}
	off, err := d.Store.MailOff(ctx)
	if err != nil {
		return "", err
	}
	return day, d.Store.InTx(ctx, func(tx Store) error {
		if _, end := school.day(now); !slices.Contains(off, KindMorning) {
			if err := tx.PostMorning(ctx, day, end); err != nil {
				return err
			}
		}
		if monday := now.Weekday() == time.Monday; monday && !slices.Contains(off, KindWeekly) {
			return tx.PostWeekly(ctx, day)
		}
		return nil
	})
}

// Week are the figures of seven days.
type Week struct {
	Received      int
	Claimed       int // of those that came in
	InTime        int // likewise, before the school's promise ran out
	Enrolled      int // in these days, whenever they came in
	Waiting       int // now
	OldestWaiting *time.Time
}
