package app_test

import (
	"errors"
	"fmt"
	"iter"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"firstbell/app"
)

const chainLength = 40

// sampleRows are entries of every shape.
func sampleRows() []app.AuditRow {
	rows := make([]app.AuditRow, chainLength)
	for i := range rows {
		n := int64(i + 1)
		rows[i] = app.AuditRow{ID: 2 * n, At: time.UnixMicro(1_780_000_000_000_000 + n), ActorKind: app.ByNobody, Action: app.SignInFailed, Times: i%3 + 1}
		if i%2 == 0 {
			rows[i].ActorKind, rows[i].ActorID = app.ByUser, &n
		}
		if i%3 > 0 {
			kind, network, op := app.OnUser, "192.0.2.0/24", fmt.Sprintf("%024x", n)
			rows[i].ObjectKind, rows[i].ObjectID, rows[i].Network, rows[i].Op = &kind, &n, &network, &op
			rows[i].Fields = []string{"role", "name"}[:i%3]
		}
	}
	return rows
}

func listed(links []app.Link) iter.Seq2[app.Link, error] {
	return func(yield func(app.Link, error) bool) {
		for _, l := range links {
			if !yield(l, nil) {
				return
			}
		}
	}
}

// forger changes a chain the way somebody could who may write everything in
// the database but does not know the key.
type forger struct {
	*rand.Rand
	links []app.Link
	heads []app.SignedHead
}

func (f *forger) any() *app.Link { return &f.links[f.IntN(len(f.links))] }

func (f *forger) bit() int64 { return 1 << f.IntN(63) }

// flip changes one bit of a text, or makes one where there is none.
func (f *forger) flip(s string) string {
	if s == "" {
		return "x"
	}
	b := []byte(s)
	b[f.IntN(len(b))] ^= 1 << f.IntN(8)
	return string(b)
}

// flipped changes a column that can be null: its value, or whether there is one.
func flipped[T any](f *forger, v *T, flip func(T) T) *T {
	var zero T
	if v == nil {
		return &zero
	}
	if f.IntN(4) == 0 {
		return nil
	}
	changed := flip(*v)
	return &changed
}

var forgeries = map[string]func(*forger){
	"id":         func(f *forger) { f.any().Entry.ID ^= f.bit() },
	"at":         func(f *forger) { e := f.any().Entry; e.At = time.UnixMicro(e.At.UnixMicro() ^ 1<<f.IntN(50)) },
	"actor_kind": func(f *forger) { e := f.any().Entry; e.ActorKind = app.ActorKind(f.flip(string(e.ActorKind))) },
	"actor_id": func(f *forger) {
		e := f.any().Entry
		e.ActorID = flipped(f, e.ActorID, func(n int64) int64 { return n ^ f.bit() })
	},
	"action": func(f *forger) { e := f.any().Entry; e.Action = app.Action(f.flip(string(e.Action))) },
	"object_kind": func(f *forger) {
		e := f.any().Entry
		e.ObjectKind = flipped(f, e.ObjectKind, func(k app.ObjectKind) app.ObjectKind { return app.ObjectKind(f.flip(string(k))) })
	},
	"object_id": func(f *forger) {
		e := f.any().Entry
		e.ObjectID = flipped(f, e.ObjectID, func(n int64) int64 { return n ^ f.bit() })
	},
	"fields": func(f *forger) {
		e := f.any().Entry
		if len(e.Fields) == 0 {
			e.Fields = []string{""}
		} else if i := f.IntN(len(e.Fields)); f.IntN(3) == 0 {
			e.Fields = slices.Delete(slices.Clone(e.Fields), i, i+1)
		} else {
			e.Fields = slices.Clone(e.Fields)
			e.Fields[i] = f.flip(e.Fields[i])
		}
	},
	"network": func(f *forger) { e := f.any().Entry; e.Network = flipped(f, e.Network, f.flip) },
	"op":      func(f *forger) { e := f.any().Entry; e.Op = flipped(f, e.Op, f.flip) },
	"times":   func(f *forger) { f.any().Entry.Times ^= int(f.bit()) },
	"seq":     func(f *forger) { f.any().Seq ^= f.bit() },
	"entry":   func(f *forger) { f.any().EntryID ^= f.bit() },
	"hash":    func(f *forger) { l := f.any(); l.Hash = []byte(f.flip(string(l.Hash))) },

	"drop a place and its entry": func(f *forger) { i := f.IntN(len(f.links)); f.links = slices.Delete(f.links, i, i+1) },
	"drop an entry":              func(f *forger) { f.any().Entry = nil },
	"swap entries": func(f *forger) {
		a, b := f.two()
		a.Entry, b.Entry, a.EntryID, b.EntryID = b.Entry, a.Entry, b.EntryID, a.EntryID
	},
	"swap places": func(f *forger) {
		a, b := f.two()
		*a, *b = *b, *a
		a.Seq, b.Seq = b.Seq, a.Seq
	},
	"insert and number anew": func(f *forger) { f.insert(); f.number() },
	"insert":                 func(f *forger) { f.insert() },
	"cut the end":            func(f *forger) { f.links = f.links[:f.IntN(len(f.links))] },
	"change and hash anew":   func(f *forger) { f.any().Entry.Action = app.Exported; f.hashAnew() },
	"drop and hash anew": func(f *forger) {
		i := f.IntN(len(f.links))
		f.links = slices.Delete(f.links, i, i+1)
		f.hashAnew()
	},
	"insert and hash anew": func(f *forger) { f.insert(); f.hashAnew() },
	"signature": func(f *forger) {
		h := &f.heads[f.IntN(len(f.heads))]
		h.Signature = []byte(f.flip(string(h.Signature)))
	},
	"signed head": func(f *forger) {
		h := &f.heads[f.IntN(len(f.heads))]
		h.Hash = []byte(f.flip(string(h.Hash)))
	},
}

