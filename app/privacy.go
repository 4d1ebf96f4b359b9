package app

import (
	"context"
	"strings"
	"time"
)

// requestsShown is how many requests of people are shown.
const requestsShown = 200

// PersonRequest is what somebody asked for by the link they were given.
type PersonRequest struct {
	ID        int64
	Kind      PrivacyKind
	At        time.Time
	EnquiryID *int64  // nil while it is no enquiry
	Name      *string // of whoever asked
	DoneAt    *time.Time
}

// PersonEnquiry is one enquiry of a person.
type PersonEnquiry struct {
	ID             int64
	Name           string
	CourseInterest string
	Stage          StageCode
	CreatedAt      time.Time
	ErasedAt       *time.Time
}

// Kept is what is kept about a person in one place, row by row as it is kept.
type Kept struct {
	What string
	Rows []map[string]any
}

// PersonData is all that is kept about a person.
type PersonData struct {
	Contacts  []string // under which they were found
	Enquiries []PersonEnquiry
	Answers   []int64 // to forms, of which none became an enquiry
	Held      []Kept
}

// PersonInput says whom to look for: a phone number or an e-mail address, or
// everything under those of an enquiry.
type PersonInput struct {
	Q         Text
	EnquiryID int64
}

// ErrNobody says that nothing is kept.
var ErrNobody = &Error{Kind: NotFound, Code: "nobody", Title: "Nobody found",
	Message: "Nothing is kept under this phone number or e-mail address"}

// PrivacyRequests returns what people asked for by the link they were given, and
// whether it was done: contact ends by itself, to erase is up to an owner.
func (d *Desk) PrivacyRequests(ctx context.Context) ([]PersonRequest, error) {
	return d.Store.PrivacyRequests(ctx, requestsShown)
}

// PersonData returns everything that is kept under a phone number or an e-mail
// address. ErrNobody when there is nothing.
func (d *Desk) PersonData(ctx context.Context, a Actor, in PersonInput) (PersonData, error) {
	p, err := d.contactsOf(ctx, a, in)
	if err != nil {
		return p, err
	}
	if err := d.searches(a, "person"); err != nil {
		return p, err
	}
	if p.Enquiries, err = d.Store.EnquiriesOf(ctx, p.Contacts); err != nil {
		return p, err
	}
	if p.Answers, err = d.Store.AnswersOf(ctx, p.Contacts); err != nil {
		return p, err
	}
	if len(p.Enquiries)+len(p.Answers) == 0 {
		return p, ErrNobody
	}
	ids := make([]int64, len(p.Enquiries))
	for i, e := range p.Enquiries {
		ids[i] = e.ID
	}
	p.Held, err = d.Store.HeldOf(ctx, ids, p.Answers)
	return p, err
}

func (d *Desk) contactsOf(ctx context.Context, a Actor, in PersonInput) (p PersonData, err error) {
	if in.EnquiryID != 0 {
		t, err := d.Store.Traces(ctx, []int64{in.EnquiryID})
		p.Contacts = t.Contacts
		if err == nil && len(t.Names) == 0 {
			err = ErrEnquiryNotFound
		}
		return p, err
	}
	var c check
	if strings.Contains(in.Q.S, "@") {
		p.Contacts = []string{c.email("q", in.Q)}
	} else if number := c.phone("q", in.Q, a.User.Takes.Country); number != nil {
		p.Contacts = []string{*number}
	} else if len(c.fields) == 0 {
		c.add("q", nil, "Enter a whole phone number or e-mail address")
	}
	return p, c.err()
}

// TakePerson is PersonData for an owner who takes it away, which is written down.
// TooMany for whoever takes more files away than work needs.
func (d *Desk) TakePerson(ctx context.Context, a Actor, in PersonInput) (PersonData, error) {
	p, err := d.PersonData(ctx, a, in)
	if err != nil {
		return p, err
	}
	if err := d.Exports.Take(a.User.ID); err != nil {
		return PersonData{}, err
	}
	var entries []AuditEntry
	for _, e := range p.Enquiries {
		entries = append(entries, a.Did(Exported, Object{Kind: OnEnquiry, ID: e.ID}, "person"))
	}
	if len(entries) == 0 {
		entries = append(entries, a.Did(Exported, Object{Kind: OnAnswer, ID: p.Answers[0]}, "person"))
	}
	err = d.Store.InTx(ctx, func(tx Store) error { return d.takeFile(ctx, tx, a, entries...) })
	d.Outbox.Posted()
	return p, err
}
