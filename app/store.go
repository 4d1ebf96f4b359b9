package app

import (
	"context"
	"errors"
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

	vitalStore
	enquiryStore
	stageStore
	followUpStore
	workStore
	mergeStore
	historyStore
	limitStore
	opStore
	presenceStore
	feedStore
	accountStore
	teamStore
	invitationStore
	sessionStore
	factorStore
	resetStore
	keyStore
	schoolStore
	setupStore
	choiceStore
	sampleStore
	intakeStore
	templateStore
	viewStore
	doorStore
	backupStore
	auditStore
	chainStore
	letterStore
	noticeStore
	fileStore
	tagStore
	eraseStore
}

type backupStore interface {
	// Backups returns backups, the newest first.
	Backups(ctx context.Context, limit int) ([]Backup, error)
	// Backup returns one.
	Backup(ctx context.Context, id int64) (Backup, error)
	// BackupMarks returns what the rules of backups look at.
	BackupMarks(ctx context.Context) (BackupMarks, error)
	// AskBackup notes that one is asked for, and returns it or the one that is.
	AskBackup(ctx context.Context) (Backup, error)
}

type auditStore interface {
	// Audit writes one entry of the audit log: in the transaction of what it
	// tells of, so that neither is kept without the other.
	Audit(ctx context.Context, e AuditEntry) error
	// AuditLines returns entries, newest first.
	AuditLines(ctx context.Context, f AuditFilter) ([]AuditLine, error)
}

type chainStore interface {
	// LockChain makes the transaction the only one that adds to the audit chain;
	// false at once when another one is.
	LockChain(ctx context.Context) (bool, error)
	// ChainHead returns where the chain ends.
	ChainHead(ctx context.Context) (Head, error)
	// AnyUnchained reports whether entries have no place in the chain yet.
	AnyUnchained(ctx context.Context) (bool, error)
	// Unchained returns such entries, oldest first.
	Unchained(ctx context.Context, limit int) ([]AuditRow, error)
	// AddLinks gives entries their places.
	AddLinks(ctx context.Context, links []Link) error
	// Links returns places after a number with their entries, in their order.
	Links(ctx context.Context, after int64, limit int) ([]Link, error)
	// LinkHash returns the hash of one place.
	LinkHash(ctx context.Context, seq int64) ([]byte, error)
	// StrayEntry returns an entry that is neither in the chain nor about to be,
	// 0 when there is none, and how many are about to be.
	StrayEntry(ctx context.Context) (id int64, waiting int, err error)
	// AddHead keeps a signed head.
	AddHead(ctx context.Context, h SignedHead) error
	// LastSignedHead returns the newest head that a key has signed.
	LastSignedHead(ctx context.Context, key string) (SignedHead, error)
	// SignedHeads returns all signed heads, oldest first.
	SignedHeads(ctx context.Context) ([]SignedHead, error)
}

type limitStore interface {
	// LockUser locks the account's row until the transaction ends. Locks of
	// users are taken before locks of enquiries, in the order of their numbers.
	LockUser(ctx context.Context, userID int64) error
	// Held counts what a person holds. dayStart is when today began for them.
	Held(ctx context.Context, userID int64, dayStart time.Time) (Held, error)
	// RoleLimits returns the limits of every role, in the order of Roles.
	RoleLimits(ctx context.Context) ([]RoleLimits, error)
	// SetRoleLimits sets those limits of a role that are given.
	SetRoleLimits(ctx context.Context, role Role, in LimitsInput) (RoleLimits, error)
}

type opStore interface {
	// Op returns what was kept under an op's id; ErrNotFound when nothing was.
	Op(ctx context.Context, id string) (KeptOp, error)
	// TryOp reports, without keeping anything, whether an op could be kept now:
	// ErrOpRunning while another transaction is keeping it, ErrOpTaken when one has.
	TryOp(ctx context.Context, id string) error
	// AddOp keeps an outcome under the op's id; ErrOpTaken when there is one. It
	// waits for a transaction that is just adding the same, ErrOpRunning when that
	// takes too long.
	AddOp(ctx context.Context, id string, kept KeptOp) error
	// ForgetOps removes what was kept before a time, a batch at a time, and
	// returns how many rows went.
	ForgetOps(ctx context.Context, before time.Time) (int, error)
}

