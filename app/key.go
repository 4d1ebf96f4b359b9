package app

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"
)

const (
	keyDays      = 365         // the longest life of a key
	keyUsedEvery = time.Minute // how often at most the last use is written
)

// Key is an API key as people see it: everything but the secret.
type Key struct {
	ID        int64
	Handle    string
	Name      string
	Scopes    []Scope
	Person    Person // who owns what it claims
	MadeBy    Person
	CreatedAt time.Time
	ExpiresAt time.Time
	UsedAt    *time.Time
	Orphaned  bool // its maker or its person no longer works here
}

// NewKey is a key as it is kept: of the secret only the hash.
type NewKey struct {
	Handle, Name         string
	Hash                 []byte
	Scopes               []Scope
	UserID, MadeBy       int64
	CreatedAt, ExpiresAt time.Time
}

// KeyUse is what is known of a key that somebody shows.
type KeyUse struct {
	ID        int64
	Scopes    []Scope
	User      User // whom it acts for
	ExpiresAt time.Time
	UsedAt    *time.Time
	Revoked   bool
	Orphaned  bool
}

// KeyInput is a new key as an owner asks for it.
type KeyInput struct {
	Name   Text
	Scopes []string
	Days   *int   // until it expires
	UserID *int64 // whom it acts for; nil for whoever makes it
}

// Refusals of keys.
var (
	ErrKeyUnknown = &Error{Kind: Unauthenticated, Code: "key_unknown", Title: "Invalid key",
		Message: "This is none of our API keys. Check that all of it was copied"}
	ErrKeyRevoked = &Error{Kind: Unauthenticated, Code: "key_revoked", Title: "Key revoked",
		Message: "This API key was revoked. Ask an owner of the desk for a new one"}
	ErrKeyExpired = &Error{Kind: Unauthenticated, Code: "key_expired", Title: "Key expired",
		Message: "This API key has expired. Ask an owner of the desk for a new one"}
	ErrKeyOrphaned = &Error{Kind: Unauthenticated, Code: "key_orphaned", Title: "Key without a person",
		Message: "The person of this API key no longer works here. Ask an owner of the desk for a new one"}
	ErrKeyNever = &Error{Kind: Forbidden, Code: "key_never", Title: "Forbidden",
		Message: "No API key may do this, it takes a person. Sign in and do it yourself"}
	ErrNoSuchKey = &Error{Kind: NotFound, Code: "key_not_found", Title: "Not found",
		Message: "There is no API key by that number. It may have been revoked already"}
)

// keyScope refuses a key that lacks a scope.
func keyScope(s Scope) error {
	return &Error{Kind: Forbidden, Code: "key_scope", Title: "Forbidden", Scope: s,
		Message: fmt.Sprintf("This API key may not do this. It takes one with the scope %s; ask an owner of the desk", s)}
}

// MakeKey makes a key and returns it with its secret, which nobody sees again:
// a repeated request gets the key without it. ErrNobodyThere for an unknown
// person, ErrHoldsNone when the key is to claim for one who holds no enquiries.
func (d *Desk) MakeKey(ctx context.Context, a Actor, in KeyInput) (Key, string, error) {
	now := d.Now()
	secret, handle := newSecret()
	n, err := in.check()
	if err != nil {
		return Key{}, "", err
	}
	n.Handle, n.MadeBy, n.CreatedAt = handle, a.User.ID, now
	n.ExpiresAt = now.Add(time.Duration(*in.Days) * 24 * time.Hour)
	n.Hash, _ = keyHash(secret)
	if n.UserID = a.User.ID; in.UserID != nil {
		n.UserID = *in.UserID
	}
	k, err := once(ctx, d, a.Op, func(tx Store) (Key, error) {
		u, err := member(ctx, tx, n.UserID)
		switch {
		case err != nil:
			return Key{}, err
		case u.Role == FrontDesk && slices.Contains(n.Scopes, ScopeClaim):
			return Key{}, ErrHoldsNone
		}
		k, err := tx.AddKey(ctx, n)
		if err != nil {
			return Key{}, err
		}
		return k, tx.Audit(ctx, a.Did(KeyMade, Object{OnKey, k.ID}, in.Scopes...))
	})
	if err != nil || a.Op.Replayed {
		secret = ""
	}
	return k, secret, err
}

