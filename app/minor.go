package app

import (
	"context"
	"time"
)

// FormAnswer is what an enquiry said when it came in through a form, for
// whoever works it.
type FormAnswer struct {
	Answer
	FormName string
	Asked    []PrivacyRequest `bun:"-"`
}

// PrivacyRequest is something that was asked for by a link.
type PrivacyRequest struct {
	AnswerID int64
	Kind     PrivacyKind
	At       time.Time
}

// FromForm returns what an enquiry said in forms, the newest first; nothing of
// one whose contact details the actor may not see. ErrEnquiryNotFound when there
// is none.
func (d *Desk) FromForm(ctx context.Context, a Actor, enquiryID int64) ([]FormAnswer, error) {
	e, err := d.Store.Enquiry(ctx, enquiryID, a.sight())
	if err != nil || e.Masked {
		return nil, gone(err, ErrEnquiryNotFound)
	}
	return d.Store.FromForm(ctx, enquiryID)
}

// sawMinor writes down that the actor has seen the record of a minor, once a
// day of the school.
func (d *Desk) sawMinor(ctx context.Context, a Actor, e Enquiry) error {
	if !e.Minor || e.Masked || !a.SignedIn() {
		return nil
	}
	return d.Store.InTx(ctx, func(tx Store) error {
		first, err := tx.SawMinor(ctx, a.User.ID, e.ID, d.Now())
		if err != nil || !first {
			return err
		}
		return tx.Audit(ctx, a.Did(MinorViewed, Object{Kind: OnEnquiry, ID: e.ID}))
	})
}