type feedStore interface {
	// NewestEvent returns the number of the newest event, 0 when there is none.
	NewestEvent(ctx context.Context) (int64, error)
	// EventsAfter returns up to limit events with a number above after or among
	// missing, in the order of their numbers.
	EventsAfter(ctx context.Context, after int64, missing []int64, limit int) ([]Event, error)
	// Wake tells every process that uses this database that there are new events,
	// or, with numbers of enquiries, that others look at those than before.
	Wake(ctx context.Context, looked []int64) error
	// Woken calls fn for each Wake of any process, and whenever sessions or keys
	// of people were ended, until ctx ends. It connects again by itself when the
	// connection is lost.
	Woken(ctx context.Context, fn func(Notice)) error
}

type presenceStore interface {
	// Look notes that a person has an enquiry open now, and reports whether they
	// had not since a time.
	Look(ctx context.Context, enquiryID, userID int64, since time.Time) (begun bool, err error)
	// LookAway notes that a person has it open no longer, and reports whether they
	// had.
	LookAway(ctx context.Context, enquiryID, userID int64) (ended bool, err error)
	// Looking says who but one person has which of the enquiries open since a time.
	Looking(ctx context.Context, enquiryIDs []int64, notUser int64, since time.Time) (map[int64][]Person, error)
}

type enquiryStore interface {
	// AddEnquiry keeps a new enquiry or a touch of an open one, its event and its
	// op together, and returns it as it was typed; ErrOpTaken when the op is kept
	// already. When an op without a key asks the same as another one within two
	// minutes before, or a form sends again what it has sent, it returns that.
	AddEnquiry(ctx context.Context, e NewEnquiry, op *Op) (Enquiry, error)
	// AskedUnder returns the enquiry to which a touch of a number of its own belongs.
	AskedUnder(ctx context.Context, touchID int64) (int64, error)
	// Bring holds the contact points of an enquiry until the transaction ends,
	// before enquiries are locked: nobody else brings one of them meanwhile.
	Bring(ctx context.Context, e NewEnquiry) error
	// Known returns the oldest open enquiry of the same person about the same course.
	Known(ctx context.Context, e NewEnquiry) (int64, error)
	// AddTouch keeps that somebody asked again and returns the touch's number.
	AddTouch(ctx context.Context, enquiryID int64, e NewEnquiry, at time.Time) (int64, error)
	// Touches returns the newest touches of an enquiry and its first one.
	Touches(ctx context.Context, enquiryID int64, limit int) ([]Asked, error)
	// Family returns others under the addresses and numbers of an enquiry, as
	// somebody may see them, the newest first.
	Family(ctx context.Context, enquiryID int64, v Sight, limit int) ([]Relative, error)
	// AddWalkIn keeps a new enquiry that staff typed in, and its touch.
	AddWalkIn(ctx context.Context, e NewEnquiry, at time.Time) (Enquiry, error)
	// WhoHas returns enquiries of an address or number, given also when they asked
	// again, as somebody may see them, the newest first.
	WhoHas(ctx context.Context, contact string, v Sight, limit int) ([]Lead, error)
	// Enquiry returns one enquiry with its owner's name, as somebody may see it.
	Enquiry(ctx context.Context, id int64, v Sight) (Lead, error)
	// Enquiries returns one page and how many there are in all.
	Enquiries(ctx context.Context, f EnquiryFilter) (EnquiryPage, error)
	// Search returns the enquiries that fit what somebody typed, as they may see
	// them, the likeliest first.
	Search(ctx context.Context, f Sought) ([]Found, error)
	// Leads returns one page of a list of leads.
	Leads(ctx context.Context, f LeadFilter) (LeadPage, error)
	// LeadRows is Leads without the total.
	LeadRows(ctx context.Context, f LeadFilter) (LeadPage, error)
	// ChangeOwner locks the enquiry row (SELECT ... FOR UPDATE) until the
	// transaction ends and, when the change is allowed, writes the owner, the
	// claim and the event. The row is as it stands after.
	ChangeOwner(ctx context.Context, c OwnerChange) (Enquiry, bool, error)
	// Take is ChangeOwner for a claim that needs no lock but the enquiry's, in a
	// transaction of its own that it may share with others of the same moment.
	// ErrNotFound unless nobody owns the enquiry and nobody has it locked now.
	Take(ctx context.Context, c OwnerChange) (Enquiry, error)
	// LockNext locks and returns the enquiry to serve next to somebody who takes
	// what t says, passing over rows that others have locked at the moment.
	LockNext(ctx context.Context, t Takes) (int64, error)
	// NextWaiting returns the enquiry that has waited longest, other than not, as
	// somebody may see it.
	NextWaiting(ctx context.Context, not int64, v Sight) (Enquiry, error)
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
	// SetTakes sets what a person takes and how much they may hold.
	SetTakes(ctx context.Context, userID int64, t Takes) (User, error)
	// SetAccount sets a person's name, address, theme and language; ErrEmailTaken when
	// the address is in use.
	SetAccount(ctx context.Context, u User) (User, error)
	// SetPasswordHash replaces the hash; ErrNotFound when it changed since it was
	// read.
	SetPasswordHash(ctx context.Context, userID int64, old, hash string) error
}

