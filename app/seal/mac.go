package seal

import (
	"crypto/hkdf"
	"crypto/hmac"
	"crypto/sha256"
)

// macLen is how many bytes of a signature are kept: more than anybody can guess.
const macLen = 16

// Sign returns a signature of data, good for one purpose only and under the
// current key.
func (k *Keys) Sign(purpose string, data []byte) []byte { return k.current.sign(purpose, data) }

// Signed reports whether a signature was made by Sign for the same purpose and
// data, under the current or an older key.
func (k *Keys) Signed(purpose string, data, signature []byte) bool {
	for _, c := range append([]key{k.current}, k.older...) {
		if hmac.Equal(c.sign(purpose, data), signature) {
			return true
		}
	}
	return false
}

func (k key) sign(purpose string, data []byte) []byte {
	// The length is one that HKDF gives, so there is no error.
	secret, _ := hkdf.Expand(sha256.New, k.signing, "firstbell sign "+purpose, sha256.Size)
	h := hmac.New(sha256.New, secret)
	h.Write(data)
	return h.Sum(nil)[:macLen]
}
