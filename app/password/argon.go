package password

import (
	"crypto/rand"
	"crypto/subtle"
	"encoding/base64"
	"fmt"
	"strings"

	"golang.org/x/crypto/argon2"
)

// The work of one hash: what OWASP asks for at least (19 MiB, 2 passes, 1 lane).
const (
	memory  = 19 * 1024
	passes  = 2
	lanes   = 1
	saltLen = 16
	keyLen  = 32
)

// The most work a stored hash may ask for. A hash is data, and data may come
// from a restored backup or an adopted database: without a bound one row could
// ask for terabytes.
const (
	maxMemory = 128 * 1024
	maxPasses = 10
	maxLanes  = 16
	maxBytes  = 64 // of salt and of key
)

// argon is one argon2id hash and what it takes to compute it.
type argon struct {
	memory, passes uint32
	lanes          uint8
	salt, key      []byte
}

// newArgon returns today's parameters with a fresh salt and a key that fits no
// password.
func newArgon() argon {
	a := argon{memory, passes, lanes, make([]byte, saltLen), make([]byte, keyLen)}
	rand.Read(a.salt) // never fails: crypto/rand ends the program instead
	return a
}

func (a argon) derive(password string) []byte {
	return argon2.IDKey([]byte(password), a.salt, a.passes, a.memory, a.lanes, uint32(len(a.key)))
}

func (a argon) verify(password string) (bool, error) {
	return subtle.ConstantTimeCompare(a.derive(password), a.key) == 1, nil
}

// old tells a hash made with other parameters than today's. Stronger ones count
// too: one amount of work for everybody keeps sign-in times alike.
func (a argon) old() bool {
	return a.memory != memory || a.passes != passes || a.lanes != lanes ||
		len(a.salt) < saltLen || len(a.key) < keyLen
}

// hash returns the PHC string of a password.
func (a argon) hash(password string) string {
	b64 := base64.RawStdEncoding
	return fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=%d$%s$%s", argon2.Version,
		a.memory, a.passes, a.lanes, b64.EncodeToString(a.salt), b64.EncodeToString(a.derive(password)))
}

// parseArgon reads a PHC string, in the one spelling hash writes.
func parseArgon(s string) (argon, error) {
	var a argon
	parts := strings.Split(s, "$") // "", argon2id, v=19, m=..,t=..,p=.., salt, key
	if len(parts) != 6 || parts[2] != fmt.Sprintf("v=%d", argon2.Version) {
		return a, fmt.Errorf("%w: not an argon2id hash of version %d", ErrUnknownHash, argon2.Version)
	}
	if _, err := fmt.Sscanf(parts[3], "m=%d,t=%d,p=%d", &a.memory, &a.passes, &a.lanes); err != nil ||
		parts[3] != fmt.Sprintf("m=%d,t=%d,p=%d", a.memory, a.passes, a.lanes) {
		return a, fmt.Errorf("%w: argon2id parameters cannot be read", ErrUnknownHash)
	}
	b64 := base64.RawStdEncoding.Strict()
	var errSalt, errKey error
	a.salt, errSalt = b64.DecodeString(parts[4])
	a.key, errKey = b64.DecodeString(parts[5])
	if errSalt != nil || errKey != nil || strings.ContainsAny(s, "\r\n") { // base64 passes over line breaks
		return a, fmt.Errorf("%w: argon2id salt or key cannot be read", ErrUnknownHash)
	}
	if !a.bounded() {
		return a, fmt.Errorf("%w: argon2id parameters out of bounds", ErrUnknownHash)
	}
	return a, nil
}

func (a argon) bounded() bool {
	return a.lanes >= 1 && a.lanes <= maxLanes &&
		a.memory >= 8*uint32(a.lanes) && a.memory <= maxMemory &&
		a.passes >= 1 && a.passes <= maxPasses &&
		len(a.salt) >= 8 && len(a.salt) <= maxBytes &&
		len(a.key) >= 16 && len(a.key) <= maxBytes
}