type teamStore interface {
	// Members returns all active people by name, or all there ever were.
	Members(ctx context.Context, all bool) ([]Member, error)
	// Member returns one person, active or not.
	Member(ctx context.Context, id int64) (Member, error)
	// LockPeople locks the rows of these people, of those for whom they stand in
	// and of every active owner (SELECT ... FOR UPDATE) in the order of their numbers, until the
	// transaction ends, and returns them. Nobody can be given an enquiry while
	// their row is locked so.
	LockPeople(ctx context.Context, ids []int64) ([]Locked, error)
	// SetMember keeps a person's name, role, duty and leave, and that they are
	// active.
	SetMember(ctx context.Context, m Member) error
	// DeactivateUser ends a person's work here, and their standing in for others.
	DeactivateUser(ctx context.Context, id int64) error
	// EndStandIns ends a person's standing in for others, whose leave goes on.
	EndStandIns(ctx context.Context, id int64) error
	// LockHeld locks and returns the enquiries that a person owns and that are
	// open or will be again.
	LockHeld(ctx context.Context, userID int64) ([]HeldLead, error)
	// SetPassword replaces a person's password, whatever it was.
	SetPassword(ctx context.Context, userID int64, hash string) error
}

type invitationStore interface {
	// AddInvitation keeps a new invitation.
	AddInvitation(ctx context.Context, i NewInvitation) (Invitation, error)
	// RenewInvitation gives an open invitation another token.
	RenewInvitation(ctx context.Context, id int64, hash []byte, now time.Time) error
	// Invitations returns the open invitations, the newest first.
	Invitations(ctx context.Context, now time.Time) ([]Invitation, error)
	// InvitationByHash returns the open invitation of a token.
	InvitationByHash(ctx context.Context, hash []byte, now time.Time) (Invitation, error)
	// LockInvitation is InvitationByHash that locks the row (SELECT ... FOR
	// UPDATE) until the transaction ends.
	LockInvitation(ctx context.Context, hash []byte, now time.Time) (Invitation, error)
	// AcceptInvitation notes that an invitation was accepted.
	AcceptInvitation(ctx context.Context, id int64, now time.Time) error
	// EndInvitation withdraws an open invitation.
	EndInvitation(ctx context.Context, id int64, now time.Time) error
}

