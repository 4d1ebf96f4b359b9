package app

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"time"

	"firstbell/app/token"
)

// How long a browser stays signed in: a working day, or a month on a phone of
// one's own.
const (
	shortSession = 12 * time.Hour
	longSession  = 30 * 24 * time.Hour
)

// NewSession is a session as it is kept: of a browser's cookie only the hash.
type NewSession struct {
	UserID    int64
	Hash      []byte // nil for a bearer token
	ExpiresAt time.Time
}

// Refusals of whoever cannot show who they are.
var (
	ErrNoToken = &Error{Kind: Unauthenticated, Code: "no_token", Title: "Authentication required",
		Message: "No token provided"}
	ErrTokenInvalid = &Error{Kind: Unauthenticated, Code: "token_invalid", Title: "Invalid token",
		Message: "This token is not valid. Sign in again"}
	ErrTokenExpired = &Error{Kind: Unauthenticated, Code: "token_expired", Title: "Token expired",
		Message: "Please login again"}
	ErrUserGone = &Error{Kind: Unauthenticated, Code: "user_gone", Title: "Invalid token",
		Message: "User not found"}
)

// BrowserSession is what a browser keeps: a secret of 256 random bits, and
// until when it is good.
type BrowserSession struct {
	Secret    string
	ExpiresAt time.Time
	Keep      bool
}

// SignInBrowser checks e-mail and password and opens a browser session.
func (d *Desk) SignInBrowser(ctx context.Context, in SignInInput, keep bool, from string) (User, BrowserSession, error) {
	u, err := d.checkCredentials(ctx, in, from)
	if err != nil {
		return User{}, BrowserSession{}, err
	}
	s, err := d.openBrowser(ctx, u, keep, from)
	return u, s, err
}

func (d *Desk) openBrowser(ctx context.Context, u User, keep bool, from string) (BrowserSession, error) {
	life := shortSession
	if keep {
		life = longSession
	}
	secret := make([]byte, 32)
	rand.Read(secret) // never fails: the program ends when the system has no randomness
	s := BrowserSession{
		Secret:    base64.RawURLEncoding.EncodeToString(secret),
		ExpiresAt: d.Now().Add(life),
		Keep:      keep,
	}
	hash := sha256.Sum256(secret)
	_, err := d.openSession(ctx, NewSession{UserID: u.ID, Hash: hash[:], ExpiresAt: s.ExpiresAt}, u, from)
	return s, err
}

// openToken opens a session for a program and signs a token that points to it.
func (d *Desk) openToken(ctx context.Context, u User, from string) (string, error) {
	id, err := d.openSession(ctx, NewSession{UserID: u.ID, ExpiresAt: d.Now().Add(d.Rules.TokenLifetime)}, u, from)
	if err != nil {
		return "", err
	}
	return d.Tokens.Sign(u.ID, id)
}

// openSession keeps a new session and says so in the audit log.
func (d *Desk) openSession(ctx context.Context, s NewSession, u User, from string) (id int64, err error) {
	err = d.Store.InTx(ctx, func(tx Store) error {
		if id, err = tx.AddSession(ctx, s); err != nil {
			return err
		}
		return tx.Audit(ctx, Actor{User: u, From: from}.Did(SignedIn, Object{OnSession, id}))
	})
	return id, err
}

// ByToken returns who a bearer token stands for. A token that names a session
// is good as long as that session is; one without (signed elsewhere with the
// same key, as clients of the original service may do) is good until it
// expires. ErrTokenExpired, ErrTokenInvalid or ErrUserGone otherwise.
func (d *Desk) ByToken(ctx context.Context, bearer string) (Actor, error) {
	c, err := d.Tokens.Parse(bearer)
	switch {
	case errors.Is(err, token.ErrExpired):
		return Actor{}, ErrTokenExpired
	case err != nil:
		return Actor{}, ErrTokenInvalid
	}
	var u User
	if c.SessionID != 0 {
		u, err = d.Store.SessionByID(ctx, c.SessionID, d.Now())
	}
	if c.SessionID == 0 || errors.Is(err, ErrNotFound) {
		// Tell a person who is gone from a session that has ended.
		u, err = d.Store.UserByID(ctx, c.UserID)
		if err == nil && c.SessionID != 0 {
			return Actor{}, ErrTokenInvalid
		}
	}
	switch {
	case errors.Is(err, ErrNotFound):
		return Actor{}, ErrUserGone
	case err != nil:
		return Actor{}, err
	case u.ID != c.UserID:
		return Actor{}, ErrTokenInvalid
	}
	return Actor{User: u, SessionID: c.SessionID}, nil
}

// ByCookie returns who a browser's secret stands for; ErrNoToken when it
// stands for nobody any more.
func (d *Desk) ByCookie(ctx context.Context, secret string) (Actor, error) {
	raw, err := base64.RawURLEncoding.DecodeString(secret)
	if err != nil || len(raw) != 32 {
		return Actor{}, ErrNoToken
	}
	hash := sha256.Sum256(raw)
	u, id, err := d.Store.SessionByHash(ctx, hash[:], d.Now())
	if errors.Is(err, ErrNotFound) {
		return Actor{}, ErrNoToken
	}
	return Actor{User: u, SessionID: id}, err
}

// SignOut ends the actor's session at once.
func (d *Desk) SignOut(ctx context.Context, a Actor) error {
	return d.Store.InTx(ctx, func(tx Store) error {
		if err := tx.EndSession(ctx, a.SessionID, d.Now()); err != nil {
			return err
		}
		return tx.Audit(ctx, a.Did(SignedOut, Object{OnSession, a.SessionID}))
	})
}

// StillSignedIn reports whether the actor's session, or API key, is still good.
func (d *Desk) StillSignedIn(ctx context.Context, a Actor) (bool, error) {
	if a.KeyID != 0 {
		return d.Store.KeyGood(ctx, a.KeyID, d.Now())
	}
	if a.SessionID == 0 {
		return true, nil // a token without a session is good until it expires
	}
	return d.Store.SessionGood(ctx, a.SessionID, d.Now())
}
