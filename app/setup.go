package app

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"errors"
	"fmt"
	"math/big"
	"strings"
	"sync"
)

// Refusals of the first-run setup.
var (
	ErrSetupDone = &Error{Kind: Conflict, Code: "setup_done", Title: "Already set up",
		Message: "This desk has an owner already. Sign in instead"}
	ErrSetupCode = &Error{Kind: Forbidden, Code: "setup_code", Title: "Wrong code",
		Message: "That code is not right. Look for the newest one in the log"}
	ErrSetupNeeded = &Error{Kind: Unavailable, Code: "setup_required", Title: "Setup required",
		Message: "This desk has no owner yet. Open /setup in a browser and follow the steps"}
)

// SetupInput is what the first owner types.
type SetupInput struct {
	AccountInput
	Code, SchoolName Text
}

// SetupState says whether a desk still needs its owner.
type SetupState struct {
	Needed       bool
	CodeRequired bool
	PasswordMin  int
}

// SetupState returns what the setup page has to ask for.
func (d *Desk) SetupState(ctx context.Context) (SetupState, error) {
	owned, err := d.Store.HasOwner(ctx)
	return SetupState{Needed: !owned, CodeRequired: !owned && !d.Rules.Loopback, PasswordMin: d.Rules.PasswordMin()}, err
}

// Setup makes the first owner and names the school, once. Unless only this
// machine reaches the server the code that was printed at the start is needed:
// ErrSetupCode when it is wrong. A person whom the original service knew
// already becomes the owner by their e-mail and password. ErrSetupDone when
// there is an owner, also when two ask at the same moment.
func (d *Desk) Setup(ctx context.Context, a Actor, in SetupInput, v Visitor) (User, BrowserSession, error) {
	var c check
	name, email, pw := in.check(&c, d.Rules, in.SchoolName.S)
	school := c.line("schoolName", "School name", in.SchoolName, 2, 255)
	if err := d.checkCode(in.Code.S); err != nil {
		d.Tally.Note(a.Did(AccessDenied, Object{}, "setup code"))
		return User{}, BrowserSession{}, err
	}
	if err := c.err(); err != nil {
		return User{}, BrowserSession{}, err
	}
	hash, err := d.hash(ctx, pw)
	if err != nil {
		return User{}, BrowserSession{}, err
	}
	u, err := once(ctx, d, a.Op, func(tx Store) (User, error) {
		if err := d.onlyOnce(ctx, tx); err != nil {
			return User{}, err
		}
		u, err := tx.AddUser(ctx, NewUser{Name: name, Email: email, PasswordHash: hash, Role: Owner})
		if errors.Is(err, ErrEmailTaken) {
			u, err = d.promoteAdopted(ctx, tx, in)
		}
		if err != nil {
			return User{}, err
		}
		if err := tx.NameSchool(ctx, school); err != nil {
			return User{}, err
		}
		return u, tx.Audit(ctx, a.Did(SetupDone, Object{OnUser, u.ID}))
	})
	if err != nil {
		return User{}, BrowserSession{}, err
	}
	s, err := d.openBrowser(ctx, u, false, v)
	return u, s, err
}

// checkCode lets everybody on this machine pass; from elsewhere the code is
// needed, which exists only in a process that started without an owner.
func (d *Desk) checkCode(typed string) error {
	switch {
	case d.Rules.Loopback:
		return nil
	case d.Code == nil:
		return ErrSetupDone
	case !d.Code.Fits(typed):
		return ErrSetupCode
	}
	return nil
}

// promoteAdopted makes an account that exists already the owner, when the
// password fits. Such accounts come from an adopted database.
func (d *Desk) promoteAdopted(ctx context.Context, tx Store, in SetupInput) (User, error) {
	u, err := d.checkCredentials(ctx, SignInInput{Email: in.Email, Password: in.Password}, Visitor{Net: "setup", Local: true})
	if errors.Is(err, ErrCredentials) {
		return User{}, ErrEmailTaken
	}
	if err != nil {
		return User{}, err
	}
	return tx.MakeOwner(ctx, u.ID)
}

// onlyOnce lets one transaction at a time pass, and none when there is an owner.
func (d *Desk) onlyOnce(ctx context.Context, tx Store) error {
	if err := tx.LockSetup(ctx); err != nil {
		return err
	}
	owned, err := tx.HasOwner(ctx)
	if err == nil && owned {
		err = ErrSetupDone
	}
	return err
}

// SetupCode is the one-time code that proves that whoever makes the first
// owner can read the server's output. After ten wrong tries it is replaced.
type SetupCode struct {
	mu    sync.Mutex
	code  string
	wrong int
	show  func(code string)
}

// NewSetupCode returns a fresh code; show is called with it and with every
// code that replaces it.
func NewSetupCode(show func(code string)) *SetupCode {
	s := &SetupCode{show: show}
	s.renew()
	return s
}

// Fits reports whether the typed code is the current one. Spaces and hyphens
// do not matter.
func (s *SetupCode) Fits(typed string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	plain := strings.NewReplacer(" ", "", "-", "").Replace(typed)
	if subtle.ConstantTimeCompare([]byte(plain), []byte(s.code)) == 1 {
		return true
	}
	if s.wrong++; s.wrong >= 10 {
		s.renew()
	}
	return false
}

func (s *SetupCode) renew() {
	n, err := rand.Int(rand.Reader, big.NewInt(100_000_000))
	if err != nil {
		panic(err) // the system has no randomness; nothing safe can be done
	}
	s.code, s.wrong = fmt.Sprintf("%08d", n), 0
	s.show(s.code[:4] + "-" + s.code[4:])
}
