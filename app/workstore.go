package app

import (
	"context"
	"time"
)

type stageStore interface {
	// Stages returns the stages in their order.
	Stages(ctx context.Context) ([]Stage, error)
	// RenameStages gives stages other names; ErrStageName when two are the same.
	RenameStages(ctx context.Context, names map[StageCode]string) error
	// LockEnquiry locks the enquiry's row until the transaction ends.
	LockEnquiry(ctx context.Context, id int64) error
	// SetStage moves an enquiry to a stage. Opening one lets the school's
	// promise to answer begin anew.
	SetStage(ctx context.Context, c StageChange) error
	// LastOpenStage returns the open stage that an enquiry was at last.
	LastOpenStage(ctx context.Context, enquiryID int64) (StageCode, error)
	// DueToWake returns parked enquiries whose time has come.
	DueToWake(ctx context.Context, now time.Time, limit int) ([]int64, error)
	// TryLockWaking keeps other processes from waking enquiries until the
	// transaction ends; false when another one is at it.
	TryLockWaking(ctx context.Context) (bool, error)
}

type followUpStore interface {
	// FollowUp returns one follow-up.
	FollowUp(ctx context.Context, id int64) (FollowUp, error)
	// OpenFollowUp returns the open follow-up of an enquiry.
	OpenFollowUp(ctx context.Context, enquiryID int64) (FollowUp, error)
	// FollowUps returns one page of open follow-ups and how many there are.
	FollowUps(ctx context.Context, f DueFilter) (DuePage, error)
	// AddFollowUp keeps a new follow-up.
	AddFollowUp(ctx context.Context, f NewFollowUp) (FollowUp, error)
	// EndFollowUp ends the open follow-up of an enquiry and returns its number.
	EndFollowUp(ctx context.Context, enquiryID int64, outcome string, at time.Time) (int64, error)
	// SetFollowUp keeps the time, the note and the count of an open follow-up.
	SetFollowUp(ctx context.Context, f FollowUp) error
}

type workStore interface {
	// AddAttempt keeps an attempt and notes that the enquiry was touched.
	AddAttempt(ctx context.Context, a NewAttempt) (Attempt, error)
	// Tries counts the attempts that nobody answered since somebody last did.
	Tries(ctx context.Context, enquiryID int64) (int, error)
	// AddNote keeps a note.
	AddNote(ctx context.Context, n Note) (Note, error)
	// Note returns one note of an enquiry.
	Note(ctx context.Context, enquiryID, id int64) (Note, error)
	// SetNote keeps another text of a note.
	SetNote(ctx context.Context, n Note) error
	// SetFacts keeps the facts of an enquiry.
	SetFacts(ctx context.Context, enquiryID int64, f Facts, at time.Time) error
	// SetMessage keeps which words are shown as those of an enquiry; its touches have all.
	SetMessage(ctx context.Context, enquiryID int64, words *string) error
}

type mergeStore interface {
	// Owners returns the owners of enquiries, in the order of their numbers.
	Owners(ctx context.Context, enquiryIDs ...int64) ([]int64, error)
	// AddMerge keeps a merge and marks the enquiry that is closed by it.
	AddMerge(ctx context.Context, m Merge) error
	// MergeOf returns the merge by which an enquiry is closed.
	MergeOf(ctx context.Context, enquiryID int64) (Merge, error)
	// MergedUnder returns an enquiry that was merged into another one.
	MergedUnder(ctx context.Context, enquiryID int64) (int64, error)
	// LikePairs returns pairs of the newest open enquiries that have something in
	// common, the newest first, without those that were told apart.
	LikePairs(ctx context.Context, newest int) ([]LikePair, error)
	// TellApart remembers that two enquiries are of two people.
	TellApart(ctx context.Context, low, high, userID int64, at time.Time) error
	// EndMerge notes that a merge was undone and takes the mark away.
	EndMerge(ctx context.Context, id int64, at time.Time) error
}

type historyStore interface {
	// AddEvent writes one line of history.
	AddEvent(ctx context.Context, e NewEvent) error
	// History returns one page of an enquiry's history, the newest line first.
	History(ctx context.Context, enquiryID int64, after *Cursor, limit int) (HistoryPage, error)
	// LastToChange returns who wrote the newest line of an enquiry's history.
	LastToChange(ctx context.Context, enquiryID int64) (Person, error)
}

type intakeStore interface {
	// Intakes returns all intakes by their start.
	Intakes(ctx context.Context) ([]Intake, error)
	// LockIntake locks an intake until the transaction ends and returns it.
	LockIntake(ctx context.Context, id int64) (Intake, error)
	// AddIntake keeps a new intake; ErrIntakeName when there is one like it.
	AddIntake(ctx context.Context, i Intake) (Intake, error)
	// SetIntake keeps a changed intake; ErrIntakeName when there is one like it.
	SetIntake(ctx context.Context, i Intake) error
}

type templateStore interface {
	// Templates returns all templates by channel, language and name.
	Templates(ctx context.Context) ([]Template, error)
	// LockTemplate locks a template until the transaction ends and returns it.
	LockTemplate(ctx context.Context, id int64) (Template, error)
	// AddTemplate keeps a new template; ErrTemplateName when there is one like it.
	AddTemplate(ctx context.Context, t Template) (Template, error)
	// SetTemplate keeps a changed template; ErrTemplateName when there is one like it.
	SetTemplate(ctx context.Context, t Template) error
	// RemoveTemplate removes a template.
	RemoveTemplate(ctx context.Context, id int64) error
}

type viewStore interface {
	// Views returns all views by name.
	Views(ctx context.Context) ([]SavedView, error)
	// LockViews keeps others from changing views until the transaction ends.
	LockViews(ctx context.Context) error
	// View returns one view.
	View(ctx context.Context, id int64) (SavedView, error)
	// AddView keeps a new view; ErrNotFound when there are as many as most, ErrViewName
	// when there is one of that name.
	AddView(ctx context.Context, v SavedView, most int) (SavedView, error)
	// SetView keeps a changed view; ErrViewName when there is another of that name.
	SetView(ctx context.Context, v SavedView) error
	// RemoveView removes a view.
	RemoveView(ctx context.Context, id int64) error
}
