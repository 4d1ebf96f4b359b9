package app

import (
	"context"
	"errors"
	"time"
)

// EventKind says what a line of an enquiry's history tells.
type EventKind string

// The changes of an owner, besides Merged. Importing comes with its feature; it
// will go through changeOwner like the others.
const (
	Claimed    EventKind = "claimed"
	Released   EventKind = "released"
	Reassigned EventKind = "reassigned"
	Returned   EventKind = "returned" // taken back by a rule
)

// Holder says who must own an enquiry for a change of its owner to happen.
type Holder string

// The conditions of a change.
const (
	Nobody   Holder = "nobody"   // it is in the queue
	Myself   Holder = "myself"   // the one who asks owns it
	Anybody  Holder = "anybody"  // somebody owns it
	Unheld   Holder = "unheld"   // nobody does, and whoever is just claiming it is waited for
	Whatever Holder = "whatever" // with or without an owner
)

// OwnerChange is one change of an enquiry's owner.
type OwnerChange struct {
	EnquiryID int64
	Kind      EventKind
	By        int64  // who does it; 0 is the desk itself
	If        Holder // who must own it
	To        *int64 // the owner afterwards; nil puts it back in the queue
	Reason    string
	Other     *int64 // the enquiry that is merged into this one
	Op        *Op    // kept by the same statement when the change happens
	More      bool   // but not here: what is answered is more than the enquiry
}

// Refusals of claims and hand-overs.
var (
	ErrEnquiryNotFound = &Error{Kind: NotFound, Code: "enquiry_not_found", Title: "Not found",
		Message: "Enquiry not found"}
	ErrNotHolder = &Error{Kind: Forbidden, Code: "not_holder", Title: "Not yours",
		Message: "Only the person who holds this enquiry or an owner can do this. Ask them to hand it over"}
	ErrNotHeld = &Error{Kind: Conflict, Code: "not_held", Title: "Conflict",
		Message: "Nobody holds this enquiry. It is in the Inbox already"}
	ErrClosed = &Error{Kind: Conflict, Code: "closed", Title: "Conflict",
		Message: "This enquiry is closed. Reopen it first"}
	ErrNextOnly = &Error{Kind: Forbidden, Code: "next_only", Title: "Claim next",
		Message: "At this school everybody takes the next enquiry in line. Use claim next"}
	ErrHoldsNone = &Error{Kind: Invalid, Code: "holds_none", Title: "Validation failed",
		Message: "The front desk holds no enquiries. Choose a counsellor or an owner"}
	ErrNobodyThere = &Error{Kind: Invalid, Code: "unknown_user", Title: "Validation failed",
		Message: "There is nobody by that number here. Choose somebody from the team"}
)

// LostClaim tells who was first and whom to call instead.
type LostClaim struct {
	ClaimedBy   Person
	ClaimedAt   time.Time
	ClaimedByMe bool
	Next        *NextInLine // nil when nobody else waits
}

// Person is a colleague as others may see them.
type Person struct {
	ID   int64
	Name string
}

// NextInLine is the enquiry that has waited longest.
type NextInLine struct {
	ID          int64
	Name        string
	WaitSeconds int
}

// Claim makes the actor the owner of an enquiry that nobody owns. However many
// ask at the same moment, exactly one of them gets it; each of the others gets
// a Conflict that names the winner. Claiming again what one owns already is a
// Conflict too. The number may be that of a later touch. ErrEnquiryNotFound when
// it is unknown, Limited when the actor may not hold more, ErrClosed when there
// is nothing left to do, ErrNextOnly where people may not choose.
func (d *Desk) Claim(ctx context.Context, a Actor, id int64) (Enquiry, error) {
	if a.mode() == NextOnly {
		return Enquiry{}, ErrNextOnly
	}
	var e Enquiry
	var err error
	if a.User.Takes.Limits.any() {
		e, err = once(ctx, d, a.Op, func(tx Store) (Enquiry, error) { return d.claimWithin(ctx, tx, a, id) })
	} else {
		e, err = d.claimFreely(ctx, a, id)
	}
	err = letGo(err, ErrUserGone)
	d.Counts.claim(a.Op, err)
	return d.answered(ctx, a, e, err)
}

// claimWithin claims for somebody who may not hold everything: their row is
// locked before the enquiry's.
func (d *Desk) claimWithin(ctx context.Context, tx Store, a Actor, id int64) (Enquiry, error) {
	if err := d.checkLimits(ctx, tx, a.User); err != nil {
		return Enquiry{}, err
	}
	for {
		e, err := d.take(ctx, tx, a, id)
		if !errors.Is(err, ErrEnquiryNotFound) {
			return e, err
		}
		if err := d.lostClaim(ctx, tx, a, id); errors.Is(err, ErrEnquiryNotFound) {
			if id, err = tx.AskedUnder(ctx, id); err != nil {
				return Enquiry{}, gone(err, ErrEnquiryNotFound)
			}
		} else if err != nil {
			return Enquiry{}, err
		}
		// It was put back between the two looks: it may be taken after all.
	}
}

