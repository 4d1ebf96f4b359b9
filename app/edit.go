package app

import (
	"cmp"
	"context"
	"errors"
	"strings"
)

// Edited is the kind of event that tells which facts were changed, not what
// they were.
const Edited EventKind = "edited"

// Facts are what staff know of an enquiry and may correct. The person's own
// words are not among them: they are what was said.
type Facts struct {
	Name, Email, CourseInterest string
	Phone, Language, Branch     *string
	Tags                        []string
}

func (l Lead) facts() Facts {
	return Facts{l.Name, l.Email, l.CourseInterest, l.Phone, l.Language, l.Branch, l.Tags}
}

// EditInput is a change of an enquiry's facts; what is not given stays.
type EditInput struct {
	Name, Email, Phone, CourseInterest, Language, Branch Text
	Tags                                                 *[]string
	Version                                              *int64 // the one that was read; nil changes any
}

// StaleEdit is a change of what somebody else has changed since it was read.
type StaleEdit struct {
	Version int64
	By      *Person // who made the newest change, if a person did
	Fields  []StaleField
}

// StaleField is a fact of which two people hold different things to be true.
type StaleField struct {
	Field         string
	Yours, Theirs *string
}

func (in EditInput) apply(f Facts, home string) (Facts, error) {
	var c check
	if in.Name.Given {
		f.Name = c.line("name", "Name", in.Name, 2, 255)
	}
	if in.Email.Given {
		f.Email = c.emailOrNone("email", in.Email)
	}
	if in.Phone.Given {
		f.Phone = c.phone("phone", in.Phone, home)
	}
	if in.CourseInterest.Given {
		f.CourseInterest = c.line("courseInterest", "Course interest", in.CourseInterest, 1, 255)
	}
	if in.Language.Given {
		f.Language = c.language("language", in.Language)
	}
	if in.Branch.Given {
		f.Branch = c.filled("branch", "Branch", in.Branch, 255)
	}
	if in.Tags != nil {
		f.Tags = c.tags("tags", *in.Tags)
	}
	c.reachable(f.Email, f.Phone)
	return f, c.err()
}

// changes lists the facts in which two differ.
func (f Facts) changes(other Facts) (fields []StaleField) {
	for _, x := range []StaleField{
		{"name", &f.Name, &other.Name},
		{"email", &f.Email, &other.Email},
		{"phone", f.Phone, other.Phone},
		{"courseInterest", &f.CourseInterest, &other.CourseInterest},
		{"language", f.Language, other.Language},
		{"branch", f.Branch, other.Branch},
		{"tags", new(strings.Join(f.Tags, ", ")), new(strings.Join(other.Tags, ", "))},
	} {
		if (x.Yours == nil) != (x.Theirs == nil) || x.Yours != nil && *x.Yours != *x.Theirs {
			fields = append(fields, x)
		}
	}
	return fields
}

// EditEnquiry corrects the facts of an enquiry. When it changed since the actor
// read it nothing is written, and a Stale refusal has what both hold to be true.
// ErrNotHolder unless the actor owns it or the desk.
func (d *Desk) EditEnquiry(ctx context.Context, a Actor, id int64, in EditInput) (Lead, error) {
	home := a.User.Takes.Country
	someone := "+"
	if _, err := in.apply(Facts{Email: someone, Phone: &someone}, home); err != nil { // what it is about is not read yet
		return Lead{}, err
	}
	l, err := once(ctx, d, a.Op, func(tx Store) (Lead, error) {
		l, err := lockEnquiry(ctx, tx, id)
		if err == nil {
			err = a.mayChange(l.Enquiry)
		}
		if err != nil {
			return Lead{}, err
		}
		was := l.facts()
		is, err := in.apply(was, home)
		if err != nil {
			return Lead{}, err
		}
		changed := is.changes(was)
		if in.Version != nil && *in.Version != l.Version {
			return Lead{}, stale(ctx, tx, l, changed)
		}
		if len(changed) == 0 {
			return l, nil
		}
		return d.edit(ctx, tx, a, l, is, changed)
	})
	if errors.Is(err, ErrStale) && a.Op.Replayed { // it says what was true then
		if now, err := d.Store.Enquiry(ctx, id, a.sight()); err != nil || now.Masked {
			return Lead{}, cmp.Or(gone(err, ErrEnquiryNotFound), error(ErrNotHolder))
		}
	}
	return d.answeredLead(ctx, a, l, err)
}

func (d *Desk) edit(ctx context.Context, tx Store, a Actor, l Lead, is Facts, changed []StaleField) (Lead, error) {
	now := d.Now()
	if err := tx.SetFacts(ctx, l.ID, is, now); err != nil {
		return Lead{}, err
	}
	names := make([]string, len(changed))
	for i, f := range changed {
		names[i] = f.Field
	}
	if err := d.tell(ctx, tx, l, NewEvent{Kind: Edited, By: a.User.ID, At: now, Fields: names, Op: a.Op}); err != nil {
		return Lead{}, err
	}
	return readLead(ctx, tx, l.ID)
}

// ErrStale refuses a change of what somebody else has changed meanwhile.
var ErrStale = &Error{Kind: Stale, Code: "stale", Title: "Changed meanwhile",
	Message: "Somebody changed this while you were typing. Choose which to keep"}

// stale is the refusal of a change that came second.
func stale(ctx context.Context, tx Store, l Lead, fields []StaleField) error {
	e, refusal := &StaleEdit{Version: l.Version, Fields: fields}, *ErrStale
	refusal.Stale = e
	by, err := tx.LastToChange(ctx, l.ID)
	switch {
	case err == nil:
		e.By = &by
		refusal.Message = by.Name + " changed this while you were typing. Choose which to keep"
	case !errors.Is(err, ErrNotFound):
		return err
	}
	return &refusal
}
