package app

// mayChange is nil when the actor may work an enquiry: log what they did, move
// it, correct its facts. Its owner may, and an owner of the desk. ErrClaimFirst
// while nobody owns it, ErrNotHolder when somebody else does.
func (a Actor) mayChange(e Enquiry) error {
	switch {
	case a.User.Role == Owner, e.ClaimedBy != nil && *e.ClaimedBy == a.User.ID:
		return nil
	case e.ClaimedBy == nil:
		return ErrClaimFirst
	default:
		return ErrNotHolder
	}
}

// seesWords reports whether the actor may read what people typed about an
// enquiry, as Lead shows it to them.
func (e Enquiry) seesWords() bool { return !e.Masked }

// ErrClaimFirst refuses to work what nobody owns.
var ErrClaimFirst = &Error{Kind: Conflict, Code: "not_claimed", Title: "Conflict",
	Message: "Nobody holds this enquiry. Claim it first"}
