package app

import (
	"strings"
	"testing"
)

func TestKeySecrets(t *testing.T) {
	t.Parallel()
	seen := map[string]bool{}
	for range 1000 {
		secret, handle := newSecret()
		if len(secret) != keyLength || !strings.HasPrefix(secret, "fb_"+handle) || len(handle) != 8 || seen[secret] || seen[handle] {
			t.Fatalf("%q %q", secret, handle)
		}
		seen[secret], seen[handle] = true, true
		if hash, ok := keyHash(secret); !ok || len(hash) != 32 {
			t.Fatalf("%q is none of ours", secret)
		}
	}
}

// A key that was mistyped or cut is known to be none without asking anybody.
func TestMistypedKeysAreNone(t *testing.T) {
	t.Parallel()
	secret, _ := newSecret()
	for i := range secret {
		for _, c := range "0Az" {
			if wrong := secret[:i] + string(c) + secret[i+1:]; wrong != secret {
				if _, ok := keyHash(wrong); ok {
					t.Errorf("%q passes for %q", wrong, secret)
				}
			}
		}
		if _, ok := keyHash(secret[:i]); ok {
			t.Errorf("%q passes", secret[:i])
		}
	}
	for _, wrong := range []string{"", "fb_", secret + "0", " " + secret, strings.ToUpper(secret), strings.Repeat("0", keyLength), "fb_" + strings.Repeat("0", keyLength-3)} {
		if _, ok := keyHash(wrong); ok {
			t.Errorf("%q passes", wrong)
		}
	}
}
