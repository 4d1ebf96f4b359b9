package app

import (
	"context"
	"time"
)

type doorStore interface {
	// Forms returns all forms, the oldest first.
	Forms(ctx context.Context) ([]Form, error)
	// FormBySlug returns an active form by the end of its address.
	FormBySlug(ctx context.Context, slug string) (Form, error)
	// LockForm locks a form until the transaction ends and returns it.
	LockForm(ctx context.Context, id int64) (Form, error)
	// AddForm keeps a new form; ErrFormSlug when its address is in use.
	AddForm(ctx context.Context, f Form) (Form, error)
	// SetForm keeps a changed form; ErrFormSlug when its address is in use.
	SetForm(ctx context.Context, f Form) error

	// AddAnswer keeps an answer with its consents, unless its submission is kept
	// already, and returns what has become of it. After most others from the same
	// page it is suspected.
	AddAnswer(ctx context.Context, a Answer, most int) (AnswerState, error)
	// AnswerIn notes which touch of an enquiry an answer has become. Who agrees to be
	// contacted may be, whatever they asked for before.
	AnswerIn(ctx context.Context, submission string, touchID int64) error
	// StuckAnswers returns what was received before a time and not let in.
	StuckAnswers(ctx context.Context, before time.Time) ([]Answer, error)
	// FromForm returns the answers of an enquiry with their consents, the newest
	// first.
	FromForm(ctx context.Context, enquiryID int64) ([]FormAnswer, error)

	// Suspects returns what is suspected, the newest first, and how many there are.
	Suspects(ctx context.Context, limit int) (SuspectPage, error)
	// DecideSuspect says what becomes of an answer that is suspected; ErrNotFound
	// when that was said already.
	DecideSuspect(ctx context.Context, id int64, state AnswerState, now time.Time) (Answer, error)
	// ForgetSpam removes what was called spam before a time.
	ForgetSpam(ctx context.Context, before time.Time) error

	// AskPrivacy records what is asked for about all that was sent from a page,
	// ends what was agreed to, tells the history, and returns the enquiries of which
	// that was not asked before. ErrNotFound when nothing was sent from there.
	AskPrivacy(ctx context.Context, view string, kind PrivacyKind, told EventKind, now time.Time) ([]int64, error)
	// SawMinor notes that somebody saw a minor's record on a day of the school;
	// false when that is noted already.
	SawMinor(ctx context.Context, userID, enquiryID int64, now time.Time) (bool, error)
}
