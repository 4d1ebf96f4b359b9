package app

import (
	"context"
	"errors"
	"slices"
	"time"
)

// Sharing says who is to be told of something: about an enquiry either one
// person, or with UserID nil everybody on duty who may take it while nobody has.
type Sharing struct {
	Kind         LetterKind
	EnquiryID    int64
	UserID       *int64
	Today, Clock string // the school's day and time, such as 2026-11-24 and 09:30
	Mail, Push   bool   // which ways there are
}

// repliesADay is how many answers one address gets in a day: whoever types in
// somebody else's address must not fill their mailbox.
const repliesADay = 3

// share makes letters of something that happened: all of them are kept, and the
// letter that says that it happened goes, in one transaction.
func (d *Desk) share(ctx context.Context, l Letter) error {
	if l.Tries > letterTries {
		return d.Store.EndLetter(ctx, l, LetterFailed, "nobody could be told")
	}
	err := d.Store.InTx(ctx, func(tx Store) error {
		if mine, err := tx.TakeLetter(ctx, l.ID); err != nil || !mine || l.EnquiryID == nil {
			return err
		}
		school, err := tx.School(ctx)
		if err != nil {
			return err
		}
		return d.shareOut(ctx, tx, l, school)
	})
	d.Outbox.Posted()
	return err
}

func (d *Desk) shareOut(ctx context.Context, tx Store, l Letter, school School) error {
	switch l.Kind {
	case KindWithdrawn:
		return tx.Withdraw(ctx, *l.EnquiryID)
	case KindReceived:
		if err := d.shareReceived(ctx, tx, l, school); err != nil {
			return err
		}
		l.Kind = KindNewEnquiry
	}
	off, err := tx.MailOff(ctx)
	if err != nil {
		return err
	}
	now := d.Now().In(school.zone())
	return tx.Share(ctx, Sharing{Kind: l.Kind, EnquiryID: *l.EnquiryID, UserID: l.UserID, Today: now.Format(time.DateOnly), Clock: now.Format("15:04"),
		Mail: d.Mail != nil && !slices.Contains(off, l.Kind), Push: d.Push != nil})
}

// shareReceived answers whoever asked, and plans to remind the team when the
// school's promise runs out: while it is closed nobody is reminded.
func (d *Desk) shareReceived(ctx context.Context, tx Store, l Letter, school School) error {
	e, err := tx.Enquiry(ctx, *l.EnquiryID, allOfIt)
	if errors.Is(err, ErrNotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	if d.Mail != nil && e.Email != "" && (e.Origin == FromForm || e.Origin == FromAPI) {
		if err := tx.PostReply(ctx, e.ID, repliesADay); err != nil {
			return err
		}
	}
	due := e.DueAt
	if now := d.Now(); due.Before(now) {
		due = now
	}
	return post(ctx, tx, NewLetter{Letter: Letter{Kind: KindNudge, Via: ByDesk, EnquiryID: &e.ID},
		Due: school.hours().Next(due.In(school.zone()))})
}
