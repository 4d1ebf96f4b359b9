// Package pushtest runs a push service inside a test. It checks who has signed
// a notice, and reads it as the device would.
package pushtest

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/ecdh"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/hkdf"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"errors"
	"io"
	"math/big"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"

	"firstbell/app/push"
)

// Notice is one notice that a device has read.
type Notice struct {
	Path, Body, Topic, TTL, Urgency string
	Signer, Subject                 string
}

// Service is a running push service.
type Service struct {
	*httptest.Server

	mu      sync.Mutex
	status  int
	devices map[string]device
	notices []Notice
	broken  []error
}

type device struct {
	key  *ecdh.PrivateKey
	auth []byte
}

// Start runs a service until the test ends, which fails when a notice was not
// signed, or could not be read.
func Start(t testing.TB) *Service {
	t.Helper()
	s := &Service{status: http.StatusCreated, devices: map[string]device{}}
	s.Server = httptest.NewTLSServer(http.HandlerFunc(s.take))
	t.Cleanup(func() {
		s.Close()
		if err := errors.Join(s.broken...); err != nil {
			t.Errorf("the push service: %v", err)
		}
	})
	return s
}

// Answer says with what status the service answers from now on.
func (s *Service) Answer(status int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.status = status
}

// Notices returns what was taken.
func (s *Service) Notices() []Notice {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.notices)
}

// Device subscribes a new device at a path.
func (s *Service) Device(t testing.TB, path string) push.Device {
	t.Helper()
	key, err := ecdh.P256().GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	auth := make([]byte, 16)
	rand.Read(auth)
	s.mu.Lock()
	defer s.mu.Unlock()
	s.devices[path] = device{key, auth}
	text := base64.RawURLEncoding.EncodeToString
	return push.Device{Endpoint: s.URL + path, P256dh: text(key.PublicKey().Bytes()), Auth: text(auth)}
}

func (s *Service) take(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	n := Notice{Path: r.URL.Path, Topic: r.Header.Get("Topic"), TTL: r.Header.Get("TTL"), Urgency: r.Header.Get("Urgency")}
	raw, err := io.ReadAll(r.Body)
	if err == nil {
		n.Body, err = s.devices[r.URL.Path].read(raw)
	}
	if err == nil {
		n.Signer, n.Subject, err = signer(r.Header.Get("Authorization"), s.URL)
	}
	if err != nil {
		s.broken = append(s.broken, err)
	} else if s.status == http.StatusCreated {
		s.notices = append(s.notices, n)
	}
	w.WriteHeader(s.status)
}

// read decrypts a notice (RFC 8188 and 8291).
func (d device) read(raw []byte) (string, error) {
	if d.key == nil || len(raw) < 86 || raw[20] != 65 {
		return "", errors.New("no such device, or no such encoding")
	}
	salt, theirs, sealed := raw[:16], raw[21:86], raw[86:]
	public, err := ecdh.P256().NewPublicKey(theirs)
	if err != nil {
		return "", err
	}
	shared, err := d.key.ECDH(public)
	if err != nil {
		return "", err
	}
	derive := func(secret, salt []byte, info string, n int) []byte {
		key, _ := hkdf.Key(sha256.New, secret, salt, info, n)
		return key
	}
	ikm := derive(shared, d.auth, "WebPush: info\x00"+string(d.key.PublicKey().Bytes())+string(theirs), 32)
	block, err := aes.NewCipher(derive(ikm, salt, "Content-Encoding: aes128gcm\x00", 16))
	if err != nil {
		return "", err
	}
	gcm, err := cipher.NewGCM(block)
	if err != nil {
		return "", err
	}
	plain, err := gcm.Open(nil, derive(ikm, salt, "Content-Encoding: nonce\x00", 12), sealed, nil)
	text, _, ended := strings.Cut(string(plain), "\x02")
	if err == nil && !ended {
		err = errors.New("the notice has no end")
	}
	return text, err
}

// signer checks who vouches for a notice at this service (RFC 8292).
func signer(header, audience string) (public, subject string, err error) {
	rest, ok := strings.CutPrefix(header, "vapid t=")
	token, public, ok2 := strings.Cut(rest, ", k=")
	parts := strings.Split(token, ".")
	raw, err := base64.RawURLEncoding.DecodeString(public)
	if !ok || !ok2 || len(parts) != 3 || err != nil || len(raw) != 65 {
		return "", "", errors.New("nobody has signed: " + header)
	}
	signature, err := base64.RawURLEncoding.DecodeString(parts[2])
	if err != nil || len(signature) != 64 {
		return "", "", errors.New("this is no signature")
	}
	key, err := ecdsa.ParseUncompressedPublicKey(elliptic.P256(), raw)
	if err != nil {
		return "", "", err
	}
	sum := sha256.Sum256([]byte(parts[0] + "." + parts[1]))
	if !ecdsa.Verify(key, sum[:], new(big.Int).SetBytes(signature[:32]), new(big.Int).SetBytes(signature[32:])) {
		return "", "", errors.New("the signature does not fit")
	}
	var claims struct {
		Aud, Sub string
		Exp      int64
	}
	body, err := base64.RawURLEncoding.DecodeString(parts[1])
	if err == nil {
		err = json.Unmarshal(body, &claims)
	}
	if err == nil && (claims.Aud != audience || claims.Exp == 0) {
		err = errors.New("it was signed for " + claims.Aud)
	}
	return public, claims.Sub, err
}
