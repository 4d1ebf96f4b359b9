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

// How long a browser stays signed in. On a shared computer a working day at
// most, and less when nobody uses it; on a phone of one's own a month, and less
// when it lies in a drawer. docs/security.md says why.
const (
	shortSession = 12 * time.Hour
	shortIdle    = 8 * time.Hour
	longSession  = 30 * 24 * time.Hour
	longIdle     = 7 * 24 * time.Hour

	seenEvery = time.Minute // how exactly it is known when a session was last used
)

// NewSession is a session as it is kept: of a browser's cookie only the hash.
type NewSession struct {
	UserID    int64
	Hash      []byte // nil for a bearer token
	Device    string // in plain words
	ExpiresAt time.Time
	IdleFor   time.Duration // 0: it lives until it expires

	SignedOutAt *time.Time // as it was when the account was read
}

// LiveSession is a session that is good, and whose it is.
type LiveSession struct {
	User      User
	SessionID int64
	SeenAt    time.Time
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

// SignInBrowser checks e-mail, password and second factor as SignIn does and
// opens a browser session.
func (d *Desk) SignInBrowser(ctx context.Context, in SignInInput, keep bool, v Visitor) (User, BrowserSession, error) {
	u, err := d.checkCredentials(ctx, in, v)
	if err != nil {
		return User{}, BrowserSession{}, err
	}
	s, err := d.openBrowser(ctx, u, keep, v)
	return u, s, err
}

func (d *Desk) openBrowser(ctx context.Context, u User, keep bool, v Visitor) (BrowserSession, error) {
	life, idle := shortSession, shortIdle
	if keep {
		life, idle = longSession, longIdle
	}
	secret, hash := randomSecret()
	s := BrowserSession{Secret: secret, ExpiresAt: d.Now().Add(life), Keep: keep}
	_, err := d.openSession(ctx, NewSession{Hash: hash, ExpiresAt: s.ExpiresAt, IdleFor: idle}, u, v)
	return s, err
}

// randomSecret returns 256 random bits as text, and the hash that is kept of them.
// So many bits need no slow hash: nobody can try them.
func randomSecret() (secret string, hash []byte) {
	raw := make([]byte, 32)
	rand.Read(raw) // never fails: the program ends when the system has no randomness
	sum := sha256.Sum256(raw)
	return base64.RawURLEncoding.EncodeToString(raw), sum[:]
}

// hashSecret returns the hash of a secret as it came in; ok is false when it
// cannot be one of ours.
func hashSecret(secret string) (hash []byte, ok bool) {
	raw, err := base64.RawURLEncoding.DecodeString(secret)
	sum := sha256.Sum256(raw)
	return sum[:], err == nil && len(raw) == 32
}

// openToken opens a session for a program and signs a token that points to it.
func (d *Desk) openToken(ctx context.Context, u User, v Visitor) (string, error) {
	id, err := d.openSession(ctx, NewSession{ExpiresAt: d.Now().Add(d.Rules.TokenLifetime)}, u, v)
	if err != nil {
		return "", err
	}
	return d.Tokens.Sign(u.ID, id)
}

// openSession keeps a new session and says so in the audit log.
func (d *Desk) openSession(ctx context.Context, s NewSession, u User, v Visitor) (id int64, err error) {
	s.UserID, s.SignedOutAt, s.Device = u.ID, u.SignedOutAt, device(v.Agent)
	err = d.Store.InTx(ctx, func(tx Store) error {
		if id, err = tx.AddSession(ctx, s, d.Now()); err != nil {
			return err
		}
		return tx.Audit(ctx, Actor{User: u, From: v.Net}.Did(SignedIn, Object{OnSession, id}))
	})
	return id, err
}

// ByToken returns who a bearer token stands for. A token that names a session
// is good as long as that session is; one without (signed elsewhere with the
// same key, as clients of the original service may do) is good until it
// expires or the person's sessions are ended. ErrTokenExpired, ErrTokenInvalid
// or ErrUserGone otherwise.
func (d *Desk) ByToken(ctx context.Context, bearer string) (Actor, error) {
	c, err := d.Tokens.Parse(bearer)
	switch {
	case errors.Is(err, token.ErrExpired):
		return Actor{}, ErrTokenExpired
	case err != nil:
		return Actor{}, ErrTokenInvalid
	}
	if c.SessionID != 0 {
		s, err := d.Store.SessionByID(ctx, c.SessionID, d.Now())
		switch {
		case err == nil && s.User.ID != c.UserID:
			return Actor{}, ErrTokenInvalid
		case err == nil:
			return d.seen(ctx, s)
		case !errors.Is(err, ErrNotFound):
			return Actor{}, err
		}
	}
	u, err := d.Store.UserByID(ctx, c.UserID)
	switch {
	case errors.Is(err, ErrNotFound):
		return Actor{}, ErrUserGone
	case err != nil:
		return Actor{}, err
	case c.SessionID != 0, u.SignedOutAt != nil && c.IssuedAt.Before(*u.SignedOutAt):
		return Actor{}, ErrTokenInvalid
	}
	return d.covering(ctx, Actor{User: u})
}

// ByCookie returns who a browser's secret stands for; ErrNoToken when it
// stands for nobody any more.
func (d *Desk) ByCookie(ctx context.Context, secret string) (Actor, error) {
	hash, ok := hashSecret(secret)
	if !ok {
		return Actor{}, ErrNoToken
	}
	s, err := d.Store.SessionByHash(ctx, hash, d.Now())
	if errors.Is(err, ErrNotFound) {
		return Actor{}, ErrNoToken
	}
	if err != nil {
		return Actor{}, err
	}
	return d.seen(ctx, s)
}

// seen notes that a session is in use, at most once a minute, and returns who
// acts through it.
func (d *Desk) seen(ctx context.Context, s LiveSession) (Actor, error) {
	if d.Now().Sub(s.SeenAt) >= seenEvery {
		// Whoever only reads must get on when the disk is full.
		_ = d.Store.TouchSession(ctx, s.SessionID, d.Now(), seenEvery)
	}
	return d.covering(ctx, Actor{User: s.User, SessionID: s.SessionID})
}

func sameMoment(a, b *time.Time) bool {
	return a == nil && b == nil || a != nil && b != nil && a.Equal(*b)
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

// StillSignedIn reports whether the actor's session, or API key, is still good. A
// token that names no session is, until the person's sessions are ended.
func (d *Desk) StillSignedIn(ctx context.Context, a Actor) (bool, error) {
	if a.KeyID != 0 {
		return d.Store.KeyGood(ctx, a.KeyID, d.Now())
	}
	if a.SessionID != 0 {
		return d.Store.SessionGood(ctx, a.SessionID, d.Now())
	}
	u, err := d.Store.UserByID(ctx, a.User.ID)
	if errors.Is(err, ErrNotFound) {
		return false, nil
	}
	return sameMoment(u.SignedOutAt, a.User.SignedOutAt), err
}
