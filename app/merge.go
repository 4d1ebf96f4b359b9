package app

import (
	"context"
	"encoding/json"
	"errors"
	"slices"
	"time"
)

// The kinds of event of a merge. Both enquiries tell it.
const (
	Merged   EventKind = "merged"
	Unmerged EventKind = "unmerged"
)

// mergeUndone is how long a merge can be undone.
const mergeUndone = 30 * 24 * time.Hour

// duplicate is why the one of two that are one is closed.
const duplicate = "duplicate"

// Refusals of merges.
var (
	ErrMergeSelf = &Error{Kind: Invalid, Code: "merge_self", Title: "Validation failed",
		Message: "An enquiry cannot be merged into itself. Choose the other one"}
	ErrMerged = &Error{Kind: Conflict, Code: "merged", Title: "Conflict",
		Message: "This enquiry was merged into another one. Undo that first"}
	ErrHoldsMerged = &Error{Kind: Conflict, Code: "holds_merged", Title: "Conflict",
		Message: "Another enquiry was merged into this one. Merge the other way round, or undo that first"}
	ErrNotMerged = &Error{Kind: Conflict, Code: "not_merged", Title: "Conflict",
		Message: "This enquiry is not merged into another one"}
	ErrMergeOld = &Error{Kind: Limited, Code: "merge_too_old", Title: "Too late",
		Message: "A merge can be undone for 30 days. Open the enquiry again, or add a new one"}
)

// Merge is one enquiry that turned out to be another, and how it was before.
type Merge struct {
	ID, EnquiryID, IntoID, UserID int64
	At                            time.Time
	Before                        json.RawMessage
	Took                          json.RawMessage // of the facts of the one, by the other; nil when nothing, or when it was erased
}

// beforeMerge is what a merge changes of an enquiry, as it was.
type beforeMerge struct {
	Stage    StageCode
	Reason   *string
	WakeAt   *time.Time
	StartsOn *time.Time
	Due      *time.Time // of the follow-up; nil when it had none
	Note     *string
	Gave     *int64   // whom the other one got as its owner
	Tags     []string `json:",omitempty"` // that the other one got
}

// Merge closes an enquiry as a duplicate of another, which is open. All that was
// known of it stays, and is shown with the other, which takes the facts that take
// names from it and keeps its own else, and has the tags of both as far as there is
// room. The other keeps its owner; when
// nobody owns it, it gets the owner of the one that was open, within their limits.
// Who may: an owner of the desk; who owns one of the two, unless somebody else
// owns the other. Both rows are locked, in the order of their numbers. It returns
// the other one.
func (d *Desk) Merge(ctx context.Context, a Actor, id, into int64, take ...string) (Lead, error) {
	if id == into {
		return Lead{}, ErrMergeSelf
	}
	if err := checkTake(take); err != nil {
		return Lead{}, err
	}
	l, err := once(ctx, d, a.Op, func(tx Store) (Lead, error) {
		from, to, err := d.lockPair(ctx, tx, a, id, into)
		if err != nil {
			return Lead{}, err
		}
		switch {
		case from.MergedInto != nil || to.MergedInto != nil:
			return Lead{}, ErrMerged
		case to.ClosedAt != nil:
			return Lead{}, ErrClosed
		}
		if _, err := tx.MergedUnder(ctx, id); err == nil {
			return Lead{}, ErrHoldsMerged
		} else if !errors.Is(err, ErrNotFound) {
			return Lead{}, err
		}
		return d.merge(ctx, tx, a, from, to, take, d.Now())
	})
	return d.answeredLead(ctx, a, l, err)
}

