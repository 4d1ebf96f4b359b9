package app

import (
	"time"

	"firstbell/app/password"
	"firstbell/app/token"
)

// Desk is the product: every use case is one of its methods. It is made once,
// in cli, and many requests may use it at a time.
type Desk struct {
	Store     Store
	Passwords *password.Hasher
	Tokens    *token.Signer
	Rules     Rules
	Code      *SetupCode
	Throttle  *Throttle
	KeyRate   *KeyRate
	Feed      *Feed
	Tally     *Tally
	Now       func() time.Time
}

// Rules are the choices of the operator that the use cases obey.
type Rules struct {
	OpenRegistration bool          // anybody who reaches the server may make an account
	Loopback         bool          // only programs on this machine reach the server
	TokenLifetime    time.Duration // how long a bearer token is good
}

// PasswordMin is the fewest characters of a new password: the original's rule
// where anybody may register, a stricter one where people are invited.
func (r Rules) PasswordMin() int {
	if r.OpenRegistration {
		return 6
	}
	return 10
}
