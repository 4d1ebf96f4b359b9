package app

import "time"

// Kind says what sort of refusal an Error is. The outside decides by it how to
// answer; nothing else in an Error does.
type Kind string

// The kinds of refusal.
const (
	Invalid         Kind = "invalid"         // the input breaks a rule; Fields say which
	Unauthenticated Kind = "unauthenticated" // nobody is signed in, or the proof is no longer good
	Forbidden       Kind = "forbidden"       // somebody is signed in who may not do this
	NotFound        Kind = "not_found"       // there is no such thing, or the actor may not know of it
	Conflict        Kind = "conflict"        // somebody else was first
	Stale           Kind = "stale"           // it changed since the actor read it
	TooMany         Kind = "too_many"        // asked too often; RetryAfter says when to come back
	Limited         Kind = "limited"         // a limit the school has set is reached; asking again does not help
	Unavailable     Kind = "unavailable"     // not now; the same request may work later
)

// Error is a refusal that may be shown to the person who asked. Title is two or
// three words, Message one sentence that says what happened and what to do,
// Code is for programs. Everything that is not an Error is internal and never
// leaves the server.
type Error struct {
	Kind       Kind
	Code       string
	Title      string
	Message    string
	Fields     []Field       // only for Invalid
	Lost       *LostClaim    // only for a claim that came second
	Limit      *LimitReached // only for Limited
	Stale      *StaleEdit    // only for Stale
	Scope      Scope         // only for an API key that lacks it
	RetryAfter time.Duration // only for TooMany and Unavailable
}

// Field is one thing that is wrong with one field of the input. Value is what
// was sent, or nil when nothing was, or when it must not be repeated.
type Field struct {
	Path  string
	Msg   string
	Value any
	Code  FieldCode `json:",omitempty"` // of a form only
}

// FieldCode says for programs what is wrong with a field.
type FieldCode string

// What can be wrong with a field of a form.
const (
	FieldMissing FieldCode = "missing"
	FieldBad     FieldCode = "bad"
)

// Error returns the sentence for people.
func (e *Error) Error() string { return e.Message }

// Is lets errors.Is compare refusals by their code.
func (e *Error) Is(target error) bool {
	t, ok := target.(*Error)
	return ok && t.Code == e.Code
}
