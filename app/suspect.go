package app

import (
	"context"
)

// suspectsShown is how many of the suspected are shown at a time.
const suspectsShown = 100

// SuspectPage is what is suspected, the newest first.
type SuspectPage struct {
	List  []Answer
	Total int
}

// ErrNoSuspect refuses to decide about what is not suspected any more.
var ErrNoSuspect = &Error{Kind: NotFound, Code: "suspect_not_found", Title: "Not found",
	Message: "Somebody has decided about this one already. Load the list again"}

// Suspects returns what is suspected of being spam.
func (d *Desk) Suspects(ctx context.Context) (SuspectPage, error) {
	return d.Store.Suspects(ctx, suspectsShown)
}

// LetInSuspect makes an enquiry of what was suspected. ErrNoSuspect when
// somebody has decided already, also at the same moment.
func (d *Desk) LetInSuspect(ctx context.Context, a Actor, id int64) error {
	v, err := d.decide(ctx, a, id, AnswerReceived, SuspectLetIn)
	if err != nil {
		return err
	}
	return d.letIn(ctx, v)
}

// CallSpam puts what was suspected away; it is removed after a month.
// ErrNoSuspect when somebody has decided already.
func (d *Desk) CallSpam(ctx context.Context, a Actor, id int64) error {
	_, err := d.decide(ctx, a, id, AnswerSpam, SuspectSpam)
	return err
}

func (d *Desk) decide(ctx context.Context, a Actor, id int64, state AnswerState, what Action) (Answer, error) {
	return once(ctx, d, a.Op, func(tx Store) (Answer, error) {
		v, err := tx.DecideSuspect(ctx, id, state, d.Now())
		if err != nil {
			return v, gone(err, ErrNoSuspect)
		}
		return v, tx.Audit(ctx, a.Did(what, Object{Kind: OnAnswer, ID: id}))
	})
}
