package cli

import (
	"bufio"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"firstbell/app/archive"
	"firstbell/app/config"
	"firstbell/app/seal"
)

// secrets are the keys of one desk: the operator's, or those that are made at
// the first start and kept in DATA_DIR, readable by us alone.
type secrets struct {
	jwt      string   // signs tokens
	instance string   // encrypts columns
	before   []string // keys that columns may still be encrypted under
}

func (s secrets) keys() (*seal.Keys, error) {
	var older [][]byte
	for _, old := range s.before {
		older = append(older, []byte(old))
	}
	return seal.New([]byte(s.instance), older...)
}

func secretsFile(c config.Config) string { return filepath.Join(c.DataDir, "secrets") }

// loadSecrets returns the keys from the environment, and those that it leaves
// out from the file, which it makes when it is not there.
func loadSecrets(c config.Config) (secrets, error) {
	var s secrets
	if c.JWTSecret == "" || c.InstanceKey == "" {
		var err error
		if s, err = keptSecrets(c); err != nil {
			return s, err
		}
	}
	if c.JWTSecret != "" {
		s.jwt = c.JWTSecret
	}
	if c.InstanceKey != "" {
		s.instance, s.before = c.InstanceKey, nil
		if c.InstanceKeyOld != "" {
			s.before = []string{c.InstanceKeyOld}
		}
	}
	return s, nil
}

func keptSecrets(c config.Config) (secrets, error) {
	file := secretsFile(c)
	s, err := readSecrets(file)
	if err == nil || !errors.Is(err, fs.ErrNotExist) {
		return s, err
	}
	s = secrets{jwt: newKey(), instance: newKey()}
	former := filepath.Join(c.DataDir, "jwt-secret") // where the first versions kept the one key they had
	if kept, err := os.ReadFile(former); err == nil {
		s.jwt = strings.TrimSpace(string(kept))
	}
	err = writeSecrets(file, s, os.Link)
	if errors.Is(err, fs.ErrExist) {
		return readSecrets(file) // another process was first
	}
	if err != nil {
		return s, &config.Error{Message: "DATA_DIR " + c.DataDir + " cannot be written: correct its permissions, or set JWT_SECRET and INSTANCE_KEY."}
	}
	_ = os.Remove(former)
	return s, nil
}

// newKey returns 256 random bits in letters and digits.
func newKey() string { return rand.Text() + rand.Text() }

// readSecrets reads the file: a name and a key on each line.
func readSecrets(file string) (secrets, error) {
	var s secrets
	f, err := os.Open(file)
	if errors.Is(err, fs.ErrNotExist) {
		return s, err
	}
	if err != nil {
		return s, &config.Error{Message: "DATA_DIR holds the file " + file + ", which cannot be read: correct its permissions, or set JWT_SECRET and INSTANCE_KEY."}
	}
	defer f.Close()
	return parseSecrets(f, "the file "+file)
}

// parseSecrets reads keys; where says what they are read from.
func parseSecrets(from io.Reader, where string) (secrets, error) {
	var s secrets
	lines := bufio.NewScanner(from)
	for lines.Scan() {
		switch name, key, _ := strings.Cut(lines.Text(), " "); name {
		case "jwt":
			s.jwt = key
		case "instance":
			s.instance = key
		case "before":
			s.before = append(s.before, key)
		}
	}
	if lines.Err() != nil || len(s.jwt) < 32 || len(s.instance) < 32 {
		return s, &config.Error{Message: "The keys of this desk in " + where + " are not whole: put back those from your backup."}
	}
	return s, nil
}

// writeSecrets writes the file whole or not at all; put brings it into its
// place: os.Link never over another, os.Rename over the one before.
func writeSecrets(file string, s secrets, put func(from, to string) error) error {
	return writePrivate(file, put, s.writeTo)
}

func (s secrets) writeTo(w io.Writer) {
	fmt.Fprintf(w, "# The keys of this desk. Keep them with every backup, and show them to nobody.\njwt %s\ninstance %s\n", s.jwt, s.instance)
	for _, old := range s.before {
		fmt.Fprintf(w, "before %s\n", old)
	}
}

// writePrivate writes a file that only we can read, whole or not at all.
func writePrivate(file string, put func(from, to string) error, fill func(io.Writer)) error {
	dir := filepath.Dir(file)
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	tmp, err := os.CreateTemp(dir, "."+filepath.Base(file)+"-*") // readable by us alone
	if err != nil {
		return err
	}
	defer os.Remove(tmp.Name())
	fill(tmp)
	if err := errors.Join(tmp.Sync(), tmp.Close()); err != nil { // a full disk shows here
		return err
	}
	if err := put(tmp.Name(), file); err != nil {
		return err
	}
	return archive.SyncDir(dir)
}
