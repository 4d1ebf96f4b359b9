package app

import (
	"context"
	"errors"
	"time"
)

// wakeBatch is how many parked enquiries are looked up at a time.
const wakeBatch = 100

// WakeParked opens the enquiries whose time to sleep is over, at the stage they
// had before, with a follow-up for their owner. One whose owner has left, or may
// not hold one more, goes back to the queue. However many processes do this at
// once, and however long none did, each wakes once.
func (d *Desk) WakeParked(ctx context.Context) error {
	for {
		ids, err := d.Store.DueToWake(ctx, d.Now(), wakeBatch)
		if err != nil || len(ids) == 0 {
			return err
		}
		for _, id := range ids {
			mine, err := d.wake(ctx, id)
			if err != nil || !mine {
				return err
			}
		}
		d.Feed.Changed()
		if len(ids) < wakeBatch {
			return nil
		}
	}
}

// wake wakes one enquiry unless it is awake by now; false when another process
// is at this work.
func (d *Desk) wake(ctx context.Context, id int64) (mine bool, err error) {
	now := d.Now()
	err = d.Store.InTx(ctx, func(tx Store) error {
		if mine, err = tx.TryLockWaking(ctx); err != nil || !mine {
			return err
		}
		to, err := tx.LastOpenStage(ctx, id)
		if err != nil {
			return err
		}
		over, why, l, err := d.lockForMove(ctx, tx, id, to)
		if err != nil || l.WakeAt == nil || l.WakeAt.After(now) {
			return err
		}
		if over == nil {
			why = ""
		}
		if l.ClaimedBy != nil && why == "" {
			why, err = leftWhy(ctx, tx, *l.ClaimedBy)
		}
		if err == nil {
			_, err = d.reopen(ctx, tx, l, reopening{to: to, kind: Woken, at: now, away: why}, NewOp("wake", "", []byte("wake")))
		}
		return err
	})
	if errors.Is(err, ErrMoved) || errors.Is(err, ErrEnquiryNotFound) {
		err = nil // the next round sees it as it is by then
	}
	return mine, err
}

// leftWhy says why an enquiry cannot go back to a person who has left.
func leftWhy(ctx context.Context, tx Store, userID int64) (string, error) {
	_, err := tx.UserByID(ctx, userID)
	if errors.Is(err, ErrNotFound) {
		return "its owner has left", nil
	}
	return "", err
}

// Waking wakes parked enquiries every so often until ctx ends.
func (d *Desk) Waking(ctx context.Context, every time.Duration, failed func(error)) {
	for {
		if err := d.WakeParked(ctx); err != nil && ctx.Err() == nil {
			failed(err)
		}
		if pause(ctx, every); ctx.Err() != nil {
			return
		}
	}
}
