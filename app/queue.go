package app

import "context"

// Takes says which enquiries a person takes from the queue and how many. Empty
// lists and a nil branch take everything.
type Takes struct {
	Courses   []string
	Languages []string // tags, such as hi
	Branch    *string
	Limits    Limits    // in force: a person's own before those of the role
	Own       Limits    // the person's own, where an account is read by itself
	Mode      QueueMode // how they come to their enquiries, as the school has it
	Country   string    // of the school, whose phone numbers need no country code
}

// Waiting returns a page of the queue as the actor may see it: where the school
// masks it, only enough to choose by; where people may not choose, only how
// many wait. An owner of the desk sees everything.
func (d *Desk) Waiting(ctx context.Context, a Actor, f EnquiryFilter) (EnquiryPage, error) {
	f.Owner = 0
	p, err := d.enquiries(ctx, a, f)
	if err != nil {
		return p, err
	}
	if a.mode() == NextOnly {
		p.Enquiries, p.Next = nil, nil
	}
	p.Looking, err = d.looking(ctx, a, p.Enquiries)
	return p, err
}

// mode returns the queue mode that holds for the actor.
func (a Actor) mode() QueueMode {
	if a.User.Role == Owner {
		return OpenList
	}
	return a.User.Takes.Mode
}
