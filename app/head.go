package app

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"time"
)

// SignedHead is a head that somebody who knows the key has vouched for.
type SignedHead struct {
	ID int64
	Head
	At        time.Time
	Key       string // which key
	Signature []byte
}

// HeadKey signs heads. The database does not know it, so whoever can write
// everything there cannot sign what they made up.
type HeadKey struct {
	ID  string
	key []byte
}

// NewHeadKey returns the key of a secret.
func NewHeadKey(secret []byte) HeadKey {
	mac := hmac.New(sha256.New, secret)
	mac.Write([]byte("firstbell audit heads 1"))
	key := mac.Sum(nil)
	id := sha256.Sum256(append([]byte("id of "), key...))
	return HeadKey{hex.EncodeToString(id[:4]), key}
}

func (k HeadKey) signature(h Head, at time.Time) []byte {
	mac := hmac.New(sha256.New, k.key)
	fmt.Fprintf(mac, "firstbell head 1 %d %x %d", h.Seq, h.Hash, at.UnixMicro())
	return mac.Sum(nil)
}

// Sign vouches for a head.
func (k HeadKey) Sign(h Head, at time.Time) SignedHead {
	at = at.UTC().Truncate(time.Microsecond) // what the database keeps
	return SignedHead{Head: h, At: at, Key: k.ID, Signature: k.signature(h, at)}
}

// Vouches reports whether the key signed the head as it stands.
func (k HeadKey) Vouches(s SignedHead) bool {
	return s.Key == k.ID && hmac.Equal(s.Signature, k.signature(s.Head, s.At))
}

// headEvery is how often the end of the chain is signed.
const headEvery = time.Hour

// ErrAuditChanged says that the chain no longer holds what was signed before.
var ErrAuditChanged = errors.New("the audit log was changed: firstbell audit verify tells where")

// SignHead signs the end of the chain, unless the key has done so within the
// hour; ok is false then, or when there is no chain yet. ErrAuditChanged when
// the place signed last is gone or another.
func (d *Desk) SignHead(ctx context.Context, key HeadKey) (head Head, ok bool, err error) {
	err = d.Store.InTx(ctx, func(tx Store) error {
		ok = false
		if mine, err := tx.LockChain(ctx); err != nil || !mine {
			return err
		}
		last, err := tx.LastSignedHead(ctx, key.ID)
		switch {
		case errors.Is(err, ErrNotFound):
		case err != nil:
			return err
		case d.Now().Sub(last.At) < headEvery:
			return nil
		default:
			if err := unchanged(ctx, tx, last); err != nil {
				return err
			}
		}
		if head, err = tx.ChainHead(ctx); err != nil || head.Seq == 0 {
			return err
		}
		ok = true
		return tx.AddHead(ctx, key.Sign(head, d.Now()))
	})
	return head, ok && err == nil, err
}

func unchanged(ctx context.Context, tx Store, last SignedHead) error {
	hash, err := tx.LinkHash(ctx, last.Seq)
	if errors.Is(err, ErrNotFound) || err == nil && !bytes.Equal(hash, last.Hash) {
		return ErrAuditChanged
	}
	return err
}

// KeepAudit chains entries every second and signs the end of the chain every
// hour until ctx ends. signed is told of each head, failed of what went wrong.
func (d *Desk) KeepAudit(ctx context.Context, key HeadKey, signed func(Head), failed func(error)) {
	tick := time.NewTicker(time.Second)
	defer tick.Stop()
	var next time.Time // when to think of signing
	ever := false      // so that the first entries of all are signed at once
	down := false      // said once, not every second
	for {
		n, err := d.ChainAudit(ctx)
		if err == nil && (n > 0 && !ever || !d.Now().Before(next)) {
			var h Head
			var ok bool
			if h, ok, err = d.SignHead(ctx, key); ok {
				ever = true
				signed(h)
			}
			next = d.Now().Add(time.Minute)
		}
		if err != nil && !down && ctx.Err() == nil {
			failed(err)
		}
		down = err != nil
		if n == chainBatch {
			continue // there may be more
		}
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}
