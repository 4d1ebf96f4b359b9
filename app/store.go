package app

import (
	"context"
	"time"
)

// Store is what the use cases ask of storage. One method is one statement or
// one clearly named lock. Every method returns ErrNotFound where a single row
// was asked for and is not there, other refusals where they are named, and
// anything else as an internal error.
type Store interface {
	// InTx runs fn in one transaction: all of it is kept or none of it. A lost
	// connection is tried again only while nothing can have been written yet.
	// When the answer to the commit is lost it returns ErrOutcomeUnknown.
	InTx(ctx context.Context, fn func(Store) error) error
	// Ping reports whether the database answers.
	Ping(ctx context.Context) error

	enquiryStore
	accountStore
	sessionStore
	schoolStore
}

type enquiryStore interface {
	// AddEnquiry keeps a new enquiry and its first event together.
	AddEnquiry(ctx context.Context, e NewEnquiry) (Enquiry, error)
	// Enquiry returns one enquiry with its owner's name.
	Enquiry(ctx context.Context, id int64) (Lead, error)
	// Enquiries returns one page and how many there are in all.
	Enquiries(ctx context.Context, f EnquiryFilter) (EnquiryPage, error)
	// TakeForUpdate locks the enquiry row (SELECT ... FOR UPDATE) until the
	// transaction ends and, when nobody owns it, writes the owner, the claim
	// and its event. taken tells whether it did. The row is as it stands after.
	TakeForUpdate(ctx context.Context, id, userID int64) (e Enquiry, taken bool, err error)
	// NextWaiting returns the enquiry that has waited longest, other than not.
	NextWaiting(ctx context.Context, not int64) (Enquiry, error)
}

type accountStore interface {
	// AddUser keeps a new account; ErrEmailTaken when the address is in use.
	AddUser(ctx context.Context, u NewUser) (User, error)
	// LockSetup makes other transactions that want to create an owner wait.
	LockSetup(ctx context.Context) error
	// HasOwner reports whether an owner exists.
	HasOwner(ctx context.Context) (bool, error)
	// UserByEmail returns an active account and its password hash.
	UserByEmail(ctx context.Context, email string) (User, string, error)
	// AdoptedUserByEmail is UserByEmail over the addresses as the original
	// service had stored them.
	AdoptedUserByEmail(ctx context.Context, email string) (User, string, error)
	// UserByID returns an active account.
	UserByID(ctx context.Context, id int64) (User, error)
	// MakeOwner gives an account the owner's role.
	MakeOwner(ctx context.Context, userID int64) (User, error)
	// SetPasswordHash replaces the hash, unless it changed since it was read.
	SetPasswordHash(ctx context.Context, userID int64, old, hash string) error
}

type sessionStore interface {
	// AddSession keeps a new session and returns its id.
	AddSession(ctx context.Context, s NewSession) (int64, error)
	// SessionByID returns the person of a session that is still good.
	SessionByID(ctx context.Context, id int64, now time.Time) (User, error)
	// SessionByHash is SessionByID for a browser's cookie.
	SessionByHash(ctx context.Context, hash []byte, now time.Time) (User, int64, error)
	// EndSession ends a session; ending it again does nothing.
	EndSession(ctx context.Context, id int64, now time.Time) error
}

type schoolStore interface {
	// School returns the school, with an empty name before setup.
	School(ctx context.Context) (School, error)
	// NameSchool gives the school its name.
	NameSchool(ctx context.Context, name string) error
}

// Refusals that storage reports.
var (
	ErrNotFound = &Error{Kind: NotFound, Code: "not_found", Title: "Not found",
		Message: "There is nothing here by that number"}
	ErrUnavailable = &Error{Kind: Unavailable, Code: "unavailable", Title: "Service unavailable",
		Message:    "The database cannot answer at the moment. Try again in a few seconds",
		RetryAfter: 2 * time.Second}
	ErrOutcomeUnknown = &Error{Kind: Unavailable, Code: "outcome_unknown", Title: "Outcome unknown",
		Message:    "The connection to the database broke while this was being saved. Look whether it is there before you send it again",
		RetryAfter: 2 * time.Second}
)
