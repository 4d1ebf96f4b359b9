package main

// action is one kind of request.
type action string

const (
	claim     action = "claim"
	claimNext action = "claim next"
	release   action = "release"
	reassign  action = "reassign"
	read      action = "read"
	send      action = "send" // the public form
)

// outcome is what the answer to a request says.
type outcome string

const (
	unknown   outcome = "unknown" // no answer: it may have happened, or happen yet
	done      outcome = "done"
	taken     outcome = "taken"      // a claim that came second
	notHolder outcome = "not holder" // somebody else holds it
	notHeld   outcome = "not held"   // nobody holds it
	limited   outcome = "limited"    // the person holds enough
	emptyLine outcome = "nobody waits"
	strange   outcome = "strange" // an answer that no rule allows
)

// op is one request with all its repeats, as the client saw it.
type op struct {
	who   account
	do    action
	lead  int64 // 0 for a public form, and for a claim next until it is known
	to    int64 // of a reassign
	key   string
	begun int64 // nanoseconds since the run began
	ended int64

	out      outcome
	owner    int64 // whom the answer names as the owner, 0 for nobody
	answer   string
	tries    int
	replayed bool
	unsent   bool // no server ever got it
}

// changed reports whether the op, by its answer, changed an owner.
func (o op) changed() bool { return o.out == done && o.do != read && o.do != send }

// account is a person who works at the school, in one of their windows.
type account struct {
	id    int64
	boss  bool // an owner of the desk
	token string
}
