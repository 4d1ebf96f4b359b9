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
	return once(ctx, d, a.Op, func(tx Store) (Enquiry, error) {
		return d.changeHeld(ctx, tx, a, OwnerChange{EnquiryID: id, Kind: Released, By: a.User.ID,
			If: a.mayMove(Anybody), Reason: why, Op: a.Op})
	})
}

// Reassign hands an enquiry to somebody else. Who owns it may hand it on, within
// the limits of the other; an owner of the desk may hand over anything, and past
// limits too, which the history then says. ErrNobodyThere for an unknown person.
func (d *Desk) Reassign(ctx context.Context, a Actor, id, to int64, note Text) (Enquiry, error) {
	var c check
	why := c.optional("note", "Note", note, 255)
	if err := c.err(); err != nil {
		return Enquiry{}, err
	}
	return once(ctx, d, a.Op, func(tx Store) (Enquiry, error) {
		u, err := tx.UserByID(ctx, to)
		if errors.Is(err, ErrNotFound) {
			return Enquiry{}, ErrNobodyThere
		}
		if err == nil {
			err = d.checkLimits(ctx, tx, u)
		}
		if over, ok := errors.AsType[*Error](err); ok && over.Kind == Limited && a.User.Role == Owner {
			why, err = overLimit(why, over), nil
		}
		if err != nil {
			return Enquiry{}, err
		}
		return d.changeHeld(ctx, tx, a, OwnerChange{EnquiryID: id, Kind: Reassigned, By: a.User.ID,
			If: a.mayMove(Whatever), To: &to, Reason: why, Op: a.Op})
	})
}

// mayMove says whose enquiries the actor may move: their own, or as an owner of
// the desk what the argument says.
func (a Actor) mayMove(asOwner Holder) Holder {
	if a.User.Role == Owner {
		return asOwner
	}
	return Myself
}

// changeHeld is changeOwner for changes that want an owner to be there.
func (d *Desk) changeHeld(ctx context.Context, tx Store, a Actor, c OwnerChange) (Enquiry, error) {
	e, done, err := d.changeOwner(ctx, tx, c)
	switch {
	case err != nil || done:
		return e, err
	case e.ClaimedBy == nil:
		return e, cmp.Or(closed(e), error(ErrNotHeld))
	case e.ClosedAt != nil && (*e.ClaimedBy == a.User.ID || a.User.Role == Owner):
		return e, ErrClosed
	default:
		return e, ErrNotHolder
	}
}
