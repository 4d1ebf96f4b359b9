package app

import (
	"context"
	"errors"
	"strings"
	"time"

	"firstbell/app/password"
)

// User is a person who works at the school.
type User struct {
	ID        int64
	Name      string
	Email     string
	Role      Role
	CreatedAt time.Time
	UpdatedAt time.Time
	Takes     Takes
	OnDuty    bool
	Leave     *Leave
	Covers    []Cover // whoever has named them as their stand-in
	Theme     Theme
	Language  string // of their screens: a BCP 47 tag, or SystemLanguage

	HasFactor      bool       // a second factor is asked for at sign-in
	FactorRequired FactorRule // the school's rule
	SignedOutAt    *time.Time // tokens that name no session and are older are dead
}

// NewUser is a new account that keeps the input rules.
type NewUser struct {
	Name, Email, PasswordHash string
	Role                      Role
}

// AccountInput is a new account as a person typed it.
type AccountInput struct {
	Name, Email, Password Text
}

// SignInInput is what a person typed to sign in. Code is asked for where the
// account has a second factor.
type SignInInput struct {
	Email, Password, Code Text
}

// Refusals of accounts and sign-in.
var (
	ErrEmailTaken = &Error{Kind: Conflict, Code: "email_taken", Title: "User already exists",
		Message: "Email is already registered"}
	ErrCredentials = &Error{Kind: Unauthenticated, Code: "credentials", Title: "Invalid credentials",
		Message: "Email or password is incorrect"}
	ErrInvitationNeeded = &Error{Kind: Forbidden, Code: "invitation_needed", Title: "Invitation needed",
		Message: "New accounts are made by invitation here. Ask the owner of this desk for one"}
	ErrBusy = &Error{Kind: Unavailable, Code: "busy", Title: "Service unavailable",
		Message:    "Too many people are signing in at the moment. Try again in a few seconds",
		RetryAfter: 2 * time.Second}
)

// check reads a new account. What everybody knows of the person or the school,
// also names, is no good password.
func (in AccountInput) check(c *check, r Rules, also ...string) (name, email, password string) {
	name, email = c.line("name", "Name", in.Name, 2, 255), c.email("email", in.Email)
	return name, email, r.newPassword(c, "password", in.Password, append(also, name, email)...)
}

// checkAccount is check where people are invited: also the school's name, which
// everybody knows, is no good password.
func (d *Desk) checkAccount(ctx context.Context, c *check, in AccountInput) (name, email, password string, err error) {
	school, err := d.Store.School(ctx)
	name, email, password = in.check(c, d.Rules, school.Name)
	return name, email, password, err
}

// Register makes an account for whoever asks and signs it in. The first
// account becomes the owner while only this machine reaches the server; where
// the server can be reached from outside the owner is made through Setup.
// Unless registration is open it takes the token of an invitation, which is
// looked at before anything else: ErrInvitationNeeded without a good one.
// ErrEmailTaken when the address is in use, also when two ask at the same moment;
// a TooMany refusal when enough accounts were made from that network.
func (d *Desk) Register(ctx context.Context, a Actor, in AccountInput, invite Text, v Visitor) (User, string, error) {
	u, err := d.register(ctx, a, in, invite, v)
	if err != nil {
		return User{}, "", err
	}
	token, err := d.openToken(ctx, u, v)
	return u, token, err
}

func (d *Desk) register(ctx context.Context, a Actor, in AccountInput, invite Text, v Visitor) (User, error) {
	if invite.S != "" || !d.Rules.OpenRegistration {
		u, err := d.accept(ctx, a, invite.S, in)
		if errors.Is(err, ErrInvitation) {
			err = ErrInvitationNeeded
		}
		return u, err
	}
	var c check
	name, email, pw := in.check(&c, d.Rules)
	if err := c.err(); err != nil {
		return User{}, err
	}
	if err := d.Throttle.NewAccount(v); err != nil {
		return User{}, err
	}
	hash, err := d.hash(ctx, pw)
	if err != nil {
		return User{}, err
	}
	return once(ctx, d, a.Op, func(tx Store) (User, error) {
		u, err := d.addFirstOrNext(ctx, tx, NewUser{Name: name, Email: email, PasswordHash: hash, Role: Counsellor})
		if err != nil {
			return User{}, err
		}
		did := a.Did(Registered, Object{OnUser, u.ID})
		if u.Role == Owner {
			did.Fields = []string{"owner"}
		}
		return u, tx.Audit(ctx, did)
	})
}