type setupStore interface {
	// SetupProgress reports whether there is an owner, and the step of the setup
	// to go on with, nil when it is finished.
	SetupProgress(ctx context.Context) (owned bool, step *int, err error)
	// BeginSetup notes that the setup goes on with a step, and takes out the list
	// of what comes after it.
	BeginSetup(ctx context.Context, step int) error
	// SetSetupStep notes the step to go on with.
	SetSetupStep(ctx context.Context, step *int) error
	// SetSetupCode keeps a code in the place of the one before. With a time, only
	// if that is spent by then; it reports whether the new one was kept.
	SetSetupCode(ctx context.Context, c SetupCode, spentBy time.Time) (bool, error)
	// TrySetupCode counts a try and reports whether it fits, and whether the code
	// is spent: expired, tried too often, or not there.
	TrySetupCode(ctx context.Context, hash []byte, now time.Time, most int) (fits, spent bool, err error)
	// Doings returns what was done since the setup.
	Doings(ctx context.Context) (Doings, error)
	// Tick notes that something is done.
	Tick(ctx context.Context, id string) error
}

type choiceStore interface {
	// LockChoices lets nobody else change a list until the transaction ends.
	LockChoices(ctx context.Context, l ChoiceList) error
	// Choices returns a list in its order.
	Choices(ctx context.Context, l ChoiceList) ([]Choice, error)
	// AddChoice keeps a new choice; ErrNameTaken when there is one of that name.
	AddChoice(ctx context.Context, l ChoiceList, c Choice) (Choice, error)
	// SetChoice keeps a choice and moves the others around it; ErrNameTaken when
	// another one has that name.
	SetChoice(ctx context.Context, l ChoiceList, c Choice) error
}

type sampleStore interface {
	// LockSamples lets nobody else add or remove samples until the transaction ends.
	LockSamples(ctx context.Context) error
	// CountSamples returns how many samples there are.
	CountSamples(ctx context.Context) (int, error)
	// AddSamples puts samples into the queue, each with its first event.
	AddSamples(ctx context.Context, list []NewSample, op *Op) error
	// RemoveSamples locks all samples, then removes them with their claims and
	// events, and returns how many went.
	RemoveSamples(ctx context.Context) (int, error)
}

type sessionStore interface {
	// AddSession keeps a new session and returns its id; ErrCredentials when the
	// person's sessions were ended since the account was read.
	AddSession(ctx context.Context, s NewSession, now time.Time) (int64, error)
	// SessionByID returns a bearer token's session if it is still good.
	SessionByID(ctx context.Context, id int64, now time.Time) (LiveSession, error)
	// SessionByHash is SessionByID for a browser's cookie.
	SessionByHash(ctx context.Context, hash []byte, now time.Time) (LiveSession, error)
	// SessionGood reports whether a session is still good.
	SessionGood(ctx context.Context, id int64, now time.Time) (bool, error)
	// TouchSession notes that a session is in use, unless that was noted less
	// than every ago.
	TouchSession(ctx context.Context, id int64, now time.Time, every time.Duration) error
	// Sessions lists where a person is signed in, the latest used first.
	Sessions(ctx context.Context, userID int64, now time.Time) ([]Session, error)
	// EndTokens ends the sessions of all bearer tokens.
	EndTokens(ctx context.Context, now time.Time) error
	// EndSession ends a session; ending it again does nothing.
	EndSession(ctx context.Context, id int64, now time.Time) error
	// EndSessionOf ends one session of a person.
	EndSessionOf(ctx context.Context, userID, id int64, now time.Time) error
	// EndSessionsOf ends all sessions of a person but one, the tokens that name
	// no session, and the link that would set a new password. Signing in at the
	// same moment comes before, and is ended, or after. It needs a transaction.
	EndSessionsOf(ctx context.Context, userID, except int64, now time.Time) error
}

