package token

import (
	"crypto/hmac"
	"crypto/sha256"
	"crypto/sha512"
	"encoding/base64"
	"errors"
	"hash"
	"strconv"
	"strings"
	"testing"
	"time"
)

var secret = []byte("a test secret of thirty-two bytes and some")

// noon is when these tests happen.
var noon = time.Date(2025, 11, 1, 12, 0, 0, 0, time.UTC)

func signer(t *testing.T, now *time.Time) *Signer {
	t.Helper()
	s, err := New(secret, 24*time.Hour, func() time.Time { return *now })
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// forge makes a token from a header and claims as they stand, with any key.
func forge(header, claims string, alg func() hash.Hash, key []byte) string {
	b64 := base64.RawURLEncoding.EncodeToString
	head := b64([]byte(header)) + "." + b64([]byte(claims))
	mac := hmac.New(alg, key)
	mac.Write([]byte(head))
	return head + "." + b64(mac.Sum(nil))
}

func TestSignAndParse(t *testing.T) {
	t.Parallel()
	now := noon.Add(700 * time.Millisecond)
	s := signer(t, &now)
	for _, sid := range []int64{0, 9, 1<<63 - 1} {
		raw, err := s.Sign(1<<53+1, sid)
		if err != nil {
			t.Fatal(err)
		}
		got, err := s.Parse(raw)
		if err != nil || got.UserID != 1<<53+1 || got.SessionID != sid ||
			!got.IssuedAt.Equal(noon) || !got.Expires.Equal(noon.Add(24*time.Hour)) {
			t.Errorf("%+v, %v", got, err)
		}
	}
	if _, err := s.Sign(0, 1); err == nil {
		t.Error("signed for nobody")
	}
}

func TestExpiry(t *testing.T) {
	t.Parallel()
	now := noon
	s := signer(t, &now)
	raw, _ := s.Sign(1, 2)
	for at, want := range map[time.Duration]error{
		24*time.Hour - time.Second: nil,
		24 * time.Hour:             ErrExpired,
		1000 * 24 * time.Hour:      ErrExpired,
		-30 * time.Second:          nil,        // issued by a clock a little ahead
		-31 * time.Second:          ErrInvalid, // or too far
	} {
		now = noon.Add(at)
		if _, err := s.Parse(raw); !errors.Is(err, want) {
			t.Errorf("%s after issue: %v, want %v", at, err, want)
		}
	}
	now = noon.Add(25 * time.Hour)
	if _, err := s.Parse(raw[:len(raw)-4] + "AAAA"); !errors.Is(err, ErrInvalid) || errors.Is(err, ErrExpired) {
		t.Errorf("a forged old token is told that it is old: %v", err)
	}
}

const (
	head  = `{"alg":"HS256","typ":"JWT"}`
	times = `"iat":1761998400,"exp":1762084800` // noon, and a day later
)

func TestClaims(t *testing.T) {
	t.Parallel()
	now := noon
	s := signer(t, &now)
	for claims, want := range map[string]error{
		`{"userId":7,` + times + `}`:                                 nil, // as the original service signs
		`{"userId":7,"exp":1762084800}`:                              nil,
		`{"userId":7,"role":"owner",` + times + `}`:                  nil,
		`{"userId":7,"iat":1761998400}`:                              ErrInvalid, // no exp
		`{"userId":7,"exp":null}`:                                    ErrInvalid,
		`{"userId":7,"exp":"1762084800"}`:                            ErrInvalid,
		`{"userId":7,"exp":0}`:                                       ErrExpired,
		`{"userId":7,"exp":-1}`:                                      ErrExpired,
		`{"userId":7,"exp":1761998399}`:                              ErrExpired,
		`{"userId":7,"exp":1761998399,"nbf":1762084800}`:             ErrInvalid,
		`{"userId":"7","exp":1761998399}`:                            ErrInvalid,
		`{"userId":7,"sid":0,"exp":1761998399}`:                      ErrInvalid,
		`{"userId":7,"iat":"x","exp":1761998399}`:                    ErrInvalid,
		`{"userId":7,"nbf":1762000000,` + times + `}`:                ErrInvalid,
		`{"userId":7,"iat":1762000000,"exp":1762084800}`:             ErrInvalid,
		`{"userId":"7",` + times + `}`:                               ErrInvalid,
		`{"userId":0,` + times + `}`:                                 ErrInvalid,
		`{"userId":-1,` + times + `}`:                                ErrInvalid,
		`{"userId":1.5,` + times + `}`:                               ErrInvalid,
		`{"userId":1e2,` + times + `}`:                               ErrInvalid,
		`{"userId":9223372036854775808,` + times + `}`:               ErrInvalid,
		`{"userId":[7],` + times + `}`:                               ErrInvalid,
		`{"userId":null,` + times + `}`:                              ErrInvalid,
		`{"USERID":7,` + times + `}`:                                 ErrInvalid,
		`{"sub":"7",` + times + `}`:                                  ErrInvalid,
		`{"userId":7,"sid":"3",` + times + `}`:                       ErrInvalid,
		`{"userId":7,"sid":null,` + times + `}`:                      ErrInvalid,
		`{"userId":7,"sid":-3,` + times + `}`:                        ErrInvalid,
		`null`:                                                       ErrInvalid,
		`[]`:                                                         ErrInvalid,
		`7`:                                                          ErrInvalid,
		``:                                                           ErrInvalid,
		`{"userId":7,` + times + `,"x":` + strings.Repeat("[", 2000): ErrInvalid,
	} {
		_, err := s.Parse(forge(head, claims, sha256.New, secret))
		if !errors.Is(err, want) {
			t.Errorf("%.80s: %v, want %v", claims, err, want)
		}
	}
}

// TestTokensSayWhomTheyAreFor: what names a session is made by us alone and has
// to say so in full; a token of the original service may say nothing of it.
func TestTokensSayWhomTheyAreFor(t *testing.T) {
	t.Parallel()
	now := noon
	s := signer(t, &now)
	const times = `"iat":1761998400,"exp":1762084800`
	for _, c := range []struct {
		typ, claims string
		good        bool
	}{
		{`"typ":"at+jwt",`, `"iss":"firstbell","aud":"firstbell","sid":3,`, true},
		{`"typ":"at+jwt",`, `"iss":"firstbell","aud":["x","firstbell"],"sid":3,`, true},
		{`"typ":"JWT",`, `"iss":"firstbell","aud":"firstbell","sid":3,`, false},
		{`"typ":"at+jwt",`, `"aud":"firstbell","sid":3,`, false},
		{`"typ":"at+jwt",`, `"iss":"firstbell","sid":3,`, false},
		{`"typ":"at+jwt",`, `"iss":"other","aud":"firstbell","sid":3,`, false},
		{`"typ":"at+jwt",`, `"iss":"firstbell","aud":"other","sid":3,`, false},
		{`"typ":"JWT",`, ``, true},
		{``, ``, true},
		{`"typ":"JWT",`, `"iss":"firstbell","aud":["firstbell"],`, true},
		{`"typ":"id+jwt",`, ``, false},
		{`"typ":7,`, ``, false},
		{`"typ":"JWT",`, `"iss":"other",`, false},
		{`"typ":"JWT",`, `"iss":7,`, false},
		{`"typ":"JWT",`, `"aud":"other",`, false},
		{`"typ":"JWT",`, `"aud":{},`, false},
	} {
		_, err := s.Parse(forge(`{`+c.typ+`"alg":"HS256"}`, `{"userId":7,`+c.claims+times+`}`, sha256.New, secret))
		if (err == nil) != c.good {
			t.Errorf("%s %s: %v", c.typ, c.claims, err)
		}
	}
}

func TestMACDependsOnSecretPurposeAndData(t *testing.T) {
	t.Parallel()
	now := noon
	s := signer(t, &now)
	other, err := New([]byte(strings.Repeat("x", 32)), time.Hour, func() time.Time { return now })
	if err != nil {
		t.Fatal(err)
	}
	seen := map[string]bool{}
	for _, mac := range [][]byte{s.MAC("a", []byte("bc")), s.MAC("ab", []byte("c")), s.MAC("a", []byte("bd")), other.MAC("a", []byte("bc"))} {
		if seen[string(mac)] || len(mac) != 32 {
			t.Error("two fingerprints are the same, or one is short")
		}
		seen[string(mac)] = true
	}
}

func TestForgeries(t *testing.T) {
	t.Parallel()
	now := noon
	s := signer(t, &now)
	good, _ := s.Sign(7, 3)
	parts := strings.Split(good, ".")
	claims := `{"userId":7,` + times + `}`
	none := base64.RawURLEncoding.EncodeToString([]byte(`{"alg":"none"}`)) + "." + parts[1] + "."
	for name, raw := range map[string]string{
		"empty":                   "",
		"two parts":               parts[0] + "." + parts[1],
		"four parts":              good + ".x",
		"no signature":            parts[0] + "." + parts[1] + ".",
		"alg none":                none,
		"alg None":                strings.Replace(none, "bm9uZ", "Tm9uZ", 1),
		"alg none, signed":        forge(`{"alg":"none"}`, claims, sha256.New, secret),
		"alg missing":             forge(`{}`, claims, sha256.New, secret),
		"alg a number":            forge(`{"alg":256}`, claims, sha256.New, secret),
		"alg hs256":               forge(`{"alg":"hs256"}`, claims, sha256.New, secret),
		"HS512 with our key":      forge(`{"alg":"HS512"}`, claims, sha512.New, secret),
		"HS384 with our key":      forge(`{"alg":"HS384"}`, claims, sha512.New384, secret),
		"RS256 with our key":      forge(`{"alg":"RS256"}`, claims, sha256.New, secret),
		"EdDSA":                   forge(`{"alg":"EdDSA"}`, claims, sha256.New, secret),
		"critical header":         forge(`{"alg":"HS256","crit":["b64"],"b64":false}`, claims, sha256.New, secret),
		"another key":             forge(head, claims, sha256.New, []byte("another secret of thirty-two bytes.")),
		"empty key":               forge(head, claims, sha256.New, nil),
		"kid of an empty file":    forge(`{"alg":"HS256","kid":"../../../../dev/null"}`, claims, sha256.New, nil),
		"jku":                     forge(`{"alg":"HS256","jku":"http://127.0.0.1/keys"}`, claims, sha256.New, []byte("evil")),
		"jwk inside":              forge(`{"alg":"HS256","jwk":{"kty":"oct","k":"ZXZpbA"}}`, claims, sha256.New, []byte("evil")),
		"signature cut":           good[:len(good)-2],
		"signature changed":       good[:len(good)-4] + "AAAA",
		"claims changed":          parts[0] + "." + base64.RawURLEncoding.EncodeToString([]byte(`{"userId":8,`+times+`}`)) + "." + parts[2],
		"padded":                  good + "=",
		"space before":            " " + good,
		"newline inside":          parts[0] + "." + parts[1] + ".\n" + parts[2],
		"plain base64":            strings.NewReplacer("-", "+", "_", "/").Replace(none),
		"another spelling":        good[:len(good)-1] + other(good[len(good)-1]),
		"100,000 dots":            strings.Repeat(".", 100_000),
		"4 KB and a bit":          strings.Repeat("a", maxToken+1),
		"good, but padded beyond": forge(`{"alg":"HS256","x":"`+strings.Repeat("x", maxToken)+`"}`, claims, sha256.New, secret),
	} {
		if got, err := s.Parse(raw); !errors.Is(err, ErrInvalid) || got != (Claims{}) {
			t.Errorf("%s: %+v, %v", name, got, err)
		}
	}
}

// other returns a character that decodes to the same byte as c where only the
// first four bits of six are used, as in the last character of a signature.
func other(c byte) string {
	const digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
	return digits[strings.IndexByte(digits, c)^1:][:1]
}

func TestHeaderChoosesNothing(t *testing.T) {
	t.Parallel()
	now := noon
	s := signer(t, &now)
	raw := forge(`{"alg":"HS256","kid":"../../etc/passwd","jku":"http://127.0.0.1:1/","x5u":"file:///"}`,
		`{"userId":7,`+times+`}`, sha256.New, secret)
	if got, err := s.Parse(raw); err != nil || got.UserID != 7 {
		t.Errorf("signed with our key, with idle hints: %+v, %v", got, err)
	}
}

func TestNewRefuses(t *testing.T) {
	t.Parallel()
	for length, lifetime := range map[int]time.Duration{0: time.Hour, 31: time.Hour, 32: time.Millisecond, 33: -time.Hour} {
		if _, err := New(make([]byte, length), lifetime, time.Now); err == nil {
			t.Errorf("a secret of %d bytes for %s was taken", length, lifetime)
		}
	}
	key := []byte(strings.Repeat("k", minSecret))
	s, err := New(key, time.Hour, time.Now)
	if err != nil {
		t.Fatal(err)
	}
	raw, _ := s.Sign(1, 1)
	clear(key)
	if _, err := s.Parse(raw); err != nil {
		t.Errorf("the signer shares its secret with the caller: %v", err)
	}
}

func TestParseLifetime(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]time.Duration{
		"1d": 24 * time.Hour, "12h": 12 * time.Hour, "30m": 30 * time.Minute, "45s": 45 * time.Second,
		"2w": 14 * 24 * time.Hour, "3600": time.Hour, "1": time.Second, "3650d": 3650 * 24 * time.Hour,
	} {
		if got, err := ParseLifetime(in); got != want || err != nil {
			t.Errorf("%q = %s, %v", in, got, err)
		}
	}
	for _, in := range []string{
		"", "d", "0", "0d", "-1d", "+1d", "1.5h", "1e3", " 1d", "1d ", "1 d", "1D", "1day", "1y", "1ms", "1d12h", "d1", "abc", "0x10", "1_000",
		"3651d", "87601h", "522w", "315360001", "9223372036854775807", "99999999999999999999d", strconv.Itoa(1<<62) + "w", "１d",
	} {
		if got, err := ParseLifetime(in); err == nil {
			t.Errorf("%q = %s", in, got)
		}
	}
}
