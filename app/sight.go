package app

import "context"

// Sight says of which enquiries somebody may see contact details and words. A
// store applies it to every enquiry that it reads for somebody: of the others it
// returns e-mail address and phone number masked, no words and of the name the first letter
// only.
type Sight struct {
	Waiting bool    // of those that nobody owns
	Claimed bool    // of those that anybody owns
	Own     int64   // of those that this person owns
	Covered []int64 // of those that these people own, who are on leave
	// Names lets them see of those that anybody owns the name, and the words
	// without addresses and numbers.
	Names bool
}

// sight returns what the actor may see. Owners of the desk see everything,
// others what they own, or whoever they stand in for, and, where the school
// shows it, the queue. A key that
// reads sees what is claimed, too; one that does not, only what its person owns.
func (a Actor) sight() Sight {
	if a.User.Role == Owner {
		return Sight{Waiting: true, Claimed: true, Own: a.User.ID, Names: true}
	}
	return Sight{
		Waiting: a.mode() == OpenList && (a.KeyID == 0 || a.May(ScopeRead)),
		Claimed: a.May(ScopeRead),
		Own:     a.User.ID,
		Covered: a.covered(),
		Names:   a.KeyID == 0 || a.May(ScopeRead),
	}
}

// answered is the enquiry that a change left, for whoever asked for it. When the
// answer was kept from an earlier request, the enquiry may have moved on since:
// then it says what it said, with of the contact details what the actor may
// see by now.
func (d *Desk) answered(ctx context.Context, a Actor, e Enquiry, err error) (Enquiry, error) {
	if err != nil || !a.Op.Replayed {
		return e, err
	}
	return e.shown(ctx, d.Store, a)
}

// shown is the enquiry with of the contact details what the actor may see.
func (e Enquiry) shown(ctx context.Context, tx Store, a Actor) (Enquiry, error) {
	l, err := tx.Enquiry(ctx, e.ID, a.sight())
	if err != nil {
		return Enquiry{}, err
	}
	e.Name, e.Email, e.Phone, e.Message, e.Masked = l.Name, l.Email, l.Phone, l.Message, l.Masked
	return e, nil
}
