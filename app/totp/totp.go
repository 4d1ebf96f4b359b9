// Package totp makes and reads the six digits that a phone shows for thirty
// seconds (RFC 6238). It knows nothing of people or storage: which codes were
// used already is for others to remember.
package totp

import (
	"crypto/rand"
	"crypto/subtle"
	"encoding/base32"
	"fmt"
	"net/url"
	"strings"
	"time"

	"github.com/pquerna/otp/hotp"
)

const (
	seedLen = 20 // bytes, as long as the hash of the algorithm
	period  = 30 * time.Second
	around  = 1 // steps before and after now that count, for clocks that are off
)

var letters = base32.StdEncoding.WithPadding(base32.NoPadding)

// NewSeed returns a seed of 160 random bits.
func NewSeed() []byte {
	seed := make([]byte, seedLen)
	rand.Read(seed) // never fails: crypto/rand ends the program instead
	return seed
}

// Key is a seed in the letters that people type into an app.
func Key(seed []byte) string { return letters.EncodeToString(seed) }

// URL is what an app reads from a QR code: whose codes these are, and the seed.
func URL(issuer, account string, seed []byte) string {
	issuer = strings.ReplaceAll(issuer, ":", " ") // it ends the issuer in the label
	q := url.Values{"secret": {Key(seed)}, "issuer": {issuer}}
	return "otpauth://totp/" + url.PathEscape(issuer+":"+account) + "?" + strings.ReplaceAll(q.Encode(), "+", "%20")
}

// Code returns the digits of a seed at a time.
func Code(seed []byte, at time.Time) (string, error) { return code(seed, step(at)) }

func step(at time.Time) int64 { return at.Unix() / int64(period.Seconds()) }

func code(seed []byte, step int64) (string, error) {
	digits, err := hotp.GenerateCode(Key(seed), uint64(step))
	if err != nil {
		return "", fmt.Errorf("make a code: %w", err)
	}
	return digits, nil
}

// Step returns which time step typed is the code of: now, or one around it that
// comes after the step last. Spaces do not matter. ok is false when it is the
// code of none of them.
func Step(seed []byte, typed string, now time.Time, last int64) (found int64, ok bool, err error) {
	typed = strings.ReplaceAll(typed, " ", "")
	for s := step(now) - around; s <= step(now)+around; s++ {
		digits, err := code(seed, s)
		if err != nil {
			return 0, false, err
		}
		if subtle.ConstantTimeCompare([]byte(digits), []byte(typed)) == 1 && s > last {
			found, ok = s, true
		}
	}
	return found, ok, nil
}