func (f *forger) two() (a, b *app.Link) {
	i := f.IntN(len(f.links))
	j := (i + 1 + f.IntN(len(f.links)-1)) % len(f.links)
	return &f.links[i], &f.links[j]
}

// insert puts an entry in before another one. After the last one it would be a
// new entry like any other.
func (f *forger) insert() {
	i := f.IntN(len(f.links))
	row := *f.links[i].Entry
	row.ID = 1 + 2*f.Int64N(chainLength)
	l := f.links[i]
	l.Entry, l.EntryID = &row, row.ID
	f.links = slices.Insert(f.links, i, l)
}

func (f *forger) number() {
	for i := range f.links {
		f.links[i].Seq = int64(i + 1)
	}
}

// hashAnew makes the whole chain again so that it holds together.
func (f *forger) hashAnew() {
	rows := make([]app.AuditRow, len(f.links))
	for i, l := range f.links {
		rows[i] = *l.Entry
	}
	f.links = app.Head{}.Extend(rows)
}

// TestForgedChainsAreFound forges a chain 10,000 times, each time in one way,
// and counts how many of them are found.
func TestForgedChainsAreFound(t *testing.T) {
	t.Parallel()
	const trials = 10_000
	key := app.NewHeadKey([]byte("a secret of the tests"))
	names := make([]string, 0, len(forgeries))
	for name := range forgeries {
		names = append(names, name)
	}
	slices.Sort(names)
	found, each := 0, map[string]int{}
	for i := range trials {
		links := app.Head{}.Extend(sampleRows())
		last := links[len(links)-1]
		half := links[len(links)/2]
		f := &forger{rand.New(rand.NewPCG(7, uint64(i))), links, []app.SignedHead{
			key.Sign(app.Head{Seq: half.Seq, Hash: half.Hash}, time.UnixMicro(1)), key.Sign(app.Head{Seq: last.Seq, Hash: last.Hash}, time.UnixMicro(2))}}
		check := app.ChainCheck{Key: key, Heads: f.heads}
		if s, err := check.Walk(listed(f.links)); err != nil || s.Seq != chainLength || s.Vouched != 2 {
			t.Fatalf("the chain as it was made: %+v %v", s, err)
		}
		name := names[i%len(names)]
		forgeries[name](f)
		check.Heads = f.heads
		_, err := check.Walk(listed(f.links))
		if _, ok := errors.AsType[*app.ChainBreak](err); ok {
			found++
			each[name]++
		} else {
			t.Errorf("trial %d, %s: not found (%v)", i, name, err)
		}
	}
	t.Logf("%d forged chains, %d found, in %d ways: %v", trials, found, len(forgeries), each)
}

func TestChainBreakNamesTheFirstBadEntryAndWhatIsWrong(t *testing.T) {
	t.Parallel()
	key := app.NewHeadKey([]byte("a secret of the tests"))
	for _, c := range []struct {
		forge func([]app.Link) []app.Link
		want  string
	}{
		{func(l []app.Link) []app.Link { l[6].Entry.Action = app.SignedOut; return l }, "place 7 of the chain, entry 14: what it says was changed after it was written"},
		{func(l []app.Link) []app.Link { l[6].Hash = make([]byte, 32); return l }, "place 7 of the chain, entry 14: its hash was changed; what it says is as it was written"},
		{func(l []app.Link) []app.Link { l[6].Entry = nil; return l }, "place 7 of the chain, entry 14: the entry was removed"},
		{func(l []app.Link) []app.Link { return slices.Delete(l, 6, 8) }, "place 7 of the chain: it is missing; the next one there is 9"},
		{func(l []app.Link) []app.Link { return l[:30] }, "place 31 of the chain: the end was cut off: the chain went on to place 40 at least when that was signed or noted"},
		{func(l []app.Link) []app.Link {
			rows := sampleRows()
			rows[6].Action = app.Exported
			return app.Head{}.Extend(rows)
		}, "place 40 of the chain, entry 80: the chain was made anew: this place had another hash when it was signed or noted"},
	} {
		links := app.Head{}.Extend(sampleRows())
		noted := app.Head{Seq: 40, Hash: links[39].Hash}
		_, err := app.ChainCheck{Key: key, Noted: &noted}.Walk(listed(c.forge(links)))
		if err == nil || err.Error() != c.want {
			t.Errorf("found %v, want %s", err, c.want)
		}
	}
}

func TestHeadsOfAnotherKeyAreCountedNotBelieved(t *testing.T) {
	t.Parallel()
	links := app.Head{}.Extend(sampleRows())
	other := app.NewHeadKey([]byte("another secret")).Sign(app.Head{Seq: 99, Hash: links[0].Hash}, time.Now())
	s, err := app.ChainCheck{Key: app.NewHeadKey([]byte("ours")), Heads: []app.SignedHead{other}}.Walk(listed(links))
	if err != nil || s.Foreign != 1 || s.Vouched != 0 {
		t.Errorf("%+v %v", s, err)
	}
}

func TestParseHead(t *testing.T) {
	t.Parallel()
	h := app.Head{Seq: 12, Hash: app.Head{}.Extend(sampleRows())[0].Hash}
	if got, err := app.ParseHead(h.String()); err != nil || got.String() != h.String() {
		t.Errorf("%v %v", got, err)
	}
	for _, s := range []string{"", ":", "ab:1", h.String() + "x", h.String()[:65] + "0", h.String()[:65] + "-3"} {
		if _, err := app.ParseHead(s); err == nil {
			t.Errorf("%q was taken for a head", s)
		}
	}
}
