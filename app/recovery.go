package app

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base32"
	"strings"
)

const (
	recoveryCodes = 10
	recoveryBytes = 10 // 80 random bits, too many to try: a plain hash keeps them
)

var recoveryLetters = base32.StdEncoding

// newRecoveryCodes returns codes as they are shown and as they are kept.
func newRecoveryCodes() (codes []string, hashes [][]byte) {
	for range recoveryCodes {
		raw := make([]byte, recoveryBytes)
		rand.Read(raw) // never fails: the program ends when the system has no randomness
		s := strings.ToLower(recoveryLetters.EncodeToString(raw))
		codes = append(codes, s[:4]+"-"+s[4:8]+"-"+s[8:12]+"-"+s[12:])
		hashes = append(hashes, hashRecovery(raw))
	}
	return codes, hashes
}

func hashRecovery(raw []byte) []byte {
	sum := sha256.Sum256(raw)
	return sum[:]
}

// plainRecovery is a recovery code as people type it without what they put
// between the letters.
func plainRecovery(typed string) string {
	return strings.ToUpper(strings.NewReplacer(" ", "", "-", "").Replace(typed))
}

// isRecovery tells a recovery code, right or wrong, from the digits of an app.
func isRecovery(typed string) bool { return len(plainRecovery(typed)) > 10 }

// useRecovery takes a recovery code, each once. Tries are counted as those of
// an app's codes are.
func (d *Desk) useRecovery(ctx context.Context, a Actor, typed Text) error {
	if _, err := d.Store.CountTOTPTry(ctx, a.User.ID, totpTries, d.Now(), d.Now().Add(totpVoid)); err != nil {
		return d.noTry(ctx, a.User.ID, err)
	}
	raw, err := recoveryLetters.DecodeString(plainRecovery(typed.S))
	if err != nil {
		return ErrCodeWrong
	}
	return d.Store.InTx(ctx, func(tx Store) error {
		if err := tx.UseRecoveryCode(ctx, a.User.ID, hashRecovery(raw)); err != nil {
			return gone(err, ErrCodeWrong)
		}
		return tx.Audit(ctx, a.Did(RecoveryCodeUsed, Object{OnUser, a.User.ID}))
	})
}

// NewRecoveryCodes replaces the actor's recovery codes, for the password and one
// more code, which may be one of the old ones: whoever has only one of the two
// proofs must not get the other. The old ones are dead from then on. It is not
// kept as an op: the answer holds secrets. ErrTOTPOff without a second factor.
func (d *Desk) NewRecoveryCodes(ctx context.Context, a Actor, pw, code Text, v Visitor) ([]string, error) {
	if err := d.proveBoth(ctx, a, pw, code, v); err != nil {
		return nil, err
	}
	codes, hashes := newRecoveryCodes()
	err := d.Store.InTx(ctx, func(tx Store) error {
		if err := tx.SetRecoveryCodes(ctx, a.User.ID, hashes); err != nil {
			return gone(err, ErrTOTPOff)
		}
		return tx.Audit(ctx, a.Did(RecoveryCodesMade, Object{OnUser, a.User.ID}))
	})
	if err != nil {
		return nil, err
	}
	return codes, nil
}

// RecoveryCodesLeft counts a person's recovery codes; 0 without a second factor.
func (d *Desk) RecoveryCodesLeft(ctx context.Context, u User) (int, error) {
	if !u.HasFactor {
		return 0, nil
	}
	return d.Store.RecoveryCodes(ctx, u.ID)
}
