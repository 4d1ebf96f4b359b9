package app

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"firstbell/app/qr"
	"firstbell/app/totp"
)

// FactorRule says whose account must have a second factor.
type FactorRule string

// The rules of the second factor.
const (
	FactorOff       FactorRule = "off" // whoever wants one
	FactorOwners    FactorRule = "owners"
	FactorEverybody FactorRule = "everybody"
)

const (
	totpTries = 5 // wrong codes, then none is looked at for a while
	totpVoid  = 15 * time.Minute
)

// TOTP is a person's second factor as it is kept.
type TOTP struct {
	Sealed    []byte // the seed, sealed under the instance key
	Confirmed bool
	LastStep  int64 // the time step of the newest code that was taken
}

// NewTOTP is what a person needs to set up an app: the seed in two forms.
type NewTOTP struct {
	Key, URL string
	QR       string // the path of an SVG
	QRSize   int
}

// Refusals of the second factor.
var (
	ErrCodeNeeded = &Error{Kind: Unauthenticated, Code: "code_needed", Title: "Code needed",
		Message: "This account has a second factor. Send the six digits from the app, or a recovery code, as code beside e-mail and password"}
	ErrCodeWrong = &Error{Kind: Unauthenticated, Code: "code_wrong", Title: "Wrong code",
		Message: "That code is not right. Use the newest code in your app"}
	ErrTOTPOn = &Error{Kind: Conflict, Code: "totp_on", Title: "Already on",
		Message: "Your second factor is on already. Switch it off first to set it up anew"}
	ErrTOTPOff = &Error{Kind: Conflict, Code: "totp_off", Title: "Not on",
		Message: "There is no second factor on this account, or it is not confirmed yet. Set it up under My account"}
	ErrFactorNeeded = &Error{Kind: Forbidden, Code: "factor_needed", Title: "Second factor needed",
		Message: "This school asks for a second factor. Set it up under My account, then go on"}
	ErrFactorKey = &Error{Kind: Unavailable, Code: "factor_key", Title: "Service unavailable",
		Message: "This server has lost the key it keeps second factors under. Use a recovery code, or ask an owner to clear yours"}
)

// NeedsFactor reports whether the school asks this person for a second factor
// that they have not set up yet.
func (u User) NeedsFactor() bool {
	return !u.HasFactor && (u.FactorRequired == FactorEverybody || u.FactorRequired == FactorOwners && u.Role == Owner)
}

// BeginTOTP makes a seed for the actor, who has to show one code of it before
// it counts. It is not kept as an op: the answer holds a secret. ErrTOTPOn when
// a second factor is on already.
func (d *Desk) BeginTOTP(ctx context.Context, a Actor, pw Text, v Visitor) (NewTOTP, error) {
	if err := d.confirmPassword(ctx, a, pw, v); err != nil {
		return NewTOTP{}, err
	}
	school, err := d.Store.School(ctx)
	if err != nil {
		return NewTOTP{}, err
	}
	seed := totp.NewSeed()
	if err := d.Store.SetTOTPSeed(ctx, a.User.ID, d.Sealer.Seal(seedPlace(a.User.ID), seed)); err != nil {
		return NewTOTP{}, err
	}
	issuer := school.Name
	if issuer == "" {
		issuer = "Firstbell"
	}
	issuer = string([]rune(issuer)[:min(40, len([]rune(issuer)))]) // a QR code holds only so much
	n := NewTOTP{Key: totp.Key(seed), URL: totp.URL(issuer, a.User.Email, seed)}
	n.QR, n.QRSize, err = qr.Path(n.URL)
	return n, err
}

// ConfirmTOTP switches the actor's second factor on when the code is right, and
// returns the recovery codes, which nobody can see again. It is not kept as an
// op either.
func (d *Desk) ConfirmTOTP(ctx context.Context, a Actor, typed Text) ([]string, error) {
	if a.User.HasFactor {
		return nil, ErrTOTPOn
	}
	step, err := d.findStep(ctx, a.User.ID, typed)
	if err != nil {
		return nil, asField(err)
	}
	codes, hashes := newRecoveryCodes()
	err = d.Store.InTx(ctx, func(tx Store) error {
		if err := tx.UseTOTPStep(ctx, a.User.ID, step, d.Now()); err != nil {
			return asField(gone(err, ErrCodeWrong))
		}
		if err := tx.SetRecoveryCodes(ctx, a.User.ID, hashes); err != nil {
			return err
		}
		return tx.Audit(ctx, a.Did(SecondFactorOn, Object{OnUser, a.User.ID}))
	})
	return codes, err
}

// RemoveTOTP switches the actor's second factor off, for the password and one
// more code.
func (d *Desk) RemoveTOTP(ctx context.Context, a Actor, pw, code Text, v Visitor) error {
	if _, found, err := answered[struct{}](ctx, d, a.Op); found {
		return err
	}
	if err := d.proveBoth(ctx, a, pw, code, v); err != nil {
		return err
	}
	_, err := once(ctx, d, a.Op, func(tx Store) (struct{}, error) {
		if err := tx.RemoveTOTP(ctx, a.User.ID); err != nil {
			return struct{}{}, err
		}
		return struct{}{}, tx.Audit(ctx, a.Did(SecondFactorOff, Object{OnUser, a.User.ID}))
	})
	return err
}