// check returns the key without what the desk gives it.
func (in KeyInput) check() (NewKey, error) {
	var c check
	n := NewKey{Name: c.line("name", "Name", in.Name, 1, 100)}
	for _, s := range in.Scopes {
		scope := Scope(s)
		if !slices.Contains(Scopes, scope) {
			c.add("scopes", nil, "Each scope must be one of enquiries:create, enquiries:read, enquiries:claim, reports:read, export")
		} else if !slices.Contains(n.Scopes, scope) {
			n.Scopes = append(n.Scopes, scope)
		}
	}
	if len(in.Scopes) == 0 {
		c.add("scopes", nil, "Choose at least one scope")
	}
	const life = "A key lives from 1 to 365 days. Say how many"
	if in.Days == nil {
		c.add("days", nil, life)
	} else if *in.Days < 1 || *in.Days > keyDays {
		c.add("days", *in.Days, life)
	}
	return n, c.err()
}

// Keys returns the keys that were not revoked, the newest first.
func (d *Desk) Keys(ctx context.Context) ([]Key, error) { return d.Store.Keys(ctx) }

// RevokeKey makes a key useless from this moment on. ErrNoSuchKey when there is
// none, or no more.
func (d *Desk) RevokeKey(ctx context.Context, a Actor, id int64) (Key, error) {
	return once(ctx, d, a.Op, func(tx Store) (Key, error) {
		k, err := tx.RevokeKey(ctx, id, d.Now())
		if err != nil {
			return Key{}, gone(err, ErrNoSuchKey)
		}
		return k, tx.Audit(ctx, a.Did(KeyRevoked, Object{OnKey, id}))
	})
}

// ByKey returns who a key stands for, if it has the scope: the person it acts
// for, without their role. ErrKeyUnknown, ErrKeyRevoked, ErrKeyExpired or
// ErrKeyOrphaned when it is of no use, TooMany when it asks too often, ErrKeyNever
// where no scope is enough, a Forbidden key_scope when it lacks this one.
func (d *Desk) ByKey(ctx context.Context, secret string, need Scope) (Actor, error) {
	hash, ok := keyHash(secret)
	if !ok {
		return Actor{}, ErrKeyUnknown
	}
	k, err := d.Store.KeyByHash(ctx, hash)
	switch {
	case errors.Is(err, ErrNotFound):
		return Actor{}, ErrKeyUnknown
	case err != nil:
		return Actor{}, err
	case k.Revoked:
		return Actor{}, ErrKeyRevoked
	case !d.Now().Before(k.ExpiresAt):
		return Actor{}, ErrKeyExpired
	case k.Orphaned:
		return Actor{}, ErrKeyOrphaned
	}
	if err := d.KeyRate.Take(k.ID); err != nil {
		return Actor{}, err
	}
	a := Actor{User: k.User, KeyID: k.ID, Scopes: k.Scopes}
	if a.User.Role == FrontDesk { // its person has ceased to hold enquiries
		a.Scopes = slices.DeleteFunc(slices.Clone(a.Scopes), func(s Scope) bool { return s == ScopeClaim })
	}
	a.User.Role = ""
	switch {
	case need == "":
		return Actor{}, ErrKeyNever
	case !a.May(need):
		return Actor{}, keyScope(need)
	}
	if k.UsedAt == nil || d.Now().Sub(*k.UsedAt) >= keyUsedEvery {
		_ = d.Store.KeyUsed(ctx, k.ID, d.Now()) // reading goes on when nothing can be written
	}
	return a, nil
}