// claimFreely claims without limits. Nothing but the enquiry's row is locked,
// so claims of one moment can share a commit. Where that finds the row owned or
// locked, the refusal is found out, or the claim made, by itself; a refusal that
// nobody can ask for again needs no transaction to be kept in.
func (d *Desk) claimFreely(ctx context.Context, a Actor, id int64) (Enquiry, error) {
	first := true
	return repeat(ctx, d, a.Op, func() (outcome[Enquiry], error) {
		if first {
			first = false
			e, err := d.take(ctx, nil, a, id)
			if !errors.Is(err, ErrEnquiryNotFound) {
				return outcome[Enquiry]{Result: &e}, err
			}
			if !a.Op.Given {
				if err := d.lostClaim(ctx, d.Store, a, id); err != nil && !errors.Is(err, ErrEnquiryNotFound) {
					return outcome[Enquiry]{}, err
				}
			}
		}
		return attempt(ctx, d, a.Op, func(tx Store) (Enquiry, error) { return d.claimWithin(ctx, tx, a, id) })
	})
}

func claimOf(a Actor, id int64) OwnerChange {
	return OwnerChange{EnquiryID: id, Kind: Claimed, By: a.User.ID, If: Nobody, To: &a.User.ID, Op: a.Op}
}

// take makes the actor the owner of an enquiry; ErrEnquiryNotFound when there
// is none by this number that nobody owns.
func (d *Desk) take(ctx context.Context, tx Store, a Actor, id int64) (Enquiry, error) {
	e, _, err := d.changeOwner(ctx, tx, claimOf(a, id))
	return e, err
}

// ClaimNext makes the actor the owner of the enquiry that is to be served next
// among those they take: overdue ones first, then the oldest. Nobody who asks
// at the same moment gets the same one or has to wait. The enquiry is nil when
// the queue has none for them. ErrOffDuty for whoever is away today.
func (d *Desk) ClaimNext(ctx context.Context, a Actor) (*Enquiry, error) {
	e, err := once(ctx, d, a.Op, func(tx Store) (*Enquiry, error) {
		if err := d.onDuty(ctx, tx, a.User); err != nil {
			return nil, err
		}
		if err := d.checkLimits(ctx, tx, a.User); err != nil {
			return nil, err
		}
		id, err := tx.LockNext(ctx, a.User.Takes)
		if errors.Is(err, ErrNotFound) {
			return nil, nil //nolint:nilnil // an empty queue is an answer
		}
		if err != nil {
			return nil, err
		}
		e, err := d.take(ctx, tx, a, id)
		return &e, err
	})
	if err != nil || e == nil {
		return nil, letGo(err, ErrUserGone)
	}
	d.Counts.claim(a.Op, nil)
	seen, err := d.answered(ctx, a, *e, nil)
	return &seen, err
}

// changeOwner is the one function that may change the owner of an enquiry. It
// runs inside tx and holds the row's lock from before it looks until that ends,
// with the owner, the claim, the event and the op kept together. Rows of users
// that matter are locked before. Without a tx the store makes one, which a claim
// may share with others of the same moment.
func (d *Desk) changeOwner(ctx context.Context, tx Store, c OwnerChange) (e Enquiry, done bool, err error) {
	if tx == nil {
		e, err = d.Store.Take(ctx, c)
		done = err == nil
	} else {
		e, done, err = tx.ChangeOwner(ctx, c)
		c.Op.kept = done && !c.More
	}
	return e, done, gone(err, ErrEnquiryNotFound)
}

// lostClaim returns the refusal of a claim that came second; nil when nobody
// owns the enquiry any more and it is open.
func (d *Desk) lostClaim(ctx context.Context, tx Store, a Actor, id int64) error {
	lead, err := tx.Enquiry(ctx, id, a.sight())
	if err != nil {
		return gone(err, ErrEnquiryNotFound)
	}
	if lead.ClaimedBy == nil {
		return closed(lead.Enquiry)
	}
	lost := &LostClaim{ClaimedByMe: *lead.ClaimedBy == a.User.ID}
	if lead.OwnerName != nil && lead.ClaimedAt != nil {
		lost.ClaimedBy = Person{ID: *lead.ClaimedBy, Name: *lead.OwnerName}
		lost.ClaimedAt = *lead.ClaimedAt
	}
	if a.mode() == NextOnly {
		return lost.refusal() // nobody chooses, so nobody is named
	}
	next, err := tx.NextWaiting(ctx, id, a.sight())
	switch {
	case err == nil:
		wait := max(0, int(d.Now().Sub(next.CreatedAt).Seconds()))
		lost.Next = &NextInLine{ID: next.ID, Name: next.Name, WaitSeconds: wait}
	case !errors.Is(err, ErrNotFound):
		return err
	}
	return lost.refusal()
}

func (l *LostClaim) refusal() error {
	return &Error{Kind: Conflict, Code: "claimed", Title: "Conflict",
		Message: "This enquiry has already been claimed", Lost: l}
}

// closed is ErrClosed when an enquiry is closed.
func closed(e Enquiry) error {
	if e.ClosedAt != nil {
		return ErrClosed
	}
	return nil
}
