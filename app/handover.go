package app

import (
	"cmp"
	"context"
	"errors"
)

// Release puts an enquiry that the actor owns back in the queue. An owner of
// the desk may put back anybody's. ErrNotHolder and ErrNotHeld otherwise.
func (d *Desk) Release(ctx context.Context, a Actor, id int64, reason Text) (Enquiry, error) {
	var c check
	why := c.optional("reason", "Reason", reason, 255)
	if err := c.err(); err != nil {
		return Enquiry{}, err
	}
	e, err := once(ctx, d, a.Op, func(tx Store) (Enquiry, error) {
		return d.changeHeld(ctx, tx, a, OwnerChange{EnquiryID: id, Kind: Released, By: a.User.ID,
			If: a.mayMove(Anybody), Reason: why, Op: a.Op})
	})
	return d.answered(ctx, a, e, err)
}

// Reassign hands an enquiry to somebody else. Who owns it may hand it on, within
// the limits of the other; an owner of the desk may hand over anything, and past
// limits too, which the history then says. The front desk hands out what nobody
// owns. ErrNobodyThere for an unknown person, ErrHoldsNone for one who does not
// hold enquiries.
func (d *Desk) Reassign(ctx context.Context, a Actor, id, to int64, note Text) (Enquiry, error) {
	var c check
	why := c.optional("note", "Note", note, 255)
	if err := c.err(); err != nil {
		return Enquiry{}, err
	}
	e, err := once(ctx, d, a.Op, func(tx Store) (Enquiry, error) {
		why, err := d.mayReceive(ctx, tx, a, to, why)
		if err != nil {
			return Enquiry{}, err
		}
		return d.changeHeld(ctx, tx, a, OwnerChange{EnquiryID: id, Kind: Reassigned, By: a.User.ID,
			If: a.mayMove(Whatever), To: &to, Reason: why, Op: a.Op})
	})
	return d.answered(ctx, a, e, letGo(err, ErrNobodyThere))
}

// mayReceive locks the row of whoever is to own one more enquiry, before that of
// the enquiry: somebody who is just being let go is waited for, and does not wait
// in turn. It looks at their limits. An owner of the desk may go past them, which
// the history then says: it returns why.
func (d *Desk) mayReceive(ctx context.Context, tx Store, a Actor, to int64, why string) (string, error) {
	u, err := member(ctx, tx, to)
	if err == nil {
		err = tx.LockUser(ctx, u.ID)
	}
	if err != nil {
		return why, err
	}
	return d.mayHold(ctx, tx, a, u, why)
}

func (d *Desk) mayHold(ctx context.Context, tx Store, a Actor, u User, why string) (string, error) {
	if u.Role == FrontDesk {
		return "", ErrHoldsNone
	}
	err := d.checkLimits(ctx, tx, u)
	if over, ok := errors.AsType[*Error](err); ok && over.Kind == Limited && a.User.Role == Owner {
		return overLimit(why, over), nil
	}
	return why, err
}

// mayMove says whose enquiries the actor may move: their own; at the front desk
// nobody's; as an owner of the desk what the argument says.
func (a Actor) mayMove(asOwner Holder) Holder {
	switch a.User.Role {
	case Owner:
		return asOwner
	case FrontDesk:
		return Unheld
	default:
		return Myself
	}
}

// changeHeld is changeOwner for whoever does not end up as the owner: they are
// shown of the enquiry what they may still see.
func (d *Desk) changeHeld(ctx context.Context, tx Store, a Actor, c OwnerChange) (Enquiry, error) {
	e, done, err := d.changeOwner(ctx, tx, c)
	switch {
	case err != nil:
		return e, err
	case done:
		return e.shown(ctx, tx, a)
	case e.ClaimedBy == nil:
		return e, cmp.Or(closed(e), error(ErrNotHeld))
	case e.ClosedAt != nil && (*e.ClaimedBy == a.User.ID || a.User.Role == Owner):
		return e, ErrClosed
	default:
		return e, ErrNotHolder
	}
}
