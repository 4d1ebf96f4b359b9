package app

import (
	"context"
	"fmt"
	"time"
)

// Limits are how much one person may hold. Nil means no limit.
type Limits struct {
	MaxUntouched    *int // claimed, and nobody has tried to reach the person yet
	MaxOpen         *int // claimed and not closed
	MaxClaimsPerDay *int // of a day in the school's time zone
}

// any reports whether there is a limit at all.
func (l Limits) any() bool {
	return l.MaxUntouched != nil || l.MaxOpen != nil || l.MaxClaimsPerDay != nil
}

// Held is what a person holds.
type Held struct{ Untouched, Open, Today int }

// LimitReached says which limit stands in the way of a claim.
type LimitReached struct {
	Limit string // untouched, open or claims_per_day
	Value int
	// FreesAt is when the limit frees by itself, which only that of a day does.
	FreesAt *time.Time
}

// Check returns nil when one more claim is allowed, else a Limited refusal that
// says which limit, its value and when it frees. dayEnd is when the day ends.
func (l Limits) Check(h Held, dayEnd time.Time) error {
	reached := func(limit *int, held int) bool { return limit != nil && held >= *limit }
	switch {
	case reached(l.MaxUntouched, h.Untouched):
		return limited(LimitReached{"untouched", *l.MaxUntouched, nil},
			"You hold %d enquiries that nobody has been called for yet, and %d is the limit. Call one of them first", h.Untouched)
	case reached(l.MaxOpen, h.Open):
		return limited(LimitReached{"open", *l.MaxOpen, nil},
			"You hold %d open enquiries, and %d is the limit. Close one or put one back first", h.Open)
	case reached(l.MaxClaimsPerDay, h.Today):
		return limited(LimitReached{"claims_per_day", *l.MaxClaimsPerDay, &dayEnd},
			"You have claimed %d enquiries today, and %d is the limit. It starts afresh tomorrow", h.Today)
	}
	return nil
}

func limited(l LimitReached, format string, held int) error {
	return &Error{Kind: Limited, Code: "limit_reached", Title: "Limit reached",
		Message: fmt.Sprintf(format, held, l.Value), Limit: &l}
}

// overLimit is what the history says of a hand-over past a limit.
func overLimit(why string, over *Error) string {
	note := fmt.Sprintf("over the limit %s of %d", over.Limit.Limit, over.Limit.Value)
	if why == "" {
		return note
	}
	return why + " (" + note + ")"
}

// checkLimits refuses one more claim for a person who holds enough. It locks
// the person's row first, so that claims from several windows are counted one
// after the other; without a limit there is nothing to count and no lock.
func (d *Desk) checkLimits(ctx context.Context, tx Store, u User) error {
	if !u.Takes.Limits.any() {
		return nil
	}
	if !Mutant("no-counsellor-lock") {
		if err := tx.LockUser(ctx, u.ID); err != nil {
			return err
		}
	}
	school, err := tx.School(ctx)
	if err != nil {
		return err
	}
	start, end := school.day(d.Now())
	held, err := tx.Held(ctx, u.ID, start)
	if err != nil {
		return err
	}
	return u.Takes.Limits.Check(held, end)
}
