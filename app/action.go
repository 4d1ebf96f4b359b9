package app

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
	ManyFilesTaken  Action = "many_files_taken" // on one day
	Imported        Action = "imported"
	Erased          Action = "erased"
	ContactShown    Action = "contact_shown"       // what the school masks
	MinorViewed     Action = "minor_record_viewed" // once a day each
	ContactEnded    Action = "contact_withdrawn"   // by the person it is about
	ErasureAsked    Action = "erasure_asked"       // likewise
	SuspectLetIn    Action = "suspect_let_in"
	SuspectSpam     Action = "suspect_spam"
	AuditExported   Action = "audit_exported"
	SamplesAdded    Action = "samples_added"
	SamplesRemoved  Action = "samples_removed"

	SecretsRotated Action = "secrets_rotated"
	BackupMade     Action = "backup_made"
	Restored       Action = "restored"
)

// Actions returns all of them.
func Actions() []Action {
	return []Action{
		SetupDone, SignedIn, SignInFailed, SignInThrottled, SignedOut, SessionEnded, SessionsEnded, PasswordChanged,
		ResetLinkMade, ResetLinkUsed, SecondFactorOn, SecondFactorOff, SecondFactorReset, RecoveryCodeUsed,
		RecoveryCodesMade, AccessDenied, Registered, PersonAdded, PersonChanged, TakesChanged, RoleChanged,
		PersonDeactivated, PersonReactivated, InvitationMade, InvitationUsed, InvitationWithdrawn, KeyMade,
		KeyRevoked, SettingsChanged, WebhookChanged, Exported, ManyFilesTaken, Imported, Erased, ContactShown, MinorViewed, ContactEnded, ErasureAsked, SuspectLetIn, SuspectSpam,
		AuditExported, SamplesAdded, SamplesRemoved, SecretsRotated, BackupMade, Restored,
	}
}

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
	OnAnswer     ObjectKind = "answer" // to a form, before it is an enquiry
	OnData       ObjectKind = "data"   // all of it, or what the fields name
)

// Object is what was acted on. The zero Object is nothing in particular; ID 0
// means that the kind says enough.
type Object struct {
	Kind ObjectKind
	ID   int64
}
