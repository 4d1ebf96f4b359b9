package cli

import (
	"crypto/rand"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"firstbell/app/config"
)

// tokenSecret returns the key that signs tokens: the operator's, or one that
// is made at the first start and kept in DATA_DIR, readable by us alone.
func tokenSecret(c config.Config) ([]byte, error) {
	if c.JWTSecret != "" {
		return []byte(c.JWTSecret), nil
	}
	file := filepath.Join(c.DataDir, "jwt-secret")
	if kept, err := os.ReadFile(file); err == nil {
		return []byte(strings.TrimSpace(string(kept))), nil
	} else if !errors.Is(err, fs.ErrNotExist) {
		return nil, &config.Error{Message: "DATA_DIR holds the file " + file + ", which cannot be read: correct its permissions, or set JWT_SECRET."}
	}
	secret := rand.Text() + rand.Text() // 256 random bits in letters and digits
	if err := keepSecret(file, secret); errors.Is(err, fs.ErrExist) {
		return tokenSecret(c) // another process was first
	} else if err != nil {
		return nil, &config.Error{Message: "DATA_DIR " + c.DataDir + " cannot be written: correct its permissions, or set JWT_SECRET."}
	}
	return []byte(secret), nil
}

// keepSecret writes the file whole or not at all, and never over another.
func keepSecret(file, secret string) error {
	if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
		return err
	}
	tmp, err := os.CreateTemp(filepath.Dir(file), ".secret-*")
	if err != nil {
		return err
	}
	defer os.Remove(tmp.Name())
	if _, err := tmp.WriteString(secret + "\n"); err != nil {
		return errors.Join(err, tmp.Close())
	}
	if err := errors.Join(tmp.Sync(), tmp.Close()); err != nil {
		return err
	}
	return os.Link(tmp.Name(), file)
}
