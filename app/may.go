package app

import "context"

// mayChange is nil when the actor may work an enquiry: log what they did, move
// it, correct its facts. Its owner may, whoever stands in for them while they are
// on leave, and an owner of the desk. ErrClaimFirst while nobody owns it,
// ErrNotHolder when somebody else does.
func (a Actor) mayChange(e Enquiry) error {
	switch {
	case a.User.Role == Owner, e.ClaimedBy != nil && *e.ClaimedBy == a.User.ID, a.coverOf(e.ClaimedBy) != nil:
		return nil
	case e.ClaimedBy == nil:
		return ErrClaimFirst
	default:
		return ErrNotHolder
	}
}

// mayMerge is nil when the actor may say that two enquiries are one: an owner of
// the desk, and who owns one of them, or stands in for its owner, unless somebody
// else owns the other.
func (a Actor) mayMerge(one, two Enquiry) error {
	mine := func(e Enquiry) bool { return e.ClaimedBy != nil && a.mayChange(e) == nil }
	free := func(e Enquiry) bool { return e.ClaimedBy == nil || mine(e) }
	switch {
	case a.User.Role == Owner, free(one) && free(two) && (mine(one) || mine(two)):
		return nil
	case free(one) && free(two):
		return ErrClaimFirst
	default:
		return ErrNotHolder
	}
}

// allOfIt is what rules look at, whoever asks: nobody is shown what it reads
// before mayChange has let them through.
var allOfIt = Sight{Waiting: true, Claimed: true, Names: true}

// hideWords takes away what people typed about an enquiry when its contact
// details are hidden from whoever asks.
func (l *Lead) hideWords() {
	if !l.Masked {
		return
	}
	if l.FollowUp != nil {
		l.FollowUp.Note = nil
	}
	for i, t := range l.Touches {
		l.Touches[i] = Asked{ID: t.ID, At: t.At, Origin: t.Origin, Name: l.Name, CourseInterest: t.CourseInterest}
	}
}

// answeredLead is answered for all that is known of an enquiry.
func (d *Desk) answeredLead(ctx context.Context, a Actor, l Lead, err error) (Lead, error) {
	if err == nil {
		l.Enquiry, err = d.answered(ctx, a, l.Enquiry, nil)
		l.hideWords()
		l.Cover = a.coverOf(l.ClaimedBy)
	}
	return l, err
}

// ErrClaimFirst refuses to work what nobody owns.
var ErrClaimFirst = &Error{Kind: Conflict, Code: "not_claimed", Title: "Conflict",
	Message: "Nobody holds this enquiry. Claim it first"}
