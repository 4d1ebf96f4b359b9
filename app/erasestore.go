package app

import (
	"context"
	"time"
)

// Traces are the words of enquiries by which they can be found elsewhere.
type Traces struct{ Contacts, Names []string }

// Erasing is what storage is to erase, with the enquiries' rows locked.
type Erasing struct {
	Enquiries, Answers []int64
	By                 int64
	Reason             string
	At                 time.Time
	Traces             Traces
}

type eraseStore interface {
	// LockTraces locks the contact points of enquiries, then the answers to forms
	// and the letters about them, until the transaction ends: all that others lock
	// before an enquiry.
	LockTraces(ctx context.Context, enquiries, answers []int64) (Traces, error)
	// Traces returns the names, addresses and numbers of enquiries.
	Traces(ctx context.Context, enquiries []int64) (Traces, error)
	// Erase takes away every word of enquiries and answers, keeps their numbers in
	// the list of erasures and returns the answers, those of the enquiries among them.
	Erase(ctx context.Context, e Erasing) ([]int64, error)
	// Erasures returns the list of erasures, the oldest first.
	Erasures(ctx context.Context) ([]Erasure, error)
	// AddErasure keeps a line of that list, unless it is there.
	AddErasure(ctx context.Context, e Erasure) error
	// StillThere reports whether what a line tells of has its words yet.
	StillThere(ctx context.Context, e Erasure) (bool, error)

	// PrivacyRequests returns what people asked for by the link they were given,
	// the newest first.
	PrivacyRequests(ctx context.Context, limit int) ([]PersonRequest, error)
	// EnquiriesOf returns the enquiries under contact points, also those that a
	// parent's number was given in or that they were merged with, by number.
	EnquiriesOf(ctx context.Context, contacts []string) ([]PersonEnquiry, error)
	// AnswersOf returns the answers under contact points that are no enquiry.
	AnswersOf(ctx context.Context, contacts []string) ([]int64, error)
	// HeldOf returns every row that is kept about enquiries and answers, by table.
	HeldOf(ctx context.Context, enquiries, answers []int64) ([]Kept, error)
}
