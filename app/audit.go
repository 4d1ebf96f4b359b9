package app

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"net/netip"
	"time"
)

// ActorKind says what sort of somebody acted.
type ActorKind string

// The kinds of actor.
const (
	ByUser    ActorKind = "user"
	ByKey     ActorKind = "key"
	ByCommand ActorKind = "command" // somebody at the server's command line
	ByNobody  ActorKind = "nobody"  // who did not sign in
)

// AuditEntry is one line of the audit log. It is never changed or removed, so
// it must not hold what may have to be erased: Fields are the names of what was
// changed, never a value, a name, an address or a text that somebody typed.
type AuditEntry struct {
	By     ActorKind
	ByID   int64 // of the user or key
	Action Action
	Object Object
	Fields []string
	From   string // the network as web knows it; kept no closer than /24 or /48
	OpID   string // the op it was part of; kept as a fingerprint
	Times  int    // how often; 0 means once
}

// Did makes the entry for something the actor does. It is written with
// tx.Audit in the transaction of the change, after the last refusal: both are
// kept or neither is.
func (a Actor) Did(what Action, to Object, fields ...string) AuditEntry {
	e := AuditEntry{By: ByNobody, Action: what, Object: to, Fields: fields, From: a.From}
	switch {
	case a.Command:
		e.By = ByCommand
	case a.KeyID != 0:
		e.By, e.ByID = ByKey, a.KeyID
	case a.SignedIn():
		e.By, e.ByID = ByUser, a.User.ID
	}
	if a.Op != nil {
		e.OpID = a.Op.ID
	}
	return e
}

// part is a field of an input and whether it was sent.
type part struct {
	name  string
	given bool
}

// given names the fields that were sent.
func given(fields ...part) []string {
	var names []string
	for _, f := range fields {
		if f.given {
			names = append(names, f.name)
		}
	}
	return names
}

// settle writes that a choice of the school was changed, if it was, and
// returns what came of it.
func settle[T any](ctx context.Context, tx Store, a Actor, what string, v T, err error) (T, error) {
	if err != nil {
		return v, err
	}
	return v, tx.Audit(ctx, a.Did(SettingsChanged, Object{Kind: OnSchool}, what))
}

// CommandLine is whoever types commands on the server itself.
var CommandLine = Actor{Command: true}

// Network is the part of From that is kept: it tells the school's own line from
// a stranger's, but no household from its neighbours. "" when it is unknown.
func (e AuditEntry) Network() string {
	p, err := netip.ParsePrefix(e.From)
	if err != nil {
		return ""
	}
	if p.Addr().Is6() && p.Bits() > 48 {
		p = netip.PrefixFrom(p.Addr(), 48)
	} else if p.Addr().Is4() && p.Bits() > 24 {
		p = netip.PrefixFrom(p.Addr(), 24)
	}
	return p.Masked().String()
}

// Op is what is kept of the op's id: a client may put anything into a key it
// chooses. "" when there is no op.
func (e AuditEntry) Op() string {
	if e.OpID == "" {
		return ""
	}
	sum := sha256.Sum256([]byte(e.OpID))
	return hex.EncodeToString(sum[:12])
}

// AuditRow is an entry as it is kept.
type AuditRow struct {
	ID         int64
	At         time.Time
	ActorKind  ActorKind
	ActorID    *int64
	Action     Action
	ObjectKind *ObjectKind
	ObjectID   *int64
	Fields     []string `bun:",array"`
	Network    *string
	Op         *string
	Times      int
}
