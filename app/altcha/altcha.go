// Package altcha asks a machine to work before it is believed: it has to find
// the number that a hash was made from. The form of challenge and answer is that
// of ALTCHA, so that programs made for it can work here, too. It knows nothing
// of what is guarded by it.
package altcha

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"net/url"
	"strconv"
	"strings"
	"time"
)

const (
	algorithm = "SHA-256"
	most      = 50_000 // numbers to try: about a second on a cheap phone
	life      = 5 * time.Minute
)

// Challenge is what a machine is asked.
type Challenge struct {
	Algorithm string `json:"algorithm"`
	Challenge string `json:"challenge"` // the hash, in hexadecimal
	MaxNumber int    `json:"maxnumber"`
	Salt      string `json:"salt"`
	Signature string `json:"signature"`
}

// Signer signs a challenge, so that only ours can be answered.
type Signer interface {
	Sign(purpose string, data []byte) []byte
	Signed(purpose string, data, signature []byte) bool
}

const purpose = "altcha"

// New returns a challenge about one thing: answered, it is good for that and
// nothing else, for five minutes.
func New(s Signer, about string, now time.Time) Challenge {
	salt := hex.EncodeToString([]byte(about)) + "?expires=" + strconv.FormatInt(now.Add(life).Unix(), 10)
	var random [8]byte
	rand.Read(random[:]) // never fails: crypto/rand ends the program instead
	hash := sum(salt, int(binary.BigEndian.Uint64(random[:])%most))
	return Challenge{algorithm, hash, most, salt, hex.EncodeToString(s.Sign(purpose, []byte(hash)))}
}

// Solved reports whether an answer, base64 of JSON, solves a challenge about
// something in time.
func Solved(s Signer, about, answer string, now time.Time) bool {
	raw, err := base64.StdEncoding.DecodeString(answer)
	if err != nil || len(raw) > 1024 {
		return false
	}
	var a struct {
		Algorithm, Challenge, Salt, Signature string
		Number                                int
	}
	if json.Unmarshal(raw, &a) != nil || a.Algorithm != algorithm {
		return false
	}
	subject, query, _ := strings.Cut(a.Salt, "?")
	values, err := url.ParseQuery(query)
	if err != nil || subject != hex.EncodeToString([]byte(about)) {
		return false
	}
	until, err := strconv.ParseInt(values.Get("expires"), 10, 64)
	signature, bad := hex.DecodeString(a.Signature)
	return err == nil && bad == nil && now.Unix() < until && a.Challenge == sum(a.Salt, a.Number) &&
		s.Signed(purpose, []byte(a.Challenge), signature)
}

func sum(salt string, number int) string {
	h := sha256.Sum256([]byte(salt + strconv.Itoa(number)))
	return hex.EncodeToString(h[:])
}
