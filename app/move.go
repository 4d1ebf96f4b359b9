package app

import (
	"context"
	"errors"
	"time"
)

// StageChange is one move of an enquiry to a stage.
type StageChange struct {
	EnquiryID int64
	To        StageCode
	Reason    *string
	WakeAt    *time.Time
	StartsOn  *time.Time // a day
	At        time.Time
}

// The kinds of a move.
const (
	StageChanged EventKind = "stage_changed" // between open stages, or between closed ones
	Closed       EventKind = "closed"
	Reopened     EventKind = "reopened"
	Woken        EventKind = "woken" // reopened by itself
)

// ErrMoved refuses a change of what changed hands at the same moment.
var ErrMoved = &Error{Kind: Conflict, Code: "changed", Title: "Conflict",
	Message: "This enquiry changed hands at the same moment. Look at it again"}

// ChangeStage moves an enquiry to a stage. Closing one drops its follow-up; a
// lost one needs a reason, a parked one a date, one that enrolled may have the
// day on which it starts. Opening a closed one gives it a
// follow-up again, or puts it back in the queue when nobody owns it, within the
// limits of whoever does; an owner of the desk may go past them, which the
// history then says. ErrNotHolder unless the actor owns it or the desk.
func (d *Desk) ChangeStage(ctx context.Context, a Actor, id int64, in StageInput) (Lead, error) {
	var c check
	now := d.Now()
	m := c.stage(in, now)
	followUp := c.ahead("followUpAt", in.FollowUpAt, now, aheadMost)
	if err := c.err(); err != nil {
		return Lead{}, err
	}
	l, err := once(ctx, d, a.Op, func(tx Store) (Lead, error) {
		return d.changeStage(ctx, tx, a, id, m, followUp, now)
	})
	return d.answeredLead(ctx, a, l, err)
}

func (d *Desk) changeStage(ctx context.Context, tx Store, a Actor, id int64, m stageMove, followUp *time.Time, now time.Time) (Lead, error) {
	over, why, l, err := d.lockForMove(ctx, tx, id, m.to)
	if err == nil {
		err = a.mayChange(l.Enquiry)
	}
	if err != nil {
		return Lead{}, err
	}
	if l.MergedInto != nil {
		return Lead{}, ErrMerged
	}
	if l.ClosedAt != nil && m.to.Open() {
		if over != nil && a.User.Role != Owner {
			return Lead{}, over
		}
		return d.reopen(ctx, tx, l, reopening{to: m.to, kind: Reopened, by: a.User.ID, at: now, followUp: followUp, why: why}, a.Op)
	}
	if err := d.moveOpen(ctx, tx, l, m, a, now); err != nil {
		return Lead{}, err
	}
	return readLead(ctx, tx, id)
}

// moveOpen moves an enquiry between open stages, closes it, or closes it another
// way. What changes nothing is not told.
func (d *Desk) moveOpen(ctx context.Context, tx Store, l Lead, m stageMove, a Actor, now time.Time) error {
	if l.Stage == m.to && m.to.Open() {
		return nil
	}
	kind := StageChanged
	if l.ClosedAt == nil && !m.to.Open() {
		kind = Closed
		if _, err := tx.EndFollowUp(ctx, l.ID, Dropped, now); err != nil && !errors.Is(err, ErrNotFound) {
			return err
		}
	}
	return d.setStage(ctx, tx, l, m, NewEvent{Kind: kind, By: a.User.ID, At: now, Op: a.Op})
}

// setStage is the one function that changes a stage. It runs with the
// enquiry's row locked and tells the history.
func (d *Desk) setStage(ctx context.Context, tx Store, l Lead, m stageMove, e NewEvent) error {
	change := StageChange{EnquiryID: l.ID, To: m.to, Reason: m.reason, WakeAt: m.wakeAt, StartsOn: m.starts, At: e.At}
	if err := tx.SetStage(ctx, change); err != nil {
		return err
	}
	before := l.Stage
	e.StageBefore, e.StageAfter, e.DueAt = &before, &m.to, m.wakeAt
	if m.reason != nil {
		e.Reason = *m.reason
	}
	return d.tell(ctx, tx, l, e)
}

// lockForMove locks an enquiry for a move. When that may open it, the row of
// its owner is locked before and their limits are looked at: over is the
// refusal when they may not hold one more, why what the history says of it.
func (d *Desk) lockForMove(ctx context.Context, tx Store, id int64, to StageCode) (over error, why string, l Lead, err error) {
	before, err := tx.Enquiry(ctx, id, allOfIt)
	if err != nil {
		return nil, "", l, gone(err, ErrEnquiryNotFound)
	}
	opens := before.ClosedAt != nil && to.Open()
	if opens && before.ClaimedBy != nil {
		if over, why, err = d.mayHoldAgain(ctx, tx, before); err != nil {
			return nil, "", l, err
		}
	}
	if l, err = lockEnquiry(ctx, tx, id); err != nil {
		return nil, "", l, err
	}
	if opensNow := l.ClosedAt != nil && to.Open(); opensNow && (!opens || !same(l.ClaimedBy, before.ClaimedBy)) {
		return nil, "", l, ErrMoved
	}
	return over, why, l, nil
}

func same[T comparable](a, b *T) bool {
	return a == nil && b == nil || a != nil && b != nil && *a == *b
}

// lockEnquiry locks an enquiry until the transaction ends and returns it as it
// stands then, with its follow-up. ErrErased when there is nothing left of it.
func lockEnquiry(ctx context.Context, tx Store, id int64) (Lead, error) {
	if err := tx.LockEnquiry(ctx, id); err != nil {
		return Lead{}, gone(err, ErrEnquiryNotFound)
	}
	l, err := readLead(ctx, tx, id)
	if err == nil && l.ErasedAt != nil {
		err = ErrErased
	}
	return l, err
}

func readLead(ctx context.Context, tx Store, id int64) (Lead, error) {
	l, err := tx.Enquiry(ctx, id, allOfIt)
	if err != nil {
		return l, gone(err, ErrEnquiryNotFound)
	}
	l.FollowUp, err = openFollowUp(ctx, tx, id)
	return l, err
}
