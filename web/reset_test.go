package web_test

import (
	"strings"
	"testing"
	"time"
)

// link makes a reset link for a person and returns its token.
func (d *desk) link(owner, id string) string {
	d.t.Helper()
	a := d.call("POST", "/api/users/"+id+"/reset-link", owner, "")
	token, ok := strings.CutPrefix(a.text("data", "path"), "/reset/")
	if a.status != 201 || !ok || len(token) < 43 {
		d.t.Fatalf("reset link: %d %s", a.status, a.body)
	}
	return token
}

func resetBody(token, password string) string {
	return `{"token":"` + token + `","password":"` + password + `"}`
}

func TestForgottenPasswords(t *testing.T) {
	t.Parallel()
	d := open(t)
	d.register("Asha Patel", "asha@example.com")
	known := d.call("POST", "/api/auth/forgot", "", `{"email":"asha@example.com"}`)
	unknown := d.call("POST", "/api/auth/forgot", "", `{"email":"nobody@example.com"}`)
	if known.status != 200 || known.body != unknown.body || known.text("data", "mailed") != "false" {
		t.Errorf("%d %s and %d %s", known.status, known.body, unknown.status, unknown.body)
	}
	if a := d.call("POST", "/api/auth/forgot", "", `{"email":"x"}`); a.status != 400 {
		t.Errorf("%d %s", a.status, a.body)
	}
}

func TestAResetLinkWorksOnceAndEndsEverySession(t *testing.T) {
	t.Parallel()
	var c clock
	d := open(t, c.option)
	owner, rahul := d.register("Asha Patel", "asha@example.com"), d.register("Rahul Rao", "rahul@example.com")
	if a := d.call("POST", "/api/users/1/reset-link", rahul, ""); a.status != 403 {
		t.Errorf("a counsellor makes one: %d", a.status)
	}
	if a := d.call("POST", "/api/users/1/reset-link", owner, ""); a.status != 403 || a.text("code") != "not_yourself" {
		t.Errorf("one for oneself: %d %s", a.status, a.body)
	}
	first := d.link(owner, "2")
	token := d.link(owner, "2")
	for name, body := range map[string]string{"replaced": resetBody(first, "another1"), "made up": resetBody(strings.Repeat("A", 43), "another1"),
		"empty": resetBody("", "another1"), "short password": resetBody(token, "12345")} {
		if a := d.call("POST", "/api/auth/reset", "", body); a.status != 400 {
			t.Errorf("%s: %d %s", name, a.status, a.body)
		}
	}
	if kept := d.query("SELECT count(*) FROM reset_links WHERE position(convert_to($1, 'UTF8') in hash) > 0", token); kept != "0" {
		t.Error("the database tells the link")
	}
	if a := d.call("GET", "/api/me", rahul, ""); a.status != 200 {
		t.Fatalf("before: %d", a.status)
	}
	if a := d.call("POST", "/api/auth/reset", "", resetBody(token, "another1"), "Idempotency-Key", "k"); a.status != 200 || a.header.Get("Set-Cookie") != "" {
		t.Fatalf("%d %s", a.status, a.body)
	}
	if a := d.call("POST", "/api/auth/reset", "", resetBody(token, "another1"), "Idempotency-Key", "k"); a.status != 200 || a.header.Get("Idempotent-Replayed") != "true" {
		t.Errorf("repeated with its key: %d %s", a.status, a.body)
	}
	if a := d.call("POST", "/api/auth/reset", "", resetBody(token, "another2")); a.status != 400 || a.text("code") != "reset_link" {
		t.Errorf("a second time: %d %s", a.status, a.body)
	}
	if a := d.call("GET", "/api/me", rahul, ""); a.status != 401 {
		t.Errorf("a session from before: %d", a.status)
	}
	d.signIn("rahul@example.com", "another1")

	old := d.link(owner, "2")
	c.pass(24*time.Hour + time.Second)
	if a := d.call("POST", "/api/auth/reset", "", resetBody(old, "another3")); a.status != 400 {
		t.Errorf("a day later: %d %s", a.status, a.body)
	}
}

func TestAResetLinkHasOneWinner(t *testing.T) {
	t.Parallel()
	d := open(t)
	owner := d.register("Asha Patel", "asha@example.com")
	d.register("Rahul Rao", "rahul@example.com")
	token := d.link(owner, "2")
	statuses := make(chan int, 8)
	for i := range cap(statuses) {
		body := resetBody(token, "another"+string(rune('0'+i)))
		go func() { statuses <- d.post("/api/auth/reset", body) }()
	}
	won := 0
	for range cap(statuses) {
		if s := <-statuses; s == 200 {
			won++
		} else if s != 400 {
			t.Errorf("answer %d", s)
		}
	}
	if won != 1 {
		t.Errorf("one link was used %d times", won)
	}
}

func TestAResetDoesNotGoRoundTheSecondFactor(t *testing.T) {
	t.Parallel()
	var c clock
	d := open(t, c.option)
	owner, rahul := d.register("Asha Patel", "asha@example.com"), d.register("Rahul Rao", "rahul@example.com")
	p, _ := d.setUp(t, &c, "secret1", "Authorization", "Bearer "+rahul)
	if a := d.call("POST", "/api/auth/reset", "", resetBody(d.link(owner, "2"), "another1")); a.status != 200 {
		t.Fatalf("%d %s", a.status, a.body)
	}
	const body = `{"email":"rahul@example.com","password":"another1"`
	if a := d.call("POST", "/api/session", "", body+`}`); a.status != 401 || a.text("code") != "code_needed" {
		t.Errorf("%d %s", a.status, a.body)
	}
	if a := d.call("POST", "/api/session", "", body+`,"code":"`+p.code()+`"}`); a.status != 200 {
		t.Errorf("with a code: %d %s", a.status, a.body)
	}
}