func (d *Desk) merge(ctx context.Context, tx Store, a Actor, from, to Lead, take []string, now time.Time) (Lead, error) {
	before := beforeMerge{Stage: from.Stage, Reason: from.ClosedReason, WakeAt: from.WakeAt, StartsOn: from.StartsOn}
	if from.FollowUp != nil {
		before.Due, before.Note = &from.FollowUp.DueAt, from.FollowUp.Note
	}
	taken := took(from.Enquiry, to.Enquiry, take)
	_, err := factsWith(to, theirs(taken)) // what refuses comes before what changes
	gaveWhy := ""
	if err == nil && from.ClosedAt == nil && to.ClaimedBy == nil && from.ClaimedBy != nil {
		before.Gave = from.ClaimedBy
		gaveWhy, err = d.mayHoldInstead(ctx, tx, a, from)
	}
	if err != nil {
		return Lead{}, err
	}
	tags := with(to.Tags, from.Tags...)
	tags = tags[:min(len(tags), max(tagsMost, len(to.Tags)))]
	before.Tags = tags[len(to.Tags):]
	why := duplicate
	if err := d.moveOpen(ctx, tx, from, stageMove{to: StageNotEnquiry, reason: &why}, a, now); err != nil {
		return Lead{}, err
	}
	m, err := mergeOf(before, taken)
	if err != nil {
		return Lead{}, err
	}
	m.EnquiryID, m.IntoID, m.UserID, m.At = from.ID, to.ID, a.User.ID, now
	if err := tx.AddMerge(ctx, m); err != nil {
		return Lead{}, err
	}
	if err := d.tell(ctx, tx, from, NewEvent{Kind: Merged, By: a.User.ID, At: now, OtherID: &to.ID, Op: a.Op}); err != nil {
		return Lead{}, err
	}
	if before.Gave == nil {
		err = d.tell(ctx, tx, to, NewEvent{Kind: Merged, By: a.User.ID, At: now, OtherID: &from.ID, Op: a.Op})
	} else {
		_, _, err = d.changeOwner(ctx, tx, OwnerChange{EnquiryID: to.ID, Kind: Merged, By: a.User.ID, If: Unheld, To: before.Gave,
			Reason: gaveWhy, Other: &from.ID, Op: a.Op, More: true})
	}
	if err == nil {
		err = d.putFacts(ctx, tx, a, to, theirs(taken), tags, now)
	}
	if err != nil {
		return Lead{}, err
	}
	return readLead(ctx, tx, to.ID)
}

// mayHoldInstead says whether the owner of an enquiry that is to be closed may hold
// another one for it, as mayReceive does.
func (d *Desk) mayHoldInstead(ctx context.Context, tx Store, a Actor, closing Lead) (string, error) {
	u, err := member(ctx, tx, *closing.ClaimedBy)
	if err != nil {
		return "", err
	}
	u.Takes.Limits.MaxOpen = nil
	if closing.TouchedAt == nil {
		u.Takes.Limits.MaxUntouched = nil
	}
	return d.mayHold(ctx, tx, a, u, "")
}

// Unmerge undoes a merge within 30 days: the one that was closed is as it was
// before, with its next step, and the other has its own facts and tags again, but for those
// that were corrected since. It goes to the queue when its owner has left or may
// not hold one more; so does the other, when it got its owner by the merge and
// still has them. ErrNotMerged, ErrMergeOld.
func (d *Desk) Unmerge(ctx context.Context, a Actor, id int64) (Lead, error) {
	l, err := once(ctx, d, a.Op, func(tx Store) (Lead, error) {
		m, err := tx.MergeOf(ctx, id)
		if err != nil {
			return Lead{}, d.notMerged(ctx, tx, id, err)
		}
		from, to, err := d.lockPair(ctx, tx, a, id, m.IntoID)
		if err != nil {
			return Lead{}, err
		}
		now := d.Now()
		switch again, err := tx.MergeOf(ctx, id); {
		case errors.Is(err, ErrNotFound) || err == nil && again.ID != m.ID:
			return Lead{}, ErrNotMerged // somebody was first
		case err != nil:
			return Lead{}, err
		case now.Sub(m.At) > mergeUndone:
			return Lead{}, ErrMergeOld
		}
		return d.unmerge(ctx, tx, a, m, from, to, now)
	})
	return d.answeredLead(ctx, a, l, err)
}

