package app

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"
)

// Link is one place of the chain with the entry that has it.
type Link struct {
	Seq     int64
	EntryID int64
	Hash    []byte
	Entry   *AuditRow // nil when the entry is not there any more
}

// Head is where the chain ends: the number of the last place and its hash,
// which covers everything before it. The zero Head is the end of an empty chain.
type Head struct {
	Seq  int64
	Hash []byte
}

// String writes a head so that people can note it elsewhere: HASH:SEQ.
func (h Head) String() string { return hex.EncodeToString(h.Hash) + ":" + strconv.FormatInt(h.Seq, 10) }

// ParseHead reads what String wrote.
func ParseHead(s string) (Head, error) {
	hash, seq, _ := strings.Cut(s, ":")
	raw, err := hex.DecodeString(hash)
	n, err2 := strconv.ParseInt(seq, 10, 64)
	if err != nil || err2 != nil || len(raw) != sha256.Size || n < 1 {
		return Head{}, errors.New("a head is 64 hexadecimal digits, a colon and a number")
	}
	return Head{n, raw}, nil
}

// after returns the hash of a place: it covers the hash of the place before,
// the place's number and every column of its entry. Each part says how long it
// is, so that no two entries are written the same.
func (h Head) after(seq int64, r AuditRow) []byte {
	sum := sha256.New()
	sum.Write([]byte("firstbell audit 1\n"))
	part := func(b []byte) {
		sum.Write(binary.BigEndian.AppendUint64(nil, uint64(len(b))))
		sum.Write(b)
	}
	num := func(n int64) { part(binary.BigEndian.AppendUint64(nil, uint64(n))) }
	part(h.Hash)
	num(seq)
	num(r.ID)
	num(r.At.UnixMicro())
	part([]byte(r.ActorKind))
	optional(part, num, r.ActorID)
	part([]byte(r.Action))
	optional(part, func(k ObjectKind) { part([]byte(k)) }, r.ObjectKind)
	optional(part, num, r.ObjectID)
	num(int64(len(r.Fields)))
	for _, f := range r.Fields {
		part([]byte(f))
	}
	text := func(s string) { part([]byte(s)) }
	optional(part, text, r.Network)
	optional(part, text, r.Op)
	num(int64(r.Times))
	return sum.Sum(nil)
}

// optional tells a value that is missing from one that is empty.
func optional[T any](part func([]byte), write func(T), v *T) {
	if v == nil {
		part([]byte{0})
		return
	}
	part([]byte{1})
	write(*v)
}

// Extend gives rows their places after h, in their order.
func (h Head) Extend(rows []AuditRow) []Link {
	links := make([]Link, len(rows))
	for i, r := range rows {
		h = Head{h.Seq + 1, h.after(h.Seq+1, r)}
		links[i] = Link{Seq: h.Seq, EntryID: r.ID, Hash: h.Hash, Entry: &rows[i]}
	}
	return links
}

// chainBatch is how many entries get their places in one transaction.
const chainBatch = 500

// ChainAudit gives committed entries that have no place in the chain their
// places, and returns how many. One process at a time does so; another gets 0.
// An entry whose transaction was slower than a later one's comes after it, so
// the chain has no gaps, whatever order transactions end in, and those who
// write entries never wait for it.
func (d *Desk) ChainAudit(ctx context.Context) (n int, err error) {
	if waiting, err := d.Store.AnyUnchained(ctx); err != nil || !waiting {
		return 0, err
	}
	err = d.Store.InTx(ctx, func(tx Store) error {
		n = 0
		if mine, err := tx.LockChain(ctx); err != nil || !mine {
			return err
		}
		head, err := tx.ChainHead(ctx)
		if err != nil {
			return err
		}
		rows, err := tx.Unchained(ctx, chainBatch)
		if err != nil || len(rows) == 0 {
			return err
		}
		n = len(rows)
		return tx.AddLinks(ctx, head.Extend(rows))
	})
	return n, err
}

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
