// Package archive is the file that a backup is: a zip of whatever is put into
// it, encrypted with age to one key. The two are formats that other programs
// read too: age -d -i KEY FILE >backup.zip. It knows nothing of what is inside.
package archive

import (
	"errors"
	"fmt"
	"strings"

	"filippo.io/age"
)

// Key opens the archives that were made for it.
type Key struct{ identity *age.X25519Identity }

// ErrNoKey says that a text is not a key.
var ErrNoKey = errors.New("this is not a backup key: it begins with AGE-SECRET-KEY-1 and stands on one line")

// NewKey makes a key of 256 random bits.
func NewKey() (Key, error) {
	id, err := age.GenerateX25519Identity()
	if err != nil {
		return Key{}, fmt.Errorf("make a backup key: %w", err)
	}
	return Key{id}, nil
}

// ParseKey reads what String wrote, alone or on a line of a file as age-keygen
// makes it. ErrNoKey when there is none.
func ParseKey(text string) (Key, error) {
	for line := range strings.Lines(text) {
		if line = strings.TrimSpace(line); line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		if id, err := age.ParseX25519Identity(line); err == nil {
			return Key{id}, nil
		}
		return Key{}, ErrNoKey
	}
	return Key{}, ErrNoKey
}

// String is the secret itself.
func (k Key) String() string { return k.identity.String() }

// Public names the key without giving it away.
func (k Key) Public() string { return k.identity.Recipient().String() }
