package app

import (
	"context"
	"slices"
	"time"
)

// Attempted is the kind of event that tells of an attempt.
const Attempted EventKind = "attempted"

// AttemptInput is an attempt as it was sent. Where no follow-up is named, the
// outcome says when to try again.
type AttemptInput struct {
	Channel, Outcome, Note, FollowUpAt Text
	Move                               StageInput // its Stage is not given: as the outcome says
}

// NewAttempt is an attempt that keeps the input rules.
type NewAttempt struct {
	EnquiryID, UserID, FollowUpID int64
	Channel                       Channel
	Outcome                       Outcome
	Note                          *string
	At                            time.Time
}

// Attempt is one try to reach a person, and what came of it.
type Attempt struct {
	ID        int64
	EnquiryID int64
	UserID    int64
	Channel   Channel
	Outcome   Outcome
	Note      *string
	At        time.Time
}

// LoggedAttempt is an attempt and what the enquiry is like after it.
type LoggedAttempt struct {
	Attempt Attempt
	Lead    Lead
}

// attemptPlan is what an attempt is to bring about.
type attemptPlan struct {
	NewAttempt
	move     *stageMove // nil: as the outcome says
	followUp *time.Time // nil: as the outcome says, or none because it is closed
}

func (p attemptPlan) closes() bool { return p.move != nil && !p.move.to.Open() }

func (in AttemptInput) check(now time.Time) (attemptPlan, error) {
	var c check
	p := attemptPlan{NewAttempt: NewAttempt{Channel: Channel(in.Channel.S), Outcome: Outcome(in.Outcome.S), At: now}}
	if in.Channel.Wrong || !slices.Contains(channels, p.Channel) {
		c.add("channel", sent(in.Channel, in.Channel.S), "Channel must be one of "+list(channels))
	}
	if in.Outcome.Wrong || !slices.Contains(outcomes, p.Outcome) {
		c.add("outcome", sent(in.Outcome, in.Outcome.S), "Outcome must be one of "+list(outcomes))
	}
	p.Note = c.message("note", "Note", in.Note, 2000)
	p.followUp = c.ahead("followUpAt", in.FollowUpAt, now, aheadMost)
	if in.Move.Stage.Given && !in.Move.Stage.Null {
		m := c.stage(in.Move, now)
		p.move = &m
	}
	switch {
	case p.closes() && p.followUp != nil:
		c.add("followUpAt", in.FollowUpAt.S, "A closed enquiry has no follow-up. Leave one of the two out")
	case p.Outcome.asks() && p.followUp == nil && !p.closes() && !in.FollowUpAt.Given:
		c.add("followUpAt", nil, "Say when to call again, or close the enquiry")
	}
	return p, c.err()
}

// LogAttempt keeps an attempt to reach the person of an open enquiry, completes
// the follow-up that was open, and makes the next one or closes the enquiry, all
// of it or nothing. Reaching somebody takes a new enquiry to in touch.
// ErrClaimFirst, ErrNotHolder and ErrClosed otherwise.
func (d *Desk) LogAttempt(ctx context.Context, a Actor, id int64, in AttemptInput) (LoggedAttempt, error) {
	p, err := in.check(d.Now())
	if err != nil {
		return LoggedAttempt{}, err
	}
	p.EnquiryID, p.UserID = id, a.User.ID
	out, err := once(ctx, d, a.Op, func(tx Store) (LoggedAttempt, error) {
		l, err := lockEnquiry(ctx, tx, id)
		if err == nil {
			err = a.mayChange(l.Enquiry)
		}
		if err == nil {
			err = closed(l.Enquiry)
		}
		if err == nil && l.ClaimedBy == nil {
			err = ErrClaimFirst // an owner of the desk may, and still has nobody to follow up
		}
		if err != nil {
			return LoggedAttempt{}, err
		}
		return d.logAttempt(ctx, tx, a, l, p)
	})
	out.Lead, err = d.answeredLead(ctx, a, out.Lead, err)
	return out, err
}

func (d *Desk) logAttempt(ctx context.Context, tx Store, a Actor, l Lead, p attemptPlan) (out LoggedAttempt, err error) {
	if p.FollowUpID, err = tx.EndFollowUp(ctx, l.ID, Done, p.At); err != nil {
		return out, err
	}
	if out.Attempt, err = tx.AddAttempt(ctx, p.NewAttempt); err != nil {
		return out, err
	}
	told := NewEvent{Kind: Attempted, By: a.User.ID, At: p.At, AttemptID: &out.Attempt.ID, Op: a.Op}
	if !p.closes() {
		next, err := d.nextFollowUp(ctx, tx, l, p)
		if err != nil {
			return out, err
		}
		told.FollowUpID, told.DueAt = &next.ID, &next.DueAt
	}
	if err := d.tell(ctx, tx, l, told); err != nil {
		return out, err
	}
	if to := p.stageAfter(l.Stage); to.to != l.Stage {
		kind := StageChanged
		if p.closes() {
			kind = Closed
		}
		if err := d.setStage(ctx, tx, l, to, NewEvent{Kind: kind, By: a.User.ID, At: p.At, Op: a.Op}); err != nil {
			return out, err
		}
	}
	out.Lead, err = readLead(ctx, tx, l.ID)
	return out, err
}

// stageAfter says where an attempt takes an enquiry.
func (p attemptPlan) stageAfter(now StageCode) stageMove {
	switch {
	case p.move != nil:
		return *p.move
	case now == StageNew && p.Outcome.Reached():
		return stageMove{to: StageInTouch}
	default:
		return stageMove{to: now}
	}
}

// nextFollowUp makes the follow-up after an attempt.
func (d *Desk) nextFollowUp(ctx context.Context, tx Store, l Lead, p attemptPlan) (FollowUp, error) {
	f := NewFollowUp{EnquiryID: l.ID, Type: ToCall, At: p.At}
	switch {
	case p.Outcome == WrongNumber:
		f.Type = ToWrite
	case p.move != nil && p.move.to == StageVisit:
		f.Type = ToVisit
	}
	if p.followUp != nil {
		f.DueAt = *p.followUp
		return tx.AddFollowUp(ctx, f)
	}
	school, err := tx.School(ctx)
	if err != nil {
		return FollowUp{}, err
	}
	tries, err := tx.Tries(ctx, l.ID) // with this one
	if err != nil {
		return FollowUp{}, err
	}
	f.DueAt = NextTry(p.Outcome, p.Channel, tries, p.At.In(school.zone()), school.hours()).UTC()
	return tx.AddFollowUp(ctx, f)
}
