package app

import (
	"context"
	"errors"
)

// Theme says how the screens look.
type Theme string

// The themes.
const (
	SystemTheme Theme = "system" // as the device does
	LightTheme  Theme = "light"
	DarkTheme   Theme = "dark"
)

// SystemLanguage is the language that the browser asks for.
const SystemLanguage = "system"

// MeInput is a change of one's own account; what was not given stays. A new
// e-mail address or password needs the current password.
type MeInput struct {
	Name, Email, NewPassword Text
	Password                 Text // the current one
	Theme, Language          Text
}

// proof reports whether the change is one that asks for the current password.
func (in MeInput) proof() bool { return in.Email.Given || in.NewPassword.Given }

// fields names what was sent besides passwords, for the audit log.
func (in MeInput) fields() []string {
	return given(part{"name", in.Name.Given}, part{"email", in.Email.Given}, part{"theme", in.Theme.Given},
		part{"language", in.Language.Given})
}

// ErrPasswordChanged says that the password was changed elsewhere at the same
// moment.
var ErrPasswordChanged = &Error{Kind: Conflict, Code: "password_changed", Title: "Password changed",
	Message: "Your password was changed somewhere else just now. Sign in again with the new one"}

// ChangeMe changes the actor's own account. A new e-mail address or password
// ends all their other sessions and tokens at once. ErrEmailTaken when the
// address is in use.
func (d *Desk) ChangeMe(ctx context.Context, a Actor, in MeInput, v Visitor) (User, error) {
	if u, found, err := answered[User](ctx, d, a.Op); found {
		return u, err
	}
	var c check
	u := in.read(&c, a.User)
	pw := ""
	var err error
	if in.NewPassword.Given {
		if pw, err = d.newPassword(ctx, &c, "newPassword", in.NewPassword, u.Name, u.Email); err != nil {
			return User{}, err
		}
	}
	if err := c.err(); err != nil {
		return User{}, err
	}
	old, hash := "", ""
	if in.proof() {
		if old, err = d.verifyOwn(ctx, a, in.Password, v); err != nil {
			return User{}, err
		}
	}
	if pw != "" {
		if hash, err = d.hash(ctx, pw); err != nil {
			return User{}, err
		}
	}
	return once(ctx, d, a.Op, func(tx Store) (User, error) { return d.changeMe(ctx, tx, a, in, old, hash) })
}

// read applies what was given to the account, except the password.
func (in MeInput) read(c *check, u User) User {
	if in.Name.Given {
		u.Name = c.line("name", "Name", in.Name, 2, 255)
	}
	if in.Email.Given {
		u.Email = c.email("email", in.Email)
	}
	if in.Theme.Given {
		u.Theme = Theme(in.Theme.S)
		if u.Theme != SystemTheme && u.Theme != LightTheme && u.Theme != DarkTheme {
			c.add("theme", in.Theme.S, "Theme must be system, light or dark")
		}
	}
	if in.Language.Given {
		u.Language = in.Language.S
		if u.Language != SystemLanguage && !localeTag.MatchString(u.Language) {
			c.add("language", in.Language.S, "Language must be system, or a tag such as en or pt-BR")
		}
	}
	return u
}

func (d *Desk) changeMe(ctx context.Context, tx Store, a Actor, in MeInput, old, hash string) (User, error) {
	if err := tx.LockUser(ctx, a.User.ID); err != nil {
		return User{}, err
	}
	u, err := tx.UserByID(ctx, a.User.ID)
	if err != nil {
		return User{}, err
	}
	if hash != "" {
		if err := tx.SetPasswordHash(ctx, u.ID, old, hash); errors.Is(err, ErrNotFound) {
			return User{}, ErrPasswordChanged
		} else if err != nil {
			return User{}, err
		}
	}
	u, err = tx.SetAccount(ctx, in.read(&check{}, u)) // read before, with nothing wrong
	if err == nil && in.proof() {
		err = tx.EndSessionsOf(ctx, u.ID, a.SessionID, d.Now())
	}
	if err == nil && hash != "" {
		err = tx.Audit(ctx, a.Did(PasswordChanged, Object{OnUser, u.ID}))
	}
	if fields := in.fields(); err == nil && fields != nil {
		err = tx.Audit(ctx, a.Did(PersonChanged, Object{OnUser, u.ID}, fields...))
	}
	return u, err
}

// confirmPassword asks somebody who is signed in for their password once more.
func (d *Desk) confirmPassword(ctx context.Context, a Actor, pw Text, v Visitor) error {
	_, err := d.verifyOwn(ctx, a, pw, v)
	return err
}

// verifyOwn returns the hash of the actor's password when it fits. A wrong one
// counts as a try at the account and is a wrong field, not an ended session.
func (d *Desk) verifyOwn(ctx context.Context, a Actor, typed Text, v Visitor) (string, error) {
	var c check
	pw := c.password("password", typed, 0)
	if err := c.err(); err != nil {
		return "", err
	}
	if err := d.Throttle.Try(a.User.Email, v); err != nil {
		return "", err
	}
	_, hash, err := d.Store.UserByEmail(ctx, a.User.Email)
	if err != nil {
		return "", err
	}
	ok, _, err := d.Passwords.Verify(ctx, hash, pw)
	if err != nil {
		return "", busy(err)
	}
	if !ok {
		d.Throttle.Failed(a.User.Email, v)
		c.add("password", nil, "Your password is not right")
		return "", c.err()
	}
	d.Throttle.Succeeded(a.User.Email, v)
	return hash, nil
}
