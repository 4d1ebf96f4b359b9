package app

import (
	"crypto/sha256"
	"encoding/hex"
	"net/netip"
	"time"
)

// Action is what an entry of the audit log says was done.
type Action string

// The actions. A new one is a line here, and its words in the UI. What happens
// to enquiries (claims, stages, notes) has its own history and is not among them.
const (
	SetupDone         Action = "setup_done"
	SignedIn          Action = "signed_in"
	SignInFailed      Action = "sign_in_failed"
	SignInThrottled   Action = "sign_in_throttled"
	SignedOut         Action = "signed_out"
	SessionEnded      Action = "session_ended"  // by somebody else, or from another device
	SessionsEnded     Action = "sessions_ended" // all of a person
	PasswordChanged   Action = "password_changed"
	ResetLinkMade     Action = "reset_link_made"
	ResetLinkUsed     Action = "reset_link_used"
	SecondFactorOn    Action = "second_factor_on"
	SecondFactorOff   Action = "second_factor_off"
	SecondFactorReset Action = "second_factor_cleared" // by an owner
	RecoveryCodeUsed  Action = "recovery_code_used"
	RecoveryCodesMade Action = "recovery_codes_made"
	AccessDenied      Action = "access_denied"

	Registered          Action = "registered"
	PersonAdded         Action = "person_added"
	PersonChanged       Action = "person_changed"
	TakesChanged        Action = "takes_changed" // what a person takes, and their limits
	RoleChanged         Action = "role_changed"
	PersonDeactivated   Action = "person_deactivated"
	PersonReactivated   Action = "person_reactivated"
	InvitationMade      Action = "invitation_made"
	InvitationUsed      Action = "invitation_used"
	InvitationWithdrawn Action = "invitation_withdrawn"
	KeyMade             Action = "key_made"
	KeyRevoked          Action = "key_revoked"

	SettingsChanged Action = "settings_changed"
	WebhookChanged  Action = "webhook_changed"
	Exported        Action = "exported"
	Imported        Action = "imported"
	Erased          Action = "erased"
	ContactShown    Action = "contact_shown"       // what the school masks
	MinorViewed     Action = "minor_record_viewed" // waits for the consent fields
	AuditExported   Action = "audit_exported"

	SecretsRotated Action = "secrets_rotated"
	BackupMade     Action = "backup_made"
	Restored       Action = "restored"
)

// ObjectKind says what sort of thing was acted on.
type ObjectKind string

// The kinds of object.
const (
	OnUser       ObjectKind = "user"
	OnSession    ObjectKind = "session"
	OnEnquiry    ObjectKind = "enquiry"
	OnInvitation ObjectKind = "invitation"
	OnKey        ObjectKind = "key"
	OnWebhook    ObjectKind = "webhook"
	OnSchool     ObjectKind = "school" // there is one; it has no number
	OnRoute      ObjectKind = "route"  // the first of the fields says which
	OnData       ObjectKind = "data"   // all of it, or what the fields name
)

// Object is what was acted on. The zero Object is nothing in particular; ID 0
// means that the kind says enough.
type Object struct {
	Kind ObjectKind
	ID   int64
}

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
