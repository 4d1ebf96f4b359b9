package seal

import (
	"bytes"
	"errors"
	"strings"
	"testing"
)

var (
	one = []byte(strings.Repeat("1", 32))
	two = []byte(strings.Repeat("2", 32))
)

func keys(t *testing.T, current []byte, older ...[]byte) *Keys {
	t.Helper()
	k, err := New(current, older...)
	if err != nil {
		t.Fatal(err)
	}
	return k
}

func TestSealedOpensInItsPlaceOnly(t *testing.T) {
	t.Parallel()
	k := keys(t, one)
	plain := []byte("a seed")
	sealed := k.Seal("totp 1", plain)
	if bytes.Contains(sealed, plain) {
		t.Fatal("the sealed value holds the plain one")
	}
	if back, err := k.Open("totp 1", sealed); err != nil || !bytes.Equal(back, plain) {
		t.Errorf("opened %q, %v", back, err)
	}
	if _, err := k.Open("totp 2", sealed); !errors.Is(err, ErrBroken) {
		t.Errorf("in another row: %v", err)
	}
	if bytes.Equal(sealed, k.Seal("totp 1", plain)) {
		t.Error("sealed twice it looks the same")
	}
	for i := idLen; i < len(sealed); i++ {
		bad := bytes.Clone(sealed)
		bad[i] ^= 1
		if _, err := k.Open("totp 1", bad); !errors.Is(err, ErrBroken) {
			t.Errorf("with byte %d changed: %v", i, err)
		}
	}
	for n := range len(sealed) {
		if _, err := k.Open("totp 1", sealed[:n]); err == nil {
			t.Errorf("the first %d bytes open", n)
		}
	}
}

func TestKeysAreReplaced(t *testing.T) {
	t.Parallel()
	old := keys(t, one)
	sealed := old.Seal("x", []byte("a seed"))
	if _, err := keys(t, two).Open("x", sealed); !errors.Is(err, ErrKey) || keys(t, two).Fits(sealed) {
		t.Errorf("under another key: %v", err)
	}
	both := keys(t, two, one)
	again, err := both.Reseal("x", sealed)
	if err != nil {
		t.Fatal(err)
	}
	if back, err := keys(t, two).Open("x", again); err != nil || string(back) != "a seed" {
		t.Errorf("resealed: %q, %v", back, err)
	}
	if _, err := old.Open("x", again); !errors.Is(err, ErrKey) {
		t.Errorf("the old key opens what was resealed: %v", err)
	}
	if _, err := New(one[:31]); err == nil {
		t.Error("a short key is taken")
	}
}
