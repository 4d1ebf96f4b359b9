package app

import (
	"context"
	"time"
)

// Takes says which enquiries a person takes from the queue and how many. Empty
// lists and a nil branch take everything.
type Takes struct {
	Courses   []string
	Languages []string
	Branch    *string
	Limits    Limits    // in force: a person's own before those of the role
	Mode      QueueMode // how they come to their enquiries, as the school has it
}

// lookingFor is how long somebody counts as looking at an enquiry after their
// screen last said so.
const lookingFor = 30 * time.Second

// Waiting returns a page of the queue as the actor may see it: where the school
// masks it, only enough to choose by; where people may not choose, only how
// many wait. An owner of the desk sees everything.
func (d *Desk) Waiting(ctx context.Context, a Actor, f EnquiryFilter) (EnquiryPage, error) {
	f.Owner, f.Sight = 0, a.sight()
	p, err := d.Store.Enquiries(ctx, f)
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

// Look notes that the actor has an enquiry open, for colleagues to see.
func (d *Desk) Look(ctx context.Context, a Actor, id int64) error {
	return missingEnquiry(d.Store.Look(ctx, id, a.User.ID))
}

func (d *Desk) looking(ctx context.Context, a Actor, list []Enquiry) (map[int64][]Person, error) {
	ids := make([]int64, len(list))
	for i, e := range list {
		ids[i] = e.ID
	}
	if len(ids) == 0 {
		return nil, nil //nolint:nilnil // nobody looks at nothing
	}
	return d.Store.Looking(ctx, ids, a.User.ID, d.Now().Add(-lookingFor))
}
