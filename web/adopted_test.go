package web_test

import (
	"strings"
	"testing"

	"firstbell/db"
	"firstbell/db/dbtest"
	"firstbell/embed"
)

// People of the original service sign in with what they typed there, also
// where it had stored their address in a shortened form, and their hashes are
// brought up to date on the way.
func TestPeopleOfTheOriginalSignIn(t *testing.T) {
	t.Parallel()
	dsn := dbtest.EmptyURL(t)
	dbtest.FillOriginal(t, dsn)
	if _, err := db.Migrate(t.Context(), dsn, embed.Migrations); err != nil {
		t.Fatal(err)
	}
	d := &desk{t: t, dsn: dsn, store: dbtest.Open(t, dsn), log: &lockedBuffer{}}
	d.serve()
	login := func(email, password string) answer {
		return d.call("POST", "/api/auth/login", "", `{"email":"`+email+`","password":"`+password+`"}`)
	}
	john := login("john@example.com", "password123")
	if john.status != 200 || john.text("data", "user", "id") != "3" || john.text("data", "user", "createdAt") != "2024-01-02T03:04:05.678Z" {
		t.Fatalf("john: %d %s", john.status, john.body)
	}
	for range 2 { // by the old hash, then by the new one
		if jane := login("Jane.Advisor+desk@Gmail.com", "password123"); jane.text("data", "user", "id") != "7" {
			t.Fatalf("jane: %d %s", jane.status, jane.body)
		}
	}
	if a := login("john@example.com", "password124"); a.status != 401 {
		t.Errorf("a wrong password: %d", a.status)
	}
	if old := d.query("SELECT count(*) FROM users WHERE password_hash NOT LIKE '$argon2id$%'"); old != "0" {
		t.Errorf("%s hashes are still of the old kind", old)
	}
	mine := d.call("GET", "/api/enquiries/mine", john.text("data", "token"), "")
	if mine.text("data", "pagination", "total") != "1" || !strings.Contains(mine.body, "Alice Student") {
		t.Errorf("what john had claimed: %s", mine.body)
	}
	setup := d.call("POST", "/api/setup", "", `{"name":"John Counselor","email":"john@example.com","password":"password123","schoolName":"Kite Learning Centre"}`)
	if setup.status != 201 || setup.text("data", "user", "id") != "3" || setup.text("data", "user", "role") != "owner" {
		t.Errorf("john becomes the owner: %d %s", setup.status, setup.body)
	}
}
