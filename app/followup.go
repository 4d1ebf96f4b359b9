package app

import (
	"context"
	"errors"
	"time"
)

// FollowUpType says what the next step is.
type FollowUpType string

// The types of a follow-up.
const (
	ToCallFirst FollowUpType = "first_call" // comes with the claim, due when the promise is or, when it is closed then, as it opens
	ToCall      FollowUpType = "call"
	ToWrite     FollowUpType = "write" // the number is no good
	ToVisit     FollowUpType = "visit" // they come, or came
	ToWake      FollowUpType = "wake_up"
)

// How a follow-up ends.
const (
	Done    = "done"    // by an attempt
	Dropped = "dropped" // with the claim, or because the enquiry was closed
)

// FollowUp is the dated next step of an enquiry. It belongs to whoever owns the
// enquiry, and is offered to their stand-in while they are on leave. Every open
// enquiry that somebody owns has exactly one.
type FollowUp struct {
	ID        int64
	EnquiryID int64
	Type      FollowUpType
	DueAt     time.Time
	Note      *string
	Moves     int // how often it was put off
	CreatedAt time.Time
	EndedAt   *time.Time
}

// NewFollowUp is a follow-up to be made.
type NewFollowUp struct {
	EnquiryID int64
	Type      FollowUpType
	DueAt, At time.Time
}

// maxMoves is how often a follow-up may be put off.
const maxMoves = 5

// FollowUpMoved is the kind of event that tells of another due time.
const FollowUpMoved EventKind = "followup_moved"

// Refusals of follow-ups.
var (
	ErrFollowUpDone = &Error{Kind: Conflict, Code: "followup_done", Title: "Conflict",
		Message: "This follow-up is done already. Look at the enquiry again"}
	ErrPutOffEnough = &Error{Kind: Limited, Code: "put_off_enough", Title: "Limit reached",
		Message: "This follow-up was put off 5 times. Log an attempt, or choose Not now and say when it is to come back"}
	ErrOthersFollowUps = &Error{Kind: Forbidden, Code: "owner_only", Title: "Forbidden",
		Message: "Only an owner of this desk sees the follow-ups of others. Ask one of them"}
)

// FollowUpInput is a change of a follow-up as it was sent; what is not given stays.
type FollowUpInput struct{ DueAt, Note Text }

// MoveFollowUp gives an open follow-up another time or another note. It can be
// put off five times, each time at most sixty days ahead of now; earlier is always
// right. ErrFollowUpDone when it is not open any more.
func (d *Desk) MoveFollowUp(ctx context.Context, a Actor, id int64, in FollowUpInput) (FollowUp, error) {
	var c check
	now := d.Now()
	due := c.ahead("dueAt", in.DueAt, now, aheadMost)
	note := c.message("note", "Note", in.Note, 1000)
	if err := c.err(); err != nil {
		return FollowUp{}, err
	}
	return once(ctx, d, a.Op, func(tx Store) (FollowUp, error) {
		f, err := tx.FollowUp(ctx, id)
		if err != nil {
			return f, err
		}
		l, err := lockEnquiry(ctx, tx, f.EnquiryID)
		if err == nil {
			err = a.mayChange(l.Enquiry)
		}
		if err != nil {
			return f, err
		}
		if l.FollowUp == nil || l.FollowUp.ID != id {
			return f, ErrFollowUpDone
		}
		f = *l.FollowUp
		if in.Note.Given {
			f.Note = note
		}
		return d.moveFollowUp(ctx, tx, a, l, f, due, now)
	})
}

func (d *Desk) moveFollowUp(ctx context.Context, tx Store, a Actor, l Lead, f FollowUp, due *time.Time, now time.Time) (FollowUp, error) {
	if due == nil || due.Equal(f.DueAt) {
		return f, tx.SetFollowUp(ctx, f)
	}
	if due.After(f.DueAt) {
		f.Moves++
	}
	if f.Moves > maxMoves {
		return f, ErrPutOffEnough
	}
	f.DueAt = *due
	if err := tx.SetFollowUp(ctx, f); err != nil {
		return f, err
	}
	return f, d.tell(ctx, tx, l, NewEvent{Kind: FollowUpMoved, By: a.User.ID, At: now, FollowUpID: &f.ID, DueAt: &f.DueAt, Op: a.Op})
}

// openFollowUp returns the open follow-up of an enquiry, nil when it has none.
func openFollowUp(ctx context.Context, s Store, enquiryID int64) (*FollowUp, error) {
	f, err := s.OpenFollowUp(ctx, enquiryID)
	if errors.Is(err, ErrNotFound) {
		return nil, nil //nolint:nilnil // an enquiry that nobody owns has none
	}
	return &f, err
}
