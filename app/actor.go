package app

// Role says what a person is in the school.
type Role string

// The roles. Every right a role has is written on the route lines of the API.
const (
	Owner      Role = "owner"      // runs the school's desk; may do everything
	Counsellor Role = "counsellor" // claims and works enquiries
	FrontDesk  Role = "front_desk" // types in walk-ins and phone calls
)

// Actor is who acts: a signed-in person and the session they act through. The
// zero Actor is a stranger.
type Actor struct {
	User      User
	SessionID int64  // 0 when a token names no session
	Op        *Op    // what the request is to change; nil when it only reads
	From      string // the network the request came from
	Command   bool   // somebody at the server's command line
}

// SignedIn reports whether the actor is somebody.
func (a Actor) SignedIn() bool { return a.User.ID != 0 }
