// Package token signs and reads the bearer tokens of the API. It knows nothing
// of users or sessions beyond their numbers: whether they still exist is for
// others to say.
package token

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/golang-jwt/jwt/v5"
)

// ErrInvalid says that a token is not one of ours, or no longer whole.
var ErrInvalid = errors.New("invalid token")

// ErrExpired says that a token is ours and whole and that its time is over. A
// forged token is never told that much.
var ErrExpired = errors.New("token expired")

const (
	minSecret = 32   // bytes; the key of HS256 should be as long as its hash
	maxToken  = 4096 // bytes; ours have about 200, and nothing longer is taken apart
	leeway    = 30 * time.Second

	ours = "firstbell" // who issues our tokens, and whom they are for
	kind = "at+jwt"    // RFC 9068: a token to use an API with
)

// Signer signs tokens with one secret and reads those signed with it.
type Signer struct {
	secret   []byte
	lifetime time.Duration
	now      func() time.Time
	parser   *jwt.Parser
}

// Claims is what a token says. SessionID is 0 and IssuedAt zero in a token that
// somebody else made with the secret and that does not name them.
type Claims struct {
	UserID    int64
	SessionID int64
	IssuedAt  time.Time
	Expires   time.Time
}

// New returns a Signer. It refuses a secret of less than 32 bytes, which could
// be guessed from any one token, and a lifetime of less than a second.
func New(secret []byte, lifetime time.Duration, now func() time.Time) (*Signer, error) {
	if len(secret) < minSecret {
		return nil, fmt.Errorf("the token secret has %d bytes and needs at least %d", len(secret), minSecret)
	}
	if lifetime < time.Second {
		return nil, fmt.Errorf("a token lifetime of %s is too short: use one second or more", lifetime)
	}
	return &Signer{
		secret:   slices.Clone(secret),
		lifetime: lifetime,
		now:      now,
		parser: jwt.NewParser(
			jwt.WithValidMethods([]string{jwt.SigningMethodHS256.Alg()}),
			jwt.WithExpirationRequired(),
			jwt.WithTimeFunc(now),
			jwt.WithStrictDecoding(),
			jwt.WithJSONNumber(), // ids beyond 2^53 keep their last digits
		),
	}, nil
}

// Sign returns a token for a user, and for a session unless that is 0, good
// from now for the Signer's lifetime.
func (s *Signer) Sign(userID, sessionID int64) (string, error) {
	if userID < 1 || sessionID < 0 {
		return "", fmt.Errorf("sign token: user %d and session %d are not ids", userID, sessionID)
	}
	issued := s.now()
	claims := jwt.MapClaims{
		"iss":    ours,
		"aud":    ours,
		"userId": userID,
		"iat":    issued.Unix(),
		"exp":    issued.Add(s.lifetime).Unix(),
	}
	if sessionID > 0 {
		claims["sid"] = sessionID
	}
	t := jwt.NewWithClaims(jwt.SigningMethodHS256, claims)
	t.Header["typ"] = kind
	signed, err := t.SignedString(s.secret)
	if err != nil {
		return "", fmt.Errorf("sign token: %w", err)
	}
	return signed, nil
}

// Parse reads a token. It fails with ErrExpired when nothing but the time is
// wrong and with ErrInvalid for everything else. The token's header chooses
// nothing: not the algorithm, not the key, not where to fetch one.
func (s *Signer) Parse(token string) (Claims, error) {
	if len(token) > maxToken || strings.ContainsFunc(token, foreign) {
		return Claims{}, ErrInvalid
	}
	raw := jwt.MapClaims{}
	parsed, err := s.parser.ParseWithClaims(token, raw, func(*jwt.Token) (any, error) { return s.secret, nil })
	expired := onlyExpired(err)
	if err != nil && !expired {
		return Claims{}, ErrInvalid
	}
	if _, critical := parsed.Header["crit"]; critical { // RFC 7515: refuse what is not understood
		return Claims{}, ErrInvalid
	}
	claims, ok := s.read(raw)
	switch {
	case !ok, !forUs(parsed.Header, raw, claims.SessionID != 0):
		return Claims{}, ErrInvalid
	case expired:
		return Claims{}, ErrExpired
	}
	return claims, nil
}

// foreign tells a character that no token has. Base64 decoders pass over line
// breaks, which would give one token many spellings.
func foreign(r rune) bool {
	switch {
	case 'a' <= r && r <= 'z', 'A' <= r && r <= 'Z', '0' <= r && r <= '9', r == '-', r == '_', r == '.':
		return false
	}
	return true
}

// onlyExpired tells a token whose signature is good and whose one fault is its
// age. The library checks the claims after the signature and joins what it
// finds, so the age alone must not decide.
func onlyExpired(err error) bool {
	return errors.Is(err, jwt.ErrTokenExpired) &&
		!errors.Is(err, jwt.ErrTokenSignatureInvalid) &&
		!errors.Is(err, jwt.ErrTokenNotValidYet) &&
		!errors.Is(err, jwt.ErrTokenRequiredClaimMissing) &&
		!errors.Is(err, jwt.ErrInvalidType)
}

// forUs reports whether a token says of itself that it is an access token from
// us to us. Tokens that name a session have to say so, since only we make them.
// The service that came before said nothing of the kind, so its tokens may
// leave it out, but not say anything else.
func forUs(header map[string]any, claims jwt.MapClaims, strict bool) bool {
	iss, errIss := claims.GetIssuer()
	aud, errAud := claims.GetAudience()
	typ, isText := header["typ"].(string)
	if errIss != nil || errAud != nil || header["typ"] != nil && !isText {
		return false
	}
	if strict {
		return iss == ours && slices.Contains(aud, ours) && strings.EqualFold(typ, kind)
	}
	return (claims["iss"] == nil || iss == ours) && (claims["aud"] == nil || slices.Contains(aud, ours)) &&
		(typ == "" || strings.EqualFold(typ, "JWT") || strings.EqualFold(typ, kind))
}

// MAC returns a fingerprint of data that only a holder of the secret can make,
// or compare guesses with. purpose keeps those of one use apart from another's.
func (s *Signer) MAC(purpose string, data []byte) []byte {
	h := hmac.New(sha256.New, s.secret)
	h.Write([]byte(purpose + "\x00"))
	h.Write(data)
	return h.Sum(nil)
}

// read takes the claims apart. The leeway is for the clocks of those who issue
// tokens elsewhere; a token is never good for longer than it says.
func (s *Signer) read(raw jwt.MapClaims) (Claims, bool) {
	var c Claims
	var ok bool
	if c.UserID, ok = wholeNumber(raw["userId"]); !ok {
		return c, false
	}
	if sid, given := raw["sid"]; given {
		if c.SessionID, ok = wholeNumber(sid); !ok {
			return c, false
		}
	}
	expires, err := raw.GetExpirationTime()
	if err != nil || expires == nil {
		return c, false
	}
	c.Expires = expires.Time
	issued, err := raw.GetIssuedAt()
	if err != nil {
		return c, false
	}
	if issued != nil {
		c.IssuedAt = issued.Time
	}
	return c, !c.IssuedAt.After(s.now().Add(leeway))
}

// wholeNumber reads a JSON number above 0 that is written without a point or an
// exponent.
func wholeNumber(v any) (int64, bool) {
	number, ok := v.(json.Number) // a quoted "1" is a string here and refused
	if !ok {
		return 0, false
	}
	n, err := strconv.ParseInt(number.String(), 10, 64)
	return n, err == nil && n > 0
}
