package app

import (
	"context"
	"errors"
	"time"
)

// reopening is how a closed enquiry opens again.
type reopening struct {
	to       StageCode
	kind     EventKind
	by       int64 // 0 is the desk itself
	at       time.Time
	followUp *time.Time // nil: as soon as the school is open
	why      string
	away     string // why it cannot go back to its owner; empty: it can
}

// Reopen opens a closed enquiry again, at the stage it had before. Otherwise it
// is ChangeStage. An open one stays as it is.
func (d *Desk) Reopen(ctx context.Context, a Actor, id int64, followUpAt Text) (Lead, error) {
	var c check
	now := d.Now()
	followUp := c.ahead("followUpAt", followUpAt, now, aheadMost)
	if err := c.err(); err != nil {
		return Lead{}, err
	}
	l, err := once(ctx, d, a.Op, func(tx Store) (Lead, error) {
		l, err := tx.Enquiry(ctx, id, allOfIt)
		if err == nil && l.ClosedAt == nil {
			err = a.mayChange(l.Enquiry)
		}
		if err != nil {
			return Lead{}, gone(err, ErrEnquiryNotFound)
		}
		if l.ClosedAt == nil {
			return readLead(ctx, tx, id)
		}
		to, err := tx.LastOpenStage(ctx, id)
		if err != nil {
			return Lead{}, err
		}
		return d.changeStage(ctx, tx, a, id, stageMove{to: to}, followUp, now)
	})
	return d.answeredLead(ctx, a, l, err)
}

// reopen opens a closed enquiry whose row is locked. Its owner gets a follow-up.
// Without one, or when it cannot go back to them, it waits in the queue, and the
// school's promise to answer begins anew.
func (d *Desk) reopen(ctx context.Context, tx Store, l Lead, r reopening, op *Op) (Lead, error) {
	err := d.setStage(ctx, tx, l, stageMove{to: r.to}, NewEvent{Kind: r.kind, By: r.by, At: r.at, Reason: r.why, Op: op})
	if err != nil {
		return Lead{}, err
	}
	switch {
	case l.ClaimedBy != nil && r.away != "":
		_, _, err = d.changeOwner(ctx, tx, OwnerChange{EnquiryID: l.ID, Kind: Returned, By: r.by, If: Anybody, Reason: r.away, Op: op})
	case l.ClaimedBy != nil:
		f := NewFollowUp{EnquiryID: l.ID, Type: ToCall, At: r.at}
		if r.kind == Woken {
			f.Type = ToWake
		}
		if f.DueAt, err = d.dueOr(ctx, tx, r.followUp, r.at); err == nil {
			_, err = tx.AddFollowUp(ctx, f)
		}
	}
	if err != nil {
		return Lead{}, err
	}
	return readLead(ctx, tx, l.ID)
}

// dueOr is the chosen time, or else as soon as the school is open.
func (d *Desk) dueOr(ctx context.Context, tx Store, chosen *time.Time, now time.Time) (time.Time, error) {
	if chosen != nil {
		return *chosen, nil
	}
	school, err := tx.School(ctx)
	return school.hours().Next(now.In(school.zone())).UTC(), err
}

// mayHoldAgain looks whether the owner of a closed enquiry may hold it open: how
// many they claim a day does not matter for that. It locks their row when there
// is something to count.
func (d *Desk) mayHoldAgain(ctx context.Context, tx Store, l Lead) (over error, why string, err error) {
	u, err := tx.UserByID(ctx, *l.ClaimedBy)
	if errors.Is(err, ErrNotFound) {
		return nil, "", nil // they have left; whoever opens it hands it on
	}
	if err != nil {
		return nil, "", err
	}
	u.Takes.Limits.MaxClaimsPerDay = nil
	if l.TouchedAt != nil {
		u.Takes.Limits.MaxUntouched = nil
	}
	err = d.checkLimits(ctx, tx, u)
	if refusal, ok := errors.AsType[*Error](err); ok && refusal.Kind == Limited {
		return refusal, overLimit("", refusal), nil
	}
	return nil, "", err
}