// proveBoth asks somebody who is signed in for the password and the second factor
// once more; ErrTOTPOff when they have none.
func (d *Desk) proveBoth(ctx context.Context, a Actor, pw, code Text, v Visitor) error {
	if !a.User.HasFactor {
		return ErrTOTPOff
	}
	if err := d.confirmPassword(ctx, a, pw, v); err != nil {
		return err
	}
	if code.S == "" {
		return asField(ErrCodeWrong)
	}
	return asField(d.checkFactor(ctx, a.User, code, v))
}

// ClearTOTP takes away the second factor of somebody who has lost theirs, and
// signs them out everywhere. Nobody clears their own: for that they need a code.
func (d *Desk) ClearTOTP(ctx context.Context, a Actor, userID int64) error {
	if userID == a.User.ID {
		return ErrNotYourself
	}
	_, err := once(ctx, d, a.Op, func(tx Store) (struct{}, error) {
		u, err := member(ctx, tx, userID)
		if err == nil && !u.HasFactor {
			err = ErrTOTPOff
		}
		if err == nil {
			err = tx.RemoveTOTP(ctx, userID)
		}
		if err == nil {
			err = tx.EndSessionsOf(ctx, userID, 0, d.Now())
		}
		if err == nil {
			err = tx.Audit(ctx, a.Did(SecondFactorReset, Object{OnUser, userID}))
		}
		return struct{}{}, err
	})
	return err
}

// checkFactor asks for the second factor of whoever has shown the first: the
// code of an app, or a recovery code.
func (d *Desk) checkFactor(ctx context.Context, u User, typed Text, v Visitor) error {
	if !u.HasFactor {
		return nil
	}
	if strings.TrimSpace(typed.S) == "" {
		return ErrCodeNeeded
	}
	use := d.useCode
	if isRecovery(typed.S) {
		use = d.useRecovery
	}
	a := Actor{User: u, From: v.Net}
	err := use(ctx, a, typed)
	if refusal, ok := errors.AsType[*Error](err); ok && refusal.Kind == TooMany {
		d.Counts.RefusedSignIns.Add(1)
		d.Tally.Note(Actor{From: v.Net}.Did(SignInThrottled, Object{OnUser, u.ID}))
	} else if errors.Is(err, ErrCodeWrong) {
		d.Counts.RefusedSignIns.Add(1)
		d.Tally.Note(Actor{From: v.Net}.Did(SignInFailed, Object{OnUser, u.ID}, "code"))
	}
	return err
}

// useCode takes the code of an app, each once.
func (d *Desk) useCode(ctx context.Context, a Actor, typed Text) error {
	step, err := d.findStep(ctx, a.User.ID, typed)
	if err != nil {
		return err
	}
	return gone(d.Store.UseTOTPStep(ctx, a.User.ID, step, d.Now()), ErrCodeWrong)
}

// findStep returns the time step that a typed code is right for. The try is
// counted, and the count kept, before the code is looked at.
func (d *Desk) findStep(ctx context.Context, userID int64, typed Text) (int64, error) {
	t, err := d.Store.CountTOTPTry(ctx, userID, totpTries, d.Now(), d.Now().Add(totpVoid))
	if err != nil {
		return 0, d.noTry(ctx, userID, err)
	}
	seed, err := d.Sealer.Open(seedPlace(userID), t.Sealed)
	if err != nil {
		return 0, fmt.Errorf("open the seed of user %d: %w: %w", userID, ErrFactorKey, err)
	}
	step, ok, err := totp.Step(seed, typed.S, d.Now(), t.LastStep)
	if err == nil && !ok {
		err = ErrCodeWrong
	}
	return step, err
}

// noTry says why a try was not counted: there is nothing to try, or there were
// too many.
func (d *Desk) noTry(ctx context.Context, userID int64, err error) error {
	if !errors.Is(err, ErrNotFound) {
		return err
	}
	until, err := d.Store.TOTPVoidUntil(ctx, userID)
	if errors.Is(err, ErrNotFound) {
		return ErrTOTPOff
	}
	if err != nil {
		return err
	}
	wait := max(time.Second, until.Sub(d.Now()).Round(time.Second))
	return &Error{Kind: TooMany, Code: "code_void", Title: "Too many tries", RetryAfter: wait,
		Message: "Too many wrong codes. Wait " + strconv.Itoa(int(wait.Seconds())) + " seconds, then use the newest code in your app"}
}

// asField turns a wrong code into a wrong field, for forms of people who are
// signed in.
func asField(err error) error {
	if !errors.Is(err, ErrCodeWrong) {
		return err
	}
	var c check
	c.add("code", nil, ErrCodeWrong.Message)
	return c.err()
}

func seedPlace(userID int64) string { return "totp.seed " + strconv.FormatInt(userID, 10) }

// factorRule reads the school's rule. Whoever makes it strict for themselves must
// have set up their own, so that nobody locks themselves out by it.
func (c *check) factorRule(path string, t Text, u User) FactorRule {
	rule := FactorRule(t.S)
	u.FactorRequired = rule
	switch {
	case rule != FactorOff && rule != FactorOwners && rule != FactorEverybody:
		c.add(path, t.S, "Second factor must be off, owners or everybody")
	case u.NeedsFactor():
		c.add(path, t.S, "Set up your own second factor under My account first")
	}
	return rule
}
