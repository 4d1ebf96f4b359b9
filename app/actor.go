package app

import "slices"

// Role says what a person is in the school.
type Role string

// The roles. Every right a role has is written on the route lines of the API.
const (
	Owner      Role = "owner"      // runs the school's desk; may do everything
	Counsellor Role = "counsellor" // claims and works enquiries
	FrontDesk  Role = "front_desk" // types in walk-ins and phone calls
)

// Actor is who acts: a signed-in person and the session they act through, or an
// API key and the person it acts for. The zero Actor is a stranger.
type Actor struct {
	User      User
	SessionID int64   // 0 when a token names no session
	KeyID     int64   // of an API key; then User has no role, and Scopes say what it may
	Scopes    []Scope // of the key
	Op        *Op     // what the request is to change; nil when it only reads
	From      string  // the network the request came from
	Command   bool    // somebody at the server's command line

	covers []Cover // colleagues on leave today whom they stand in for
}

// SignedIn reports whether the actor is somebody.
func (a Actor) SignedIn() bool { return a.User.ID != 0 }

// May reports whether the actor is a key that was given the scope.
func (a Actor) May(s Scope) bool { return a.KeyID != 0 && slices.Contains(a.Scopes, s) }
