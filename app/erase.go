package app

import (
	"context"
	"errors"
	"slices"
	"time"
)

// ErasedLine is the kind of event that tells that an enquiry was erased.
const ErasedLine EventKind = "erased"

// erasedReason closes an enquiry that was open when it was erased. Nobody can
// choose it.
const erasedReason = "erased"

// eraseMost is how many enquiries of one person can be erased at a time.
const eraseMost = 100

// eraseReasons are why somebody is erased: codes, so that nothing about the
// person is typed into what is kept for good.
var eraseReasons = []string{"asked", "guardian", "not_needed", "mistake"}

// Refusals of erasing, and of working with what was erased.
var (
	ErrErased = &Error{Kind: Conflict, Code: "erased", Title: "Erased",
		Message: "What was known of this person was erased. There is nothing left to work with"}
	ErrEraseMoved = &Error{Kind: Conflict, Code: "erase_moved", Title: "Conflict",
		Message: "This person's details were changed at the same moment. Nothing was erased. Look at them again"}
)

// EraseInput is what to erase: enquiries by number, as somebody who means it has
// typed them, and answers to forms that never became an enquiry.
type EraseInput struct {
	Enquiries, Answers []int64
	Reason             Text
}

// ErasedPerson is what was erased.
type ErasedPerson struct {
	Enquiries, Answers []int64
	At                 time.Time
}

// Erase takes away every word that is kept of a person under these numbers, for
// good: names, addresses, messages, notes, answers, what was written to them. The
// enquiries stay as closed ones without a name, with their history without its
// words, so that counts stay true. An open one is lost, its follow-up dropped. The
// numbers go into the list of erasures, by which older backups lose them too when
// they are restored. ErrEnquiryNotFound and ErrErased for any of the numbers;
// nothing is erased then. Locks: contact points, answers and letters, then the
// enquiries in the order of their numbers.
func (d *Desk) Erase(ctx context.Context, a Actor, in EraseInput) (ErasedPerson, error) {
	var c check
	if !slices.Contains(eraseReasons, in.Reason.S) {
		c.add("reason", sent(in.Reason, in.Reason.S), "Reason must be one of "+list(eraseReasons))
	}
	if n := len(in.Enquiries) + len(in.Answers); n == 0 || n > eraseMost {
		c.add("enquiries", nil, "Type the numbers of the enquiries to erase, at most 100 of them")
	}
	if err := c.err(); err != nil {
		return ErasedPerson{}, err
	}
	e := erasing{enquiries: sorted(in.Enquiries), answers: sorted(in.Answers), by: a.User.ID, reason: in.Reason.S, at: d.Now()}
	p, err := once(ctx, d, a.Op, func(tx Store) (ErasedPerson, error) { return d.erase(ctx, tx, a, e) })
	if err == nil && d.BackupClock != nil {
		nudge(d.BackupClock.Asked) // which also writes the list of erasures
	}
	return p, err
}

// erasing is one erasure: its numbers in their order, each once.
type erasing struct {
	enquiries, answers []int64
	by                 int64
	reason             string
	at                 time.Time
}

func sorted(ids []int64) []int64 {
	ids = slices.Clone(ids)
	slices.Sort(ids)
	return slices.Compact(ids)
}

// erase locks all of it, then closes what is open and erases.
func (d *Desk) erase(ctx context.Context, tx Store, a Actor, e erasing) (ErasedPerson, error) {
	leads, traces, err := lockErased(ctx, tx, e)
	if err != nil {
		return ErasedPerson{}, err
	}
	for _, l := range leads {
		if err := d.closeErased(ctx, tx, a, l, e); err != nil {
			return ErasedPerson{}, err
		}
	}
	answers, err := tx.Erase(ctx, Erasing{Enquiries: e.enquiries, Answers: e.answers, By: e.by, Reason: e.reason, At: e.at, Traces: traces})
	return ErasedPerson{e.enquiries, answers, e.at}, err
}

// lockErased locks all that is to be erased, in the order in which everybody does.
func lockErased(ctx context.Context, tx Store, e erasing) (leads []Lead, now Traces, err error) {
	before, err := tx.LockTraces(ctx, e.enquiries, e.answers)
	if err != nil {
		return nil, now, err
	}
	for _, id := range e.enquiries {
		l, err := lockEnquiry(ctx, tx, id)
		if err != nil {
			return nil, now, err
		}
		leads = append(leads, l)
	}
	if now, err = tx.Traces(ctx, e.enquiries); err != nil {
		return nil, now, err
	}
	for _, contact := range now.Contacts {
		if !slices.Contains(before.Contacts, contact) { // it came before the lock did
			return nil, now, ErrEraseMoved
		}
	}
	return leads, now, nil
}

// closeErased closes an enquiry that is to be erased if it is open or would open
// by itself, and writes down that it was erased.
func (d *Desk) closeErased(ctx context.Context, tx Store, a Actor, l Lead, e erasing) error {
	now := d.Now()
	if l.Stage.Open() || l.Stage == StageNotNow {
		why := erasedReason
		if err := d.moveOpen(ctx, tx, l, stageMove{to: StageLost, reason: &why}, a, now); err != nil {
			return err
		}
	}
	if err := d.tell(ctx, tx, l, NewEvent{Kind: ErasedLine, By: e.by, At: now, Op: a.Op}); err != nil {
		return err
	}
	return tx.Audit(ctx, a.Did(Erased, Object{Kind: OnEnquiry, ID: l.ID}, e.reason))
}

// Erasure is one line of the list of erasures: numbers and times, nothing about
// a person.
type Erasure struct {
	Kind       ErasureKind `json:"kind"`
	Number     int64       `json:"number"`
	ReceivedAt time.Time   `json:"receivedAt"` // tells it from another one that got the same number later
	ErasedAt   time.Time   `json:"erasedAt"`
	ErasedBy   int64       `json:"erasedBy"`
	Reason     string      `json:"reason"`
}

// ErasureKind says what was erased.
type ErasureKind string

// The kinds of erasure.
const (
	ErasedEnquiry ErasureKind = "enquiry"
	ErasedAnswer  ErasureKind = "answer" // to a form
)

// EraseAgain carries out erasures that a database of before does not know, and
// keeps them in its list. It returns how many enquiries and answers were there to
// be erased. Doing it again changes nothing.
func (d *Desk) EraseAgain(ctx context.Context, all []Erasure) (n int, err error) {
	for _, e := range all {
		again := 0
		err := d.Store.InTx(ctx, func(tx Store) (err error) {
			again, err = d.eraseAgain(ctx, tx, e)
			return err
		})
		if err != nil {
			return n, err
		}
		n += again
	}
	return n, nil
}

func (d *Desk) eraseAgain(ctx context.Context, tx Store, e Erasure) (int, error) {
	there, err := tx.StillThere(ctx, e)
	if err != nil {
		return 0, err
	}
	what, a := erasing{by: e.ErasedBy, reason: e.Reason, at: e.ErasedAt}, CommandLine
	a.Op = NewOp("", "", nil)
	switch {
	case !there:
		return 0, tx.AddErasure(ctx, e)
	case e.Kind == ErasedAnswer:
		what.answers = []int64{e.Number}
	default:
		what.enquiries = []int64{e.Number}
	}
	if _, err := d.erase(ctx, tx, a, what); err != nil && !errors.Is(err, ErrErased) {
		return 0, err
	}
	return 1, tx.AddErasure(ctx, e)
}
