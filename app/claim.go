package app

import (
	"context"
	"errors"
	"time"
)

// ErrEnquiryNotFound says that no enquiry has this number.
var ErrEnquiryNotFound = &Error{Kind: NotFound, Code: "enquiry_not_found", Title: "Not found",
	Message: "Enquiry not found"}

// codeClaimed is the code of a claim that came second.
const codeClaimed = "claimed"

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
// a Conflict whose Details is a LostClaim. Claiming again what one owns already
// is a Conflict too. ErrEnquiryNotFound when the number is unknown.
func (d *Desk) Claim(ctx context.Context, a Actor, id int64) (Enquiry, error) {
	e, taken, err := d.changeOwner(ctx, id, a.User.ID)
	if err != nil {
		return Enquiry{}, missingEnquiry(err)
	}
	if !taken {
		return Enquiry{}, d.lostClaim(ctx, a, e)
	}
	return e, nil
}

// changeOwner is the one function that may write the owner of an enquiry. It
// holds the row lock from before it looks until after the owner, the claim and
// the event are kept.
func (d *Desk) changeOwner(ctx context.Context, id, to int64) (e Enquiry, taken bool, err error) {
	err = d.Store.InTx(ctx, func(tx Store) error {
		e, taken, err = tx.TakeForUpdate(ctx, id, to)
		return err
	})
	return e, taken, err
}

// lostClaim describes a claim that came second. It reads after the claim's own
// transaction has ended, so that losers never hold the winner's lock.
func (d *Desk) lostClaim(ctx context.Context, a Actor, e Enquiry) error {
	lead, err := d.Store.Enquiry(ctx, e.ID)
	if err != nil {
		return missingEnquiry(err)
	}
	lost := LostClaim{ClaimedByMe: e.ClaimedBy != nil && *e.ClaimedBy == a.User.ID}
	if lead.ClaimedBy != nil && lead.OwnerName != nil && lead.ClaimedAt != nil {
		lost.ClaimedBy = Person{ID: *lead.ClaimedBy, Name: *lead.OwnerName}
		lost.ClaimedAt = *lead.ClaimedAt
	}
	next, err := d.Store.NextWaiting(ctx, e.ID)
	switch {
	case err == nil:
		wait := max(0, int(d.Now().Sub(next.CreatedAt).Seconds()))
		lost.Next = &NextInLine{ID: next.ID, Name: next.Name, WaitSeconds: wait}
	case !errors.Is(err, ErrNotFound):
		return err
	}
	return &Error{Kind: Conflict, Code: codeClaimed, Title: "Conflict",
		Message: "This enquiry has already been claimed", Details: lost}
}

func missingEnquiry(err error) error {
	if errors.Is(err, ErrNotFound) {
		return ErrEnquiryNotFound
	}
	return err
}
