package app

import (
	"context"
	"errors"
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

// SignInInput is an e-mail address and a password as a person typed them.
type SignInInput struct {
	Email, Password Text
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

func (in AccountInput) check(c *check, passwordMin int) (name, email, password string) {
	return c.line("name", "Name", in.Name, 2, 255),
		c.email("email", in.Email),
		c.password("password", in.Password, passwordMin)
}

// Register makes an account for whoever asks and signs it in. The first
// account becomes the owner while only this machine reaches the server; where
// the server can be reached from outside the owner is made through Setup.
// ErrInvitationNeeded unless registration is open; ErrEmailTaken when the
// address is in use, also when two ask at the same moment.
func (d *Desk) Register(ctx context.Context, a Actor, in AccountInput) (User, string, error) {
	var c check
	name, email, pw := in.check(&c, d.Rules.PasswordMin())
	if err := c.err(); err != nil {
		return User{}, "", err
	}
	if !d.Rules.OpenRegistration {
		return User{}, "", ErrInvitationNeeded
	}
	hash, err := d.hash(ctx, pw)
	if err != nil {
		return User{}, "", err
	}
	u, err := once(ctx, d, a.Op, func(tx Store) (User, error) {
		u, err := d.addFirstOrNext(ctx, tx, NewUser{Name: name, Email: email, PasswordHash: hash, Role: Counsellor})
		if err != nil {
			return User{}, err
		}
		return u, tx.Audit(ctx, a.Did(Registered, Object{OnUser, u.ID}, "role "+string(u.Role)))
	})
	if err != nil {
		return User{}, "", err
	}
	token, err := d.openToken(ctx, u, a.From)
	return u, token, err
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
func (d *Desk) SignIn(ctx context.Context, in SignInInput, from string) (User, string, error) {
	u, err := d.checkCredentials(ctx, in, from)
	if err != nil {
		return User{}, "", err
	}
	token, err := d.openToken(ctx, u, from)
	return u, token, err
}

func (d *Desk) checkCredentials(ctx context.Context, in SignInInput, from string) (User, error) {
	var c check
	email := c.email("email", in.Email)
	pw := c.password("password", in.Password, 0)
	if err := c.err(); err != nil {
		return User{}, err
	}
	if err := d.Throttle.Allow(email, from); err != nil {
		d.Tally.Note(Actor{From: from}.Did(SignInThrottled, Object{}))
		return User{}, err
	}
	u, hash, err := d.findForSignIn(ctx, email)
	if errors.Is(err, ErrNotFound) {
		d.signInFailed(email, from, Object{})
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
		d.signInFailed(email, from, Object{OnUser, u.ID})
		return User{}, ErrCredentials
	}
	d.Throttle.Succeeded(email, from)
	if upgrade {
		err = d.upgradeHash(ctx, u.ID, hash, pw)
	}
	if errors.Is(err, ErrBusy) {
		err = nil // the next sign-in will do it
	}
	return u, err
}

// signInFailed counts a wrong try and notes it. The address that was typed is
// not noted: people type passwords into the wrong field.
func (d *Desk) signInFailed(email, from string, whose Object) {
	d.Throttle.Failed(email, from)
	d.Tally.Note(Actor{From: from}.Did(SignInFailed, whose))
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
