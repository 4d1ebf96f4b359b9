package app

import (
	"crypto/rand"
	"crypto/sha256"
	"hash/crc32"
	"math/big"
	"strings"
)

const (
	keyPrefix = "fb_"          // by which people and programs that look for leaked secrets know it
	keyHandle = 8              // characters by which people tell keys apart
	keyLength = 3 + 8 + 32 + 6 // prefix, handle, secret, checksum
	base62    = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
)

// IsKey reports whether a bearer token is meant to be an API key.
func IsKey(bearer string) bool { return strings.HasPrefix(bearer, keyPrefix) }

// newSecret returns a fresh key: the prefix, eight characters to know it by, 32
// that nobody can guess (190 bits), and a checksum, so that one that was cut or
// mistyped is told apart without asking the database.
func newSecret() (secret, handle string) {
	var b strings.Builder
	b.WriteString(keyPrefix)
	for range keyHandle + 32 {
		n, err := rand.Int(rand.Reader, big.NewInt(int64(len(base62))))
		if err != nil {
			panic(err) // the system has no randomness; nothing safe can be done
		}
		b.WriteByte(base62[n.Int64()])
	}
	body := b.String()
	return body + checksum(body), body[len(keyPrefix) : len(keyPrefix)+keyHandle]
}

func checksum(body string) string {
	sum := crc32.ChecksumIEEE([]byte(body))
	var out [6]byte
	for i := range out {
		out[len(out)-1-i] = base62[sum%62]
		sum /= 62
	}
	return string(out[:])
}

// keyHash returns the hash under which a key is kept, or false for what cannot
// be one.
func keyHash(secret string) ([]byte, bool) {
	if len(secret) != keyLength || !IsKey(secret) || checksum(secret[:keyLength-6]) != secret[keyLength-6:] {
		return nil, false
	}
	sum := sha256.Sum256([]byte(secret))
	return sum[:], true
}
