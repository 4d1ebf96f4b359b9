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

// ForgotPassword checks what somebody typed who cannot sign in. Whether there
// is such an account changes neither the answer nor the work: without a mail
// server nothing is looked up at all.
func (d *Desk) ForgotPassword(email Text) error {
	var c check
	c.email("email", email)
	return c.err()
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