type factorStore interface {
	// SetTOTPSeed keeps a seed that has to be confirmed; ErrTOTPOn when one is
	// confirmed already.
	SetTOTPSeed(ctx context.Context, userID int64, sealed []byte) error
	// CountTOTPTry counts a try and returns what to compare it with. The last of
	// most tries makes further ones wait until voidUntil.
	CountTOTPTry(ctx context.Context, userID int64, most int, now, voidUntil time.Time) (TOTP, error)
	// TOTPVoidUntil says until when no code is looked at.
	TOTPVoidUntil(ctx context.Context, userID int64) (time.Time, error)
	// UseTOTPStep takes the code of a time step, and confirms the seed by it;
	// ErrNotFound when that or a later one was taken before.
	UseTOTPStep(ctx context.Context, userID, step int64, now time.Time) error
	// SetRecoveryCodes replaces a person's recovery codes; ErrNotFound where there
	// is no second factor. It needs a transaction.
	SetRecoveryCodes(ctx context.Context, userID int64, hashes [][]byte) error
	// RecoveryCodes counts the codes that a person has left.
	RecoveryCodes(ctx context.Context, userID int64) (int, error)
	// UseRecoveryCode takes a recovery code; ErrNotFound when it is not there.
	UseRecoveryCode(ctx context.Context, userID int64, hash []byte) error
	// SealedSeeds locks and returns all seeds, by the number of the person.
	SealedSeeds(ctx context.Context) (map[int64][]byte, error)
	// SetSealedSeed puts a seed that was sealed anew in the place of the old.
	SetSealedSeed(ctx context.Context, userID int64, sealed []byte) error
	// RemoveTOTP takes the second factor away, recovery codes and all.
	RemoveTOTP(ctx context.Context, userID int64) error
}

type resetStore interface {
	// SetResetLink keeps a link's hash in the place of the person's link before.
	SetResetLink(ctx context.Context, userID int64, hash []byte, expires time.Time) error
	// UserByResetLink returns whom a good link is for.
	UserByResetLink(ctx context.Context, hash []byte, now time.Time) (User, error)
	// UseResetLink removes a good link and returns whom it was for.
	UseResetLink(ctx context.Context, hash []byte, now time.Time) (int64, error)
}

type keyStore interface {
	// AddKey keeps a new key.
	AddKey(ctx context.Context, k NewKey) (Key, error)
	// Keys returns the keys that were not revoked, the newest first.
	Keys(ctx context.Context) ([]Key, error)
	// RevokeKey ends a key that was not revoked before.
	RevokeKey(ctx context.Context, id int64, now time.Time) (Key, error)
	// KeyByHash returns a key, good or not, with the person it acts for.
	KeyByHash(ctx context.Context, hash []byte) (KeyUse, error)
	// KeyUsed notes that a key was used.
	KeyUsed(ctx context.Context, id int64, now time.Time) error
	// KeyGood reports whether a key is still good.
	KeyGood(ctx context.Context, id int64, now time.Time) (bool, error)
}

type schoolStore interface {
	// School returns the school and its choices.
	School(ctx context.Context) (School, error)
	// NameSchool gives the school its name.
	NameSchool(ctx context.Context, name string) error
	// SetSchool keeps the school's choices.
	SetSchool(ctx context.Context, s School) error
}

// gone calls a missing row by what it would have been.
func gone(err, name error) error {
	if errors.Is(err, ErrNotFound) {
		return name
	}
	return err
}

// Refusals that storage reports.
var (
	ErrNotFound = &Error{Kind: NotFound, Code: "not_found", Title: "Not found",
		Message: "There is nothing here by that number"}
	ErrUnavailable = &Error{Kind: Unavailable, Code: "unavailable", Title: "Service unavailable",
		Message:    "The database cannot answer at the moment. Try again in a few seconds",
		RetryAfter: 2 * time.Second}
	ErrOutcomeUnknown = &Error{Kind: Unavailable, Code: "outcome_unknown", Title: "Outcome unknown",
		Message: "The connection to the database broke while this was being saved. Repeat it with the same Idempotency-Key; " +
			"without one, look whether it is there before you send it again",
		RetryAfter: 2 * time.Second}
)

type vitalStore interface {
	// AppliedSteps is how many migrations the database has seen.
	AppliedSteps(ctx context.Context) (int, error)
	// Waiting counts the queue without walking it.
	Waiting(ctx context.Context) (Waiting, error)
	// OutboxLag is how long the letter that has waited longest for its way out has
	// done so; 0 when none waits.
	OutboxLag(ctx context.Context) (time.Duration, error)
	// Batched tells how well writes of one moment share commits. It asks nobody.
	Batched() []Batched
}
