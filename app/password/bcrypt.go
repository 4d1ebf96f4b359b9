package password

import (
	"errors"
	"fmt"
	"strings"

	"golang.org/x/crypto/bcrypt"
)

const (
	bcryptBytes   = 72 // all that bcrypt sees of a password
	maxBcryptCost = 14 // each step doubles the work; 10 is usual and 31 takes days
)

// hashed is a stored hash of either kind.
type hashed interface {
	verify(password string) (bool, error)
	old() bool
}

// parse tells the kinds apart by their prefix.
func parse(hash string) (hashed, error) {
	switch {
	case strings.HasPrefix(hash, "$argon2id$"):
		return parseArgon(hash)
	case strings.HasPrefix(hash, "$2a$"), strings.HasPrefix(hash, "$2b$"), strings.HasPrefix(hash, "$2y$"):
		return parseBcrypt(hash)
	}
	return nil, fmt.Errorf("%w: it begins like no kind in use", ErrUnknownHash)
}

// bcryptHash is a hash of the service that came before.
type bcryptHash string

func parseBcrypt(s string) (hashed, error) {
	cost, err := bcrypt.Cost([]byte(s))
	if err != nil || cost > maxBcryptCost {
		return nil, fmt.Errorf("%w: not a bcrypt hash of cost %d or less", ErrUnknownHash, maxBcryptCost)
	}
	return bcryptHash(s), nil
}

func (b bcryptHash) verify(password string) (bool, error) {
	err := bcrypt.CompareHashAndPassword([]byte(b), []byte(password[:min(len(password), bcryptBytes)]))
	if errors.Is(err, bcrypt.ErrMismatchedHashAndPassword) {
		return false, nil
	}
	if err != nil {
		return false, fmt.Errorf("%w: %w", ErrUnknownHash, err)
	}
	return true, nil
}

func (bcryptHash) old() bool { return true }
