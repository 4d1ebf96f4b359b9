package app

import (
	"context"
	"errors"
)

// Refusals of the first-run setup.
var (
	ErrSetupDone = &Error{Kind: Conflict, Code: "setup_done", Title: "Already set up",
		Message: "This desk has an owner already. Sign in instead"}
	ErrSetupCode = &Error{Kind: Forbidden, Code: "setup_code", Title: "Wrong code",
		Message: "That code is not right. Look for the newest one in the log"}
	ErrSetupNeeded = &Error{Kind: Unavailable, Code: "setup_required", Title: "Setup required",
		Message: "This desk has no owner yet. Open /setup in a browser and follow the steps"}
)

// SetupInput is what the first owner types. With the school's name the setup is
// finished at once; without it, it goes on with the second step.
type SetupInput struct {
	AccountInput
	Code, SchoolName Text
}

// SetupState says how far a desk is.
type SetupState struct {
	Needed       bool // there is no owner
	Finished     bool
	Step         int // to go on with, 1 to 4; 0 when finished
	CodeRequired bool
	PasswordMin  int
}

// The steps of the setup.
const (
	setupAccount = 1
	setupSchool  = 2
	setupReady   = 4
)

// SetupState returns what the setup page has to ask for.
func (d *Desk) SetupState(ctx context.Context) (SetupState, error) {
	owned, step, err := d.Store.SetupProgress(ctx)
	s := SetupState{Needed: !owned, CodeRequired: !owned && !d.Rules.Loopback, PasswordMin: d.Rules.PasswordMin()}
	switch {
	case !owned:
		s.Step = setupAccount
	case step == nil:
		s.Finished = true
	default:
		s.Step = *step
	}
	return s, err
}

// Setup makes the first owner, once. Unless only this machine reaches the
// server the newest setup code is needed: ErrSetupCode when it is wrong, TooMany
// after several wrong ones from one place. A person whom the original service
// knew already becomes the owner by their e-mail and password. ErrSetupDone when
// there is an owner, also when two ask at the same moment.
func (d *Desk) Setup(ctx context.Context, a Actor, in SetupInput, v Visitor) (User, BrowserSession, error) {
	var c check
	name, email, pw := in.check(&c, d.Rules, in.SchoolName.S)
	school := ""
	if in.SchoolName.Given {
		school = c.line("schoolName", "School name", in.SchoolName, 2, 255)
	}
	if err := d.maySetUp(ctx, in.Code.S, v); err != nil {
		d.Tally.Note(a.Did(AccessDenied, Object{}, "setup code"))
		return User{}, BrowserSession{}, err
	}
	if err := c.err(); err != nil {
		return User{}, BrowserSession{}, err
	}
	hash, err := d.hash(ctx, pw)
	if err != nil {
		return User{}, BrowserSession{}, err
	}
	u, err := once(ctx, d, a.Op, func(tx Store) (User, error) {
		if err := d.onlyOnce(ctx, tx); err != nil {
			return User{}, err
		}
		u, err := tx.AddUser(ctx, NewUser{Name: name, Email: email, PasswordHash: hash, Role: Owner})
		if errors.Is(err, ErrEmailTaken) {
			u, err = d.promoteAdopted(ctx, tx, in)
		}
		if err != nil {
			return User{}, err
		}
		if school != "" {
			err = tx.NameSchool(ctx, school)
		} else {
			err = tx.BeginSetup(ctx, setupSchool)
		}
		if err != nil {
			return User{}, err
		}
		return u, tx.Audit(ctx, a.Did(SetupDone, Object{OnUser, u.ID}))
	})
	if err != nil {
		return User{}, BrowserSession{}, err
	}
	s, err := d.openBrowser(ctx, u, false, v)
	return u, s, err
}

// maySetUp looks at the code only while there is no owner, so that nobody can
// guess at it later.
func (d *Desk) maySetUp(ctx context.Context, code string, v Visitor) error {
	owned, err := d.Store.HasOwner(ctx)
	if err == nil && owned {
		err = ErrSetupDone
	}
	if err != nil {
		return err
	}
	return d.checkCode(ctx, code, v)
}

// SetupStep notes the step to go on with, so that a reload and another browser
// find it again; nil finishes the setup. ErrSetupDone when it is finished.
func (d *Desk) SetupStep(ctx context.Context, a Actor, step *int) (SetupState, error) {
	if step != nil && (*step < setupSchool || *step > setupReady) {
		var c check
		c.add("step", *step, "Step must be 2, 3 or 4, or null to finish")
		return SetupState{}, c.err()
	}
	_, err := once(ctx, d, a.Op, func(tx Store) (struct{}, error) {
		if err := tx.LockSetup(ctx); err != nil {
			return struct{}{}, err
		}
		_, now, err := tx.SetupProgress(ctx)
		if err == nil && now == nil {
			err = ErrSetupDone
		}
		if err != nil {
			return struct{}{}, err
		}
		return struct{}{}, tx.SetSetupStep(ctx, step)
	})
	if err != nil {
		return SetupState{}, err
	}
	return d.SetupState(ctx)
}

// EnsureOwner makes the owner that the operator named, if there is none, and
// reports whether it did. An account of that address becomes the owner with the
// password it has. The setup goes on with the school when the owner signs in.
func (d *Desk) EnsureOwner(ctx context.Context, in AccountInput) (made bool, err error) {
	owned, err := d.Store.HasOwner(ctx)
	if err != nil || owned {
		return false, err
	}
	var c check
	name, email, pw, err := d.checkAccount(ctx, &c, in)
	if err != nil {
		return false, err
	}
	if err := c.err(); err != nil {
		return false, err
	}
	hash, err := d.hash(ctx, pw)
	if err != nil {
		return false, err
	}
	err = d.Store.InTx(ctx, func(tx Store) error {
		if err := d.onlyOnce(ctx, tx); err != nil {
			return err
		}
		u, err := tx.AddUser(ctx, NewUser{Name: name, Email: email, PasswordHash: hash, Role: Owner})
		if errors.Is(err, ErrEmailTaken) {
			if u, _, err = tx.UserByEmail(ctx, email); err == nil {
				u, err = tx.MakeOwner(ctx, u.ID)
			}
		}
		if err != nil {
			return err
		}
		if err := tx.BeginSetup(ctx, setupSchool); err != nil {
			return err
		}
		return tx.Audit(ctx, CommandLine.Did(SetupDone, Object{OnUser, u.ID}))
	})
	if errors.Is(err, ErrSetupDone) { // another process was first
		return false, nil
	}
	return err == nil, err
}

// promoteAdopted makes an account that exists already the owner, when the
// password fits. Such accounts come from an adopted database.
func (d *Desk) promoteAdopted(ctx context.Context, tx Store, in SetupInput) (User, error) {
	u, err := d.checkCredentials(ctx, SignInInput{Email: in.Email, Password: in.Password}, Visitor{Net: "setup", Local: true})
	if errors.Is(err, ErrCredentials) {
		return User{}, ErrEmailTaken
	}
	if err != nil {
		return User{}, err
	}
	return tx.MakeOwner(ctx, u.ID)
}

// onlyOnce lets one transaction at a time pass, and none when there is an owner.
func (d *Desk) onlyOnce(ctx context.Context, tx Store) error {
	if err := tx.LockSetup(ctx); err != nil {
		return err
	}
	owned, err := tx.HasOwner(ctx)
	if err == nil && owned {
		err = ErrSetupDone
	}
	return err
}