func (d *Desk) addFirstOrNext(ctx context.Context, tx Store, n NewUser) (User, error) {
	if d.Rules.Loopback {
		if err := tx.LockSetup(ctx); err != nil {
			return User{}, err
		}
		owned, err := tx.HasOwner(ctx)
		if err != nil {
			return User{}, err
		}
		if !owned {
			n.Role = Owner
		}
	}
	return tx.AddUser(ctx, n)
}

// SignIn returns the account and a bearer token. An unknown address and a
// wrong password get the same answer, ErrCredentials, after the same work.
// Where the account has a second factor: ErrCodeNeeded without a code, and
// ErrCodeWrong or a TooMany refusal with one that is not right.
func (d *Desk) SignIn(ctx context.Context, in SignInInput, v Visitor) (User, string, error) {
	u, err := d.checkCredentials(ctx, in, v)
	if err != nil {
		return User{}, "", err
	}
	token, err := d.openToken(ctx, u, v)
	return u, token, err
}

func (d *Desk) checkCredentials(ctx context.Context, in SignInInput, v Visitor) (User, error) {
	u, err := d.checkPassword(ctx, in, v)
	if err == nil {
		err = d.checkFactor(ctx, u, in.Code, v)
	}
	if err != nil {
		return User{}, err
	}
	d.Throttle.Succeeded(typedEmail(in.Email), v)
	return u, nil
}

// typedEmail is the address that tries are counted for.
func typedEmail(t Text) string { return strings.ToLower(trim(t.S)) }

func (d *Desk) checkPassword(ctx context.Context, in SignInInput, v Visitor) (User, error) {
	var c check
	email := c.email("email", in.Email)
	pw := c.password("password", in.Password, 0)
	if err := c.err(); err != nil {
		return User{}, err
	}
	if err := d.Throttle.Try(email, v); err != nil {
		d.Tally.Note(Actor{From: v.Net}.Did(SignInThrottled, Object{}))
		return User{}, err
	}
	u, hash, err := d.findForSignIn(ctx, email)
	if errors.Is(err, ErrNotFound) {
		d.signInFailed(email, v, Object{})
		if err := d.Passwords.Equalize(ctx); err != nil {
			return User{}, busy(err)
		}
		return User{}, ErrCredentials
	}
	if err != nil {
		return User{}, err
	}
	ok, upgrade, err := d.Passwords.Verify(ctx, hash, pw)
	if err != nil && !errors.Is(err, password.ErrUnknownHash) { // with such a hash nobody can sign in
		return User{}, busy(err)
	}
	if !ok {
		d.signInFailed(email, v, Object{OnUser, u.ID})
		return User{}, ErrCredentials
	}
	if upgrade {
		err = d.upgradeHash(ctx, u.ID, hash, pw)
	}
	if errors.Is(err, ErrBusy) || errors.Is(err, ErrNotFound) {
		err = nil // the next sign-in will do it, or another has
	}
	return u, err
}

// signInFailed counts a wrong try and notes it. The address that was typed is
// not noted: people type passwords into the wrong field.
func (d *Desk) signInFailed(email string, v Visitor, whose Object) {
	d.Throttle.Failed(email, v)
	d.Counts.RefusedSignIns.Add(1)
	d.Tally.Note(Actor{From: v.Net}.Did(SignInFailed, whose))
}

// findForSignIn looks an address up as it was typed, then as the original
// service would have stored it.
func (d *Desk) findForSignIn(ctx context.Context, email string) (User, string, error) {
	u, hash, err := d.Store.UserByEmail(ctx, email)
	if !errors.Is(err, ErrNotFound) {
		return u, hash, err
	}
	if stored := adoptedEmail(email); stored != email {
		return d.Store.AdoptedUserByEmail(ctx, stored)
	}
	return User{}, "", ErrNotFound
}

func (d *Desk) upgradeHash(ctx context.Context, userID int64, old, pw string) error {
	hash, err := d.hash(ctx, pw)
	if err != nil {
		return err
	}
	return d.Store.SetPasswordHash(ctx, userID, old, hash)
}

func (d *Desk) hash(ctx context.Context, pw string) (string, error) {
	hash, err := d.Passwords.Hash(ctx, pw)
	return hash, busy(err)
}

func busy(err error) error {
	if errors.Is(err, password.ErrBusy) {
		return ErrBusy
	}
	return err
}
