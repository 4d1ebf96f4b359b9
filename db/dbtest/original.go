package dbtest

import (
	"os"
	"strings"
	"testing"

	"golang.org/x/crypto/bcrypt"
)

// FillOriginal makes an empty database one of the service that Firstbell
// replaces, with a few accounts, whose password is password123, and enquiries.
func FillOriginal(t testing.TB, dsn string) {
	t.Helper()
	text, err := os.ReadFile("../testdata/original/database.sql") // tests run in their package's folder
	if err != nil {
		t.Fatal(err)
	}
	hash, err := bcrypt.GenerateFromPassword([]byte("password123"), bcrypt.MinCost)
	if err != nil {
		t.Fatal(err)
	}
	pool := SQL(dsn)
	defer pool.Close()
	if _, err := pool.ExecContext(t.Context(), strings.ReplaceAll(string(text), "$BCRYPT", string(hash))); err != nil {
		t.Fatal(err)
	}
}