func (d *Desk) unmerge(ctx context.Context, tx Store, a Actor, m Merge, from, to Lead, now time.Time) (Lead, error) {
	was, taken, err := m.undo()
	if err != nil {
		return Lead{}, err
	}
	if err := tx.EndMerge(ctx, m.ID, now); err != nil {
		return Lead{}, err
	}
	for _, side := range []struct{ l, other Lead }{{from, to}, {to, from}} {
		if err := d.tell(ctx, tx, side.l, NewEvent{Kind: Unmerged, By: a.User.ID, At: now, OtherID: &side.other.ID, Op: a.Op}); err != nil {
			return Lead{}, err
		}
	}
	if err := d.putFacts(ctx, tx, a, to, untook(to, taken), without(to.Tags, was.Tags), now); err != nil {
		return Lead{}, err
	}
	if was.Gave != nil && same(to.ClaimedBy, was.Gave) && to.ClosedAt == nil {
		if _, _, err := d.changeOwner(ctx, tx, OwnerChange{EnquiryID: to.ID, Kind: Released, By: a.User.ID, If: Anybody, Op: a.Op, More: true}); err != nil {
			return Lead{}, err
		}
	}
	if !was.Stage.Open() {
		err := d.setStage(ctx, tx, from, stageMove{to: was.Stage, reason: was.Reason, wakeAt: was.WakeAt, starts: was.StartsOn},
			NewEvent{Kind: StageChanged, By: a.User.ID, At: now, Op: a.Op})
		if err != nil {
			return Lead{}, err
		}
		return readLead(ctx, tx, from.ID)
	}
	r := reopening{to: was.Stage, kind: Reopened, by: a.User.ID, at: now, followUp: was.Due}
	if from.ClaimedBy != nil {
		var err error
		if r.away, err = d.awayWhy(ctx, tx, from); err != nil {
			return Lead{}, err
		}
	}
	l, err := d.reopen(ctx, tx, from, r, a.Op)
	if err == nil && l.FollowUp != nil && was.Note != nil {
		l.FollowUp.Note = was.Note
		err = tx.SetFollowUp(ctx, *l.FollowUp)
	}
	return l, err
}

// awayWhy says why an enquiry cannot go back to its owner, whose row is locked.
func (d *Desk) awayWhy(ctx context.Context, tx Store, l Lead) (string, error) {
	over, why, err := d.mayHoldAgain(ctx, tx, l)
	if err != nil || over != nil {
		return why, err
	}
	return leftWhy(ctx, tx, *l.ClaimedBy)
}

// lockPair locks two enquiries in the order of their numbers, and before them
// whoever owns one of them, and looks whether the actor may merge them.
func (d *Desk) lockPair(ctx context.Context, tx Store, a Actor, id, other int64) (one, two Lead, err error) {
	before, err := tx.Owners(ctx, id, other)
	if err != nil {
		return one, two, err
	}
	for _, owner := range before {
		if err := tx.LockUser(ctx, owner); err != nil && !errors.Is(err, ErrNotFound) {
			return one, two, err
		}
	}
	for _, n := range []int64{min(id, other), max(id, other)} {
		if err := tx.LockEnquiry(ctx, n); err != nil {
			return one, two, gone(err, ErrEnquiryNotFound)
		}
	}
	if one, err = readLead(ctx, tx, id); err == nil {
		two, err = readLead(ctx, tx, other)
	}
	if err != nil {
		return one, two, err
	}
	for _, l := range []Lead{one, two} {
		if l.ErasedAt != nil {
			return one, two, ErrErased
		}
		if l.ClaimedBy != nil && !slices.Contains(before, *l.ClaimedBy) {
			return one, two, ErrMoved
		}
	}
	return one, two, a.mayMerge(one.Enquiry, two.Enquiry)
}

func (d *Desk) notMerged(ctx context.Context, tx Store, id int64, err error) error {
	if !errors.Is(err, ErrNotFound) {
		return err
	}
	if _, err := tx.Enquiry(ctx, id, allOfIt); err != nil {
		return gone(err, ErrEnquiryNotFound)
	}
	return ErrNotMerged
}
