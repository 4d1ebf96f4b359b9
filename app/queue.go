package app

import (
	"context"
	"strings"
	"unicode/utf8"
)

// Takes says which enquiries a person takes from the queue and how many. Empty
// lists and a nil branch take everything.
type Takes struct {
	Courses   []string
	Languages []string // tags, such as hi
	Branch    *string
	Limits    Limits    // in force: a person's own before those of the role
	Own       Limits    // the person's own, where an account is read by itself
	Mode      QueueMode // how they come to their enquiries, as the school has it
}

// Waiting returns a page of the queue as the actor may see it: where the school
// masks it, only enough to choose by; where people may not choose, only how
// many wait. An owner of the desk sees everything.
func (d *Desk) Waiting(ctx context.Context, a Actor, f EnquiryFilter) (EnquiryPage, error) {
	mode := a.mode()
	f.Owner = 0
	if mode != OpenList {
		f.Q = "" // what is hidden cannot be searched either
	}
	p, err := d.Store.Enquiries(ctx, f)
	if err != nil {
		return p, err
	}
	switch mode {
	case MaskedList:
		for i := range p.Enquiries {
			p.Enquiries[i] = p.Enquiries[i].masked()
		}
	case NextOnly:
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

// masked is an enquiry with just enough left to choose by: the first letter of
// the name, the course and the time.
func (e Enquiry) masked() Enquiry {
	first, _ := utf8.DecodeRuneInString(e.Name)
	e.Name = string(first) + "."
	_, domain, _ := strings.Cut(e.Email, "@")
	_, top, _ := cutLast(domain, ".")
	e.Email = "•••@•••." + top
	e.Message = nil
	e.Masked = true
	return e
}

func cutLast(s, sep string) (before, after string, found bool) {
	if i := strings.LastIndex(s, sep); i >= 0 {
		return s[:i], s[i+len(sep):], true
	}
	return s, "", false
}
