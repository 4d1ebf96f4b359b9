package app

import (
	"context"
	"errors"
	"slices"
	"time"
)

// Received is the kind of event that an enquiry begins with. Who typed it in is
// its actor.
const Received EventKind = "received"

// NotSure is the course of somebody who has not chosen one.
const NotSure = "Not sure yet"

// WalkInInput is an enquiry as staff type it in: of somebody at the desk, on the
// phone, sent by a friend or met at an event.
type WalkInInput struct {
	EnquiryInput
	Origin, Note Text
	For          Text   // who talks to them: me, or queue
	UserID       *int64 // or this colleague
}

// WalkIn is an enquiry of staff that keeps the input rules.
type WalkIn struct {
	NewEnquiry
	note string
	mine bool // who typed it in takes it
}

func (in WalkInInput) check(home string) (WalkIn, error) {
	var c check
	w := WalkIn{mine: in.For.S == "me", NewEnquiry: NewEnquiry{
		Name:           c.line("name", "Name", in.Name, 2, 255),
		Email:          c.emailOrNone("email", in.Email),
		Phone:          c.phone("phone", in.Phone, home),
		CourseInterest: c.optional("courseInterest", "Course interest", in.CourseInterest, 255),
		Message:        c.message("message", "Message", in.Message, 1000),
		Language:       c.language("language", in.Language),
		Branch:         c.filled("branch", "Branch", in.Branch, 255),
		Touch:          c.touch(in.Touch, Origin(in.Origin.S)),
	}}
	if note := c.message("note", "Note", in.Note, 5000); note != nil {
		w.note = *note
	}
	if w.CourseInterest == "" {
		w.CourseInterest = NotSure
	}
	if !slices.Contains([]Origin{FromWalkIn, FromPhone, FromReferral, FromEvent}, w.Touch.Origin) {
		c.add("origin", nil, "Origin must be walk_in, phone, referral or event")
	}
	if !slices.Contains([]string{"", "me", "queue"}, in.For.S) || in.For.Wrong {
		c.add("for", nil, "For must be me or queue. Name a colleague by userId")
	} else if in.For.S != "" && in.UserID != nil {
		c.add("for", in.For.S, "Send for or userId, not both")
	}
	c.reachable(w.Email, w.Phone)
	return w, c.err()
}

// AddedWalkIn is what came of a walk-in.
type AddedWalkIn struct {
	Enquiry
	Again bool // they had asked before: it is that enquiry, and was touched
}

// AddWalkIn keeps an enquiry that staff typed in and gives it to whoever talks
// to them, within their limits: all of it or nothing. The actor need not hold
// it to give it away, because it is new. Somebody who has an open enquiry about
// the same course touches that, and whoever owns it stays its owner. ErrHoldsNone for the front desk, which
// holds no enquiries, and refusals like those of Claim and Reassign.
func (d *Desk) AddWalkIn(ctx context.Context, a Actor, in WalkInInput) (AddedWalkIn, error) {
	w, err := in.check(a.User.Takes.Country)
	switch {
	case err != nil:
		return AddedWalkIn{}, err
	case w.mine && a.User.Role == FrontDesk:
		return AddedWalkIn{}, ErrHoldsNone
	case a.KeyID != 0 && (w.mine || in.UserID != nil) && !a.May(ScopeClaim):
		return AddedWalkIn{}, keyScope(ScopeClaim)
	}
	to := in.UserID
	if w.mine {
		to = &a.User.ID
	}
	added, err := once(ctx, d, a.Op, func(tx Store) (AddedWalkIn, error) { return d.addWalkIn(ctx, tx, a, w, to) })
	d.Counts.enquiry(a.Op, err)
	added.Enquiry, err = d.answered(ctx, a, added.Enquiry, err)
	return added, err
}

func (d *Desk) addWalkIn(ctx context.Context, tx Store, a Actor, w WalkIn, to *int64) (AddedWalkIn, error) {
	c := OwnerChange{Kind: Reassigned, By: a.User.ID, If: Nobody, To: to, Op: a.Op, More: true}
	if w.mine {
		c.Kind = Claimed
	}
	if to != nil { // people are locked before enquiries
		var err error
		if c.Reason, err = d.mayReceive(ctx, tx, a, *to, ""); err != nil {
			return AddedWalkIn{}, err
		}
	}
	now := d.Now()
	l, again, err := d.receive(ctx, tx, a, w.NewEnquiry, now)
	if err != nil {
		return AddedWalkIn{}, err
	}
	if w.note != "" {
		n := Note{EnquiryID: l.ID, AuthorID: a.User.ID, Text: w.note, CreatedAt: now}
		if _, err := d.keepNote(ctx, tx, a, l, n); err != nil {
			return AddedWalkIn{}, err
		}
	}
	e := l.Enquiry
	if to == nil && !again {
		if err := post(ctx, tx, NewLetter{Letter: Letter{Kind: KindReceived, Via: ByDesk, EnquiryID: &e.ID}}); err != nil {
			return AddedWalkIn{}, err
		}
	}
	if to == nil || e.ClaimedBy != nil {
		e, err = e.shown(ctx, tx, a)
	} else {
		c.EnquiryID = e.ID
		e, err = d.changeHeld(ctx, tx, a, c)
	}
	return AddedWalkIn{e, again}, err
}

// receive keeps what staff typed in as a new enquiry, or as a touch of the open one
// of the same person about the same course, which it locks. Contact points are
// locked before enquiries.
func (d *Desk) receive(ctx context.Context, tx Store, a Actor, n NewEnquiry, now time.Time) (l Lead, again bool, err error) {
	if err := tx.Bring(ctx, n); err != nil {
		return l, false, err
	}
	id, err := tx.Known(ctx, n)
	if err == nil {
		l, err = lockEnquiry(ctx, tx, id)
	}
	if err != nil && !errors.Is(err, ErrNotFound) && !errors.Is(err, ErrEnquiryNotFound) {
		return l, false, err
	}
	if again = err == nil && l.ClosedAt == nil; again { // not closed while it was waited for
		touch, err := tx.AddTouch(ctx, id, n, now)
		if err != nil {
			return l, true, err
		}
		return l, true, d.tell(ctx, tx, l, NewEvent{Kind: Touched, TouchID: &touch, By: a.User.ID, At: now, Op: a.Op})
	}
	e, err := tx.AddWalkIn(ctx, n, now)
	if err != nil {
		return l, false, err
	}
	l = Lead{Enquiry: e}
	return l, false, d.tell(ctx, tx, l, NewEvent{Kind: Received, By: a.User.ID, At: now, Op: a.Op})
}
