// Package seal encrypts what the database keeps but must not tell: whoever
// reads a dump without the instance key learns nothing. It knows nothing of
// where keys and columns come from.
package seal

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/rand"
	"crypto/sha256"
	"errors"
	"fmt"
)

// ErrKey says that a value was sealed under a key that is not at hand.
var ErrKey = errors.New("sealed under another key")

// ErrBroken says that a sealed value is not whole, or stands in another place
// than the one it was sealed for.
var ErrBroken = errors.New("sealed value is broken")

const (
	minSecret = 32
	idLen     = 4
)

// Keys seal under one key and open what that or an older one has sealed.
type Keys struct {
	current key
	older   []key
}

type key struct {
	id      [idLen]byte // not secret: it says which key to open with
	aead    cipher.AEAD
	signing []byte
}

// New returns Keys that seal under current. Each secret has 32 bytes or more;
// any text of that length will do, because the key is derived from it.
func New(current []byte, older ...[]byte) (*Keys, error) {
	k := &Keys{}
	var err error
	if k.current, err = derive(current); err != nil {
		return nil, err
	}
	for _, secret := range older {
		o, err := derive(secret)
		if err != nil {
			return nil, err
		}
		k.older = append(k.older, o)
	}
	return k, nil
}

func derive(secret []byte) (key, error) {
	var k key
	if len(secret) < minSecret {
		return k, fmt.Errorf("the instance key has %d bytes and needs at least %d", len(secret), minSecret)
	}
	raw, err := hkdf.Key(sha256.New, secret, nil, "firstbell seal", 32+idLen)
	if err != nil {
		return k, fmt.Errorf("derive the instance key: %w", err)
	}
	copy(k.id[:], raw[32:])
	if k.signing, err = hkdf.Key(sha256.New, secret, nil, "firstbell sign", sha256.Size); err != nil {
		return k, fmt.Errorf("derive the signing key: %w", err)
	}
	block, err := aes.NewCipher(raw[:32])
	if err != nil {
		return k, fmt.Errorf("derive the instance key: %w", err)
	}
	k.aead, err = cipher.NewGCM(block)
	return k, err
}

// Seal encrypts plain for one place: the column and row that it will be kept
// in. Opened for another place it is broken, so that nobody who can write to
// the database can move one person's secret to another's row.
func (k *Keys) Seal(place string, plain []byte) []byte {
	c := k.current
	out := make([]byte, idLen+c.aead.NonceSize(), idLen+c.aead.NonceSize()+len(plain)+c.aead.Overhead())
	copy(out, c.id[:])
	nonce := out[idLen:]
	rand.Read(nonce) // never fails: crypto/rand ends the program instead
	return c.aead.Seal(out, nonce, plain, []byte(place))
}

// Open decrypts what Seal made for the same place; ErrKey or ErrBroken.
func (k *Keys) Open(place string, sealed []byte) ([]byte, error) {
	c, ok := k.find(sealed)
	if !ok {
		return nil, ErrKey
	}
	n := idLen + c.aead.NonceSize()
	if len(sealed) < n {
		return nil, ErrBroken
	}
	plain, err := c.aead.Open(nil, sealed[idLen:n], sealed[n:], []byte(place))
	if err != nil {
		return nil, ErrBroken
	}
	return plain, nil
}

// Reseal opens a value and seals it under the current key.
func (k *Keys) Reseal(place string, sealed []byte) ([]byte, error) {
	plain, err := k.Open(place, sealed)
	if err != nil {
		return nil, err
	}
	return k.Seal(place, plain), nil
}

// Fits reports whether the key that a value was sealed under is at hand.
func (k *Keys) Fits(sealed []byte) bool {
	_, ok := k.find(sealed)
	return ok
}

func (k *Keys) find(sealed []byte) (key, bool) {
	if len(sealed) < idLen {
		return key{}, false
	}
	for _, c := range append([]key{k.current}, k.older...) {
		if string(sealed[:idLen]) == string(c.id[:]) {
			return c, true
		}
	}
	return key{}, false
}
