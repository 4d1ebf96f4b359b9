package app

import (
	"context"
	"time"
)

// viewMost is how many different submissions of one page are let in; further
// ones are suspected.
const viewMost = 5

// Judge says what is done with what was sent through a form.
func (d *Desk) Judge(s Sent) Verdict { return d.Doors.judge(s, d.Now()) }

// Ask keeps what somebody sent through a form, and lets it into the queue
// unless it bears a sign: then somebody looks at it first. The same submission
// again, whatever became of the first answer, changes nothing.
func (d *Desk) Ask(ctx context.Context, a Answer, signs []Sign) error {
	a.State, a.Signs = AnswerReceived, signs
	if len(signs) > 0 {
		a.State = AnswerSuspected
	}
	kept, err := d.Store.AddAnswer(ctx, a, viewMost)
	if err != nil || kept != AnswerReceived {
		return err
	}
	return d.letIn(ctx, a)
}

// letIn makes an enquiry of an answer that is kept, once: it goes the way of
// every enquiry, under the name of its submission.
func (d *Desk) letIn(ctx context.Context, a Answer) error {
	op := &Op{ID: "form:" + a.Submission, Given: true, Request: d.Fingerprint([]byte(a.Submission))}
	e, err := repeat(ctx, d, op, func() (outcome[Enquiry], error) {
		e, err := d.addEnquiry(ctx, *a.Enquiry, op)
		return outcome[Enquiry]{Result: &e}, err
	})
	if err != nil {
		return err
	}
	if err := d.Store.AnswerIn(ctx, a.Submission, e.ID); err != nil { // the number of the touch
		return err
	}
	d.Feed.Changed()
	return nil
}

// stuckAfter is how long letting in may take, with all repeats.
const stuckAfter = 30 * time.Second

// LetInStuck lets in what was kept and then held up: the program was ended, or
// the database went away in between. It returns how many there were.
func (d *Desk) LetInStuck(ctx context.Context) (int, error) {
	list, err := d.Store.StuckAnswers(ctx, d.Now().Add(-stuckAfter))
	for i, a := range list {
		if err := d.letIn(ctx, a); err != nil {
			return i, err
		}
	}
	return len(list), err
}

// spamKept is how long spam can be looked up.
const spamKept = 30 * 24 * time.Hour

// ForgetSpam removes what somebody has called spam a month ago.
func (d *Desk) ForgetSpam(ctx context.Context) error {
	return d.Store.ForgetSpam(ctx, d.Now().Add(-spamKept))
}
