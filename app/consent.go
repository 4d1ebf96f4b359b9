package app

import (
	"context"
	"time"
)

// Purpose is what somebody allows their details to be used for.
type Purpose string

// The purposes.
const (
	ToContact Purpose = "contact" // to answer this enquiry
	ForNews   Purpose = "news"    // to tell of other courses and events
)

// Consent is what somebody agreed to, in the words they read.
type Consent struct {
	Purpose     Purpose
	Text        string
	TextVersion int // of the form
	GivenAt     time.Time
	WithdrawnAt *time.Time
}

// PrivacyKind is what somebody asks for by the link they were given.
type PrivacyKind string

// What can be asked for.
const (
	NoContact PrivacyKind = "no_contact"
	Erase     PrivacyKind = "erase"
)

// consents reads the boxes that are ticked. Without the first nobody may answer,
// so that there is no use in sending the form.
func (c *check) consents(form Form, in AskInput, now time.Time) []Consent {
	var list []Consent
	for _, p := range []Purpose{ToContact, ForNews} {
		if text, agreed := in.Agreed[p]; agreed {
			list = append(list, Consent{Purpose: p, Text: text, TextVersion: form.Version, GivenAt: now})
		} else if p == ToContact {
			c.add("contact", nil, "")
		}
	}
	return list
}

// AskPrivacy records what somebody asks for who shows the link they were given:
// that nobody contacts them any more, or that their data is erased. Either ends
// all they had agreed to. Asking again changes nothing. ErrViewToken when
// nothing was sent from that page.
func (d *Desk) AskPrivacy(ctx context.Context, a Actor, view string, kind PrivacyKind) error {
	if kind != NoContact && kind != Erase {
		return ErrViewToken
	}
	return d.Store.InTx(ctx, func(tx Store) error {
		what := ContactEnded
		if kind == Erase {
			what = ErasureAsked
		}
		asked, err := tx.AskPrivacy(ctx, view, kind, EventKind(what), d.Now())
		if err != nil {
			return gone(err, ErrViewToken)
		}
		for _, id := range asked {
			if err := tx.Audit(ctx, a.Did(what, Object{Kind: OnEnquiry, ID: id})); err != nil {
				return err
			}
		}
		return nil
	})
}
