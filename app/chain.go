package app

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"strconv"
	"strings"
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
