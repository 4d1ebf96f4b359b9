package app

import (
	"context"
	"time"
)

// resetFor is how long a link is good that somebody has to hand on.
const resetFor = 24 * time.Hour

// ResetLink lets whoever holds its secret choose a new password, once.
type ResetLink struct {
	Secret    string // 256 random bits; only the hash is kept
	ExpiresAt time.Time
}

// ErrResetLink refuses a link that was used, replaced, or is too old.
var ErrResetLink = &Error{Kind: Invalid, Code: "reset_link", Title: "Link not good",
	Message: "This link has been used or has expired. Ask your owner for a new one"}

// A link by mail: for how long it is good, and how long the answer takes however
// soon the work is done.
const (
	mailedFor    = time.Hour
	forgotAnswer = 150 * time.Millisecond
)

// ForgotPassword posts a link to whoever has the address that somebody typed who
// cannot sign in, in the place of any before; false when this server sends no
// mail: then nothing is looked up at all. Whether there is such an account
// changes neither the answer nor the time it takes. A TooMany refusal for who
// asks too often.
func (d *Desk) ForgotPassword(ctx context.Context, email Text, v Visitor) (bool, error) {
	var c check
	address := c.email("email", email)
	if err := c.err(); err != nil || d.Mail == nil {
		return false, err
	}
	if err := d.Throttle.Ask(address, v); err != nil {
		return false, err
	}
	begun := d.Now()
	secret, nonce := d.newLink()
	hash, _ := hashSecret(secret)
	err := d.Store.PostReset(ctx, address, nonce, hash, begun.Add(mailedFor))
	d.Outbox.Posted()
	pause(ctx, forgotAnswer-d.Now().Sub(begun))
	return true, err
}

// MakeResetLink makes a link for somebody else, in the place of any before.
// Whoever acts is checked on the route, or sits at the server itself. It is not
// kept as an op: the answer holds a secret. ErrNobodyThere for an unknown
// person, ErrNotYourself for one's own account: that would go round the
// password.
func (d *Desk) MakeResetLink(ctx context.Context, a Actor, userID int64) (ResetLink, error) {
	if userID == a.User.ID {
		return ResetLink{}, ErrNotYourself
	}
	secret, hash := randomSecret()
	l := ResetLink{Secret: secret, ExpiresAt: d.Now().Add(resetFor)}
	err := d.Store.InTx(ctx, func(tx Store) error {
		if _, err := member(ctx, tx, userID); err != nil {
			return err
		}
		if err := tx.SetResetLink(ctx, userID, hash, l.ExpiresAt); err != nil {
			return err
		}
		return tx.Audit(ctx, a.Did(ResetLinkMade, Object{OnUser, userID}))
	})
	return l, err
}

// ResetPassword sets a new password for whom the link was made, and ends all
// their sessions and tokens. It signs nobody in, so that a second factor is
// asked for as ever. ErrResetLink when the link is not good, also for the
// second of two at the same moment.
func (d *Desk) ResetPassword(ctx context.Context, a Actor, secret, pw Text) error {
	if _, found, err := answered[struct{}](ctx, d, a.Op); found {
		return err
	}
	hash, ok := hashSecret(secret.S)
	if !ok {
		return ErrResetLink
	}
	u, err := d.Store.UserByResetLink(ctx, hash, d.Now())
	if err != nil {
		return gone(err, ErrResetLink)
	}
	hashed, err := d.choosePassword(ctx, pw, u)
	if err != nil {
		return err
	}
	_, err = once(ctx, d, a.Op, func(tx Store) (struct{}, error) {
		userID, err := tx.UseResetLink(ctx, hash, d.Now())
		if err != nil {
			return struct{}{}, gone(err, ErrResetLink)
		}
		return struct{}{}, d.replacePassword(ctx, tx, a.Did(ResetLinkUsed, Object{OnUser, userID}), hashed)
	})
	return err
}

// choosePassword reads somebody's new password and returns its hash.
func (d *Desk) choosePassword(ctx context.Context, typed Text, u User) (string, error) {
	var c check
	pw, err := d.newPassword(ctx, &c, "password", typed, u.Name, u.Email)
	if err != nil {
		return "", err
	}
	if err := c.err(); err != nil {
		return "", err
	}
	return d.hash(ctx, pw)
}

// replacePassword gives the person that did is about a new password, whatever
// the old one was, and ends all their sessions and tokens.
func (d *Desk) replacePassword(ctx context.Context, tx Store, did AuditEntry, hash string) error {
	if err := tx.SetPassword(ctx, did.Object.ID, hash); err != nil {
		return err
	}
	if err := tx.EndSessionsOf(ctx, did.Object.ID, 0, d.Now()); err != nil {
		return err
	}
	return tx.Audit(ctx, did)
}
