package db_test

import (
	"errors"
	"testing"

	"firstbell/db"
	"firstbell/db/dbtest"
	"firstbell/embed"
)

func TestSampleDataGoesIntoAnEmptyDatabaseOnce(t *testing.T) {
	t.Parallel()
	dsn := dbtest.URL(t)
	s := dbtest.Open(t, dsn)
	if err := db.Seed(t.Context(), s, embed.Seed, "$argon2id$hash"); err != nil {
		t.Fatal(err)
	}
	const what = `SELECT concat_ws(', ', (SELECT count(*) FROM users WHERE password_hash = '$argon2id$hash'), (SELECT count(*) FROM enquiries),
		(SELECT count(*) FROM enquiries WHERE message LIKE '%?'), (SELECT count(*) FROM claims))`
	if got := ask(t, dsn, what); got != "2, 5, 3, 1" {
		t.Errorf("accounts, enquiries, questions and claims: %s", got)
	}
	if err := db.Seed(t.Context(), s, embed.Seed, "other"); !errors.Is(err, db.ErrNotEmpty) {
		t.Errorf("a second time: %v", err)
	}
}
