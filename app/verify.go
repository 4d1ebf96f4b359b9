package app

import (
	"bytes"
	"context"
	"fmt"
	"iter"
	"math"
)

// ChainBreak says what is wrong with the audit log, and where first. Seq is the
// place in the chain and EntryID the entry, 0 where there is none to name.
type ChainBreak struct {
	Seq, EntryID int64
	What         string
}

// Error returns the finding in one sentence.
func (b *ChainBreak) Error() string {
	switch {
	case b.Seq != 0 && b.EntryID != 0:
		return fmt.Sprintf("place %d of the chain, entry %d: %s", b.Seq, b.EntryID, b.What)
	case b.Seq != 0:
		return fmt.Sprintf("place %d of the chain: %s", b.Seq, b.What)
	case b.EntryID != 0:
		return fmt.Sprintf("entry %d: %s", b.EntryID, b.What)
	}
	return b.What
}

// ChainCheck is what the chain is held against.
type ChainCheck struct {
	Key   HeadKey
	Heads []SignedHead // as the database holds them
	Noted *Head        // noted elsewhere, where nobody could change it
}

// ChainState is what a walk along the chain has found.
type ChainState struct {
	Head
	Vouched int // heads of the key that fit
	Foreign int // heads that another key has signed
}

// Walk goes along the whole chain, in the order of its places, and returns
// where it ends; the error is a *ChainBreak where it is not as it was made.
func (c ChainCheck) Walk(links iter.Seq2[Link, error]) (ChainState, error) {
	var s ChainState
	due, err := c.expected(&s)
	if err != nil {
		return s, err
	}
	var bad *ChainBreak
	var want []byte // what the hash of the bad place should be
	for l, err := range links {
		if err != nil {
			return s, err
		}
		if bad != nil {
			bad.What = whatChanged(bad.What, Head{s.Seq, want}, l)
			return s, bad
		}
		if bad := s.misplaced(l); bad != nil {
			return s, bad
		}
		if want = s.after(l.Seq, *l.Entry); !bytes.Equal(want, l.Hash) {
			bad = &ChainBreak{l.Seq, l.EntryID, "what it says is not what was written, or its hash is not"}
		} else if h, there := due[l.Seq]; there && !bytes.Equal(h, l.Hash) {
			return s, &ChainBreak{l.Seq, l.EntryID, "the chain was made anew: this place had another hash when it was signed or noted"}
		}
		s.Head = Head{l.Seq, l.Hash}
		delete(due, l.Seq)
	}
	if bad != nil {
		return s, bad
	}
	for seq := range due {
		if seq > s.Seq {
			return s, &ChainBreak{s.Seq + 1, 0, fmt.Sprintf("the end was cut off: the chain went on to place %d at least when that was signed or noted", seq)}
		}
	}
	return s, nil
}

// expected lists the hashes that places have to have, and counts the heads.
func (c ChainCheck) expected(s *ChainState) (map[int64][]byte, error) {
	due := map[int64][]byte{}
	add := func(h Head, what string) error {
		if old, there := due[h.Seq]; there && !bytes.Equal(old, h.Hash) {
			return &ChainBreak{h.Seq, 0, what}
		}
		due[h.Seq] = h.Hash
		return nil
	}
	for _, h := range c.Heads {
		if h.Key != c.Key.ID {
			s.Foreign++
			continue
		}
		if !c.Key.Vouches(h) {
			return nil, &ChainBreak{h.Seq, 0, fmt.Sprintf("the signature of head %d is not good", h.ID)}
		}
		if err := add(h.Head, "two heads of this place are signed with different hashes: the chain was made anew in between"); err != nil {
			return nil, err
		}
		s.Vouched++
	}
	if c.Noted != nil {
		if err := add(*c.Noted, "the head that was noted has another hash than the one signed here"); err != nil {
			return nil, err
		}
	}
	return due, nil
}

// misplaced finds places that are missing, doubled or empty.
func (s ChainState) misplaced(l Link) *ChainBreak {
	switch {
	case l.Seq > s.Seq+1:
		return &ChainBreak{s.Seq + 1, 0, fmt.Sprintf("it is missing; the next one there is %d", l.Seq)}
	case l.Seq <= s.Seq:
		return &ChainBreak{l.Seq, l.EntryID, "it stands out of line"}
	case l.Entry == nil:
		return &ChainBreak{l.Seq, l.EntryID, "the entry was removed"}
	case l.Entry.ID != l.EntryID:
		return &ChainBreak{l.Seq, l.EntryID, "it holds another entry"}
	}
	return nil
}

// whatChanged looks at the place after a bad one: it fits either the hash that
// stands there, then the entry was changed, or the one that should, then only
// the hash was.
func whatChanged(otherwise string, should Head, next Link) string {
	if next.Entry == nil || next.Seq != should.Seq+1 {
		return otherwise
	}
	if bytes.Equal(should.after(next.Seq, *next.Entry), next.Hash) {
		return "its hash was changed; what it says is as it was written"
	}
	return "what it says was changed after it was written"
}

// linkPage is how many places are read at a time.
const linkPage = 5000

// VerifyAudit walks the chain as the database holds it. The error is a
// *ChainBreak where the log is not as it was written. waiting is how many
// entries have no place yet, those of the last second while the desk runs.
func (d *Desk) VerifyAudit(ctx context.Context, key HeadKey, noted *Head) (s ChainState, waiting int, err error) {
	check := ChainCheck{Key: key, Noted: noted}
	if check.Heads, err = d.Store.SignedHeads(ctx); err != nil { // first: the chain only grows
		return s, 0, err
	}
	if s, err = check.Walk(d.links(ctx)); err != nil {
		return s, 0, err
	}
	stray, waiting, err := d.Store.StrayEntry(ctx)
	if err == nil && stray != 0 {
		err = &ChainBreak{0, stray, "it was added past the chain, or its place was removed, or it was removed before it had one"}
	}
	return s, waiting, err
}

// links reads the chain a page at a time.
func (d *Desk) links(ctx context.Context) iter.Seq2[Link, error] {
	return func(yield func(Link, error) bool) {
		after := int64(math.MinInt64)
		for {
			page, err := d.Store.Links(ctx, after, linkPage)
			if err != nil {
				yield(Link{}, err)
				return
			}
			for _, l := range page {
				if !yield(l, nil) {
					return
				}
				after = l.Seq
			}
			if len(page) < linkPage {
				return
			}
		}
	}
}
