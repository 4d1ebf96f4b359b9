package app

import (
	"context"
	"io"
	"time"

	"firstbell/app/password"
	"firstbell/app/seal"
	"firstbell/app/token"
)

// Desk is the product: every use case is one of its methods. It is made once,
// in cli, and many requests may use it at a time.
type Desk struct {
	Store     Store
	Passwords *password.Hasher
	Tokens    *token.Signer
	Sealer    *seal.Keys
	Rules     Rules
	ShowCode  func(code string) // tells the operator a new setup code; nil tells nobody
	Throttle  *Throttle
	KeyRate   *Rate // of each API key
	Searches  *Rate // of each person
	Exports   *Rate // likewise
	Feed      *Feed
	Tally     *Tally
	Outbox    *Outbox
	Mail      Mailer // nil: there is no mail server
	Push      Pusher // nil: the key that signs notices cannot be opened
	Doors     *Doors
	Gate      Gate
	Counts    Counts
	Vitals    Vitals
	Steps     int // migrations that this program knows; 0 asks nobody
	Now       func() time.Time

	BackupClock *BackupClock                             // nil where nobody makes backups
	OpenBackup  func(file string) (io.ReadCloser, error) // reads one that is on this server

	underway underway
}

// Rules are the choices of the operator that the use cases obey.
type Rules struct {
	OpenRegistration bool          // anybody who reaches the server may make an account
	Loopback         bool          // only programs on this machine reach the server
	TokenLifetime    time.Duration // how long a bearer token is good
	Address          string        // where people reach the desk, for links in mails
	MailServer       MailServer
	BackupDays       int // how long backups are kept; 0 where nobody makes any
}

// PasswordMin is the fewest characters of a new password: the original's rule
// where anybody may register, a stricter one where people are invited.
func (r Rules) PasswordMin() int {
	if r.OpenRegistration {
		return 6
	}
	return 10
}

// newPassword is Rules.newPassword that knows the school's name.
func (d *Desk) newPassword(ctx context.Context, c *check, path string, t Text, own ...string) (string, error) {
	school, err := d.Store.School(ctx)
	return d.Rules.newPassword(c, path, t, append(own, school.Name)...), err
}

// newPassword reads a password that somebody chooses. Where people are invited
// it must not be one that anybody would try first; own is what everybody knows
// of the person and the school.
func (r Rules) newPassword(c *check, path string, t Text, own ...string) string {
	pw := c.password(path, t, r.PasswordMin())
	if pw != "" && !r.OpenRegistration && password.Guessable(pw, append(own, "firstbell")...) {
		c.add(path, nil, "Password is too easy to guess. A short sentence that is not about you works well")
		return ""
	}
	return pw
}
