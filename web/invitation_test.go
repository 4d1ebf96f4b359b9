package web_test

import (
	"strings"
	"testing"
	"time"

	"firstbell/app"
	"firstbell/web"
)

// byInvitation is a desk where nobody may register without an invitation, and
// the token of its owner.
func byInvitation(t *testing.T, options ...option) (*desk, string) {
	t.Helper()
	d := open(t, append([]option{func(a *app.Desk, _ *web.Config) { a.Rules.OpenRegistration = false }}, options...)...)
	if a := d.call("POST", "/api/setup", "", setupBody); a.status != 201 {
		t.Fatalf("setup: %d %s", a.status, a.body)
	}
	return d, d.call("POST", "/api/auth/login", "", `{"email":"asha@example.com","password":"a long good passphrase"}`).text("data", "token")
}

func (d *desk) invited(owner, body string) string {
	d.t.Helper()
	a := d.call("POST", "/api/invitations", owner, body)
	if a.status != 201 || len(a.text("data", "token")) < 40 {
		d.t.Fatalf("invite: %d %s", a.status, a.body)
	}
	return a.text("data", "token")
}

func accepting(token, email string) string {
	return `{"token":"` + token + `","name":"Ravi Rao","email":"` + email + `","password":"a long good passphrase"}`
}

func TestInvitationMakesOneAccount(t *testing.T) {
	t.Parallel()
	d, asha := byInvitation(t)
	token := d.invited(asha, `{"name":"Ravi Rao","role":"front_desk","email":"ravi@example.com","courses":["NEET"]}`)
	if a := d.call("POST", "/api/invitations/look", "", `{"token":"`+token+`"}`); a.status != 200 || a.text("data", "school") != "Kite Learning Centre" || a.text("data", "role") != "front_desk" {
		t.Fatalf("look: %d %s", a.status, a.body)
	}
	answers := make(chan answer, 3)
	d.during("SELECT FROM invitations FOR UPDATE", 3, "SELECT", func() {
		for _, email := range []string{"a@example.com", "b@example.com", "c@example.com"} {
			go func() { answers <- d.call("POST", "/api/invitations/accept", "", accepting(token, email)) }()
		}
	})
	statuses := map[int]int{}
	for range 3 {
		a := <-answers
		if statuses[a.status]++; a.status != 201 {
			continue
		}
		if me := d.call("GET", "/api/me", "", "", "Cookie", cookieOf(t, a)); me.text("data", "user", "role") != "front_desk" {
			t.Errorf("who accepted is %s", me.body)
		}
	}
	if statuses[201] != 1 || statuses[404] != 2 {
		t.Errorf("answers %v, want one 201 and two 404", statuses)
	}
	if n := d.query("SELECT count(*) || ' ' || count(*) FILTER (WHERE role = 'front_desk' AND courses = '{NEET}') FROM users WHERE id > 1"); n != "1 1" {
		t.Errorf("accounts: %s", n)
	}
	if n := d.query("SELECT count(*) FROM invitations WHERE hash = sha256(convert_to($1, 'UTF8'))", token); n != "1" {
		t.Error("the token is not kept as its hash")
	}
	for _, text := range []string{d.log.String(), d.query("SELECT coalesce(string_agg(outcome::text, ''), '') FROM ops")} {
		if strings.Contains(text, token) {
			t.Error("the token was written down")
		}
	}
}

func TestInvitationThatIsNotGood(t *testing.T) {
	t.Parallel()
	now := time.Now()
	d, asha := byInvitation(t, func(a *app.Desk, _ *web.Config) { a.Now = func() time.Time { return now } })
	withdrawn := d.invited(asha, `{"name":"Ravi Rao"}`)
	id := d.query("SELECT max(id)::text FROM invitations")
	if a := d.call("DELETE", "/api/invitations/"+id, asha, ""); a.status != 200 {
		t.Fatalf("withdraw: %d %s", a.status, a.body)
	}
	if a := d.call("DELETE", "/api/invitations/"+id, asha, ""); a.status != 404 {
		t.Errorf("withdraw twice: %d", a.status)
	}
	old := d.invited(asha, `{"name":"Ravi Rao"}`)
	now = now.Add(7*24*time.Hour + time.Second)
	if a := d.call("GET", "/api/invitations", d.call("POST", "/api/auth/login", "", `{"email":"asha@example.com","password":"a long good passphrase"}`).text("data", "token"), ""); a.text("data", "invitations") != "[]" {
		t.Errorf("open ones: %s", a.body)
	}
	before := d.query("SELECT count(*) FROM users")
	for _, token := range []string{withdrawn, old, "", "x", strings.Repeat("A", 43)} {
		look := d.call("POST", "/api/invitations/look", "", `{"token":"`+token+`"}`)
		accept := d.call("POST", "/api/invitations/accept", "", accepting(token, "asha@example.com"))
		if look.status != 404 || accept.status != 404 || look.body != accept.body || accept.text("code") != "invitation_expired" {
			t.Errorf("%q: %d %s and %d %s", token, look.status, look.body, accept.status, accept.body)
		}
	}
	if after := d.query("SELECT count(*) FROM users"); after != before {
		t.Errorf("%s accounts, then %s", before, after)
	}
}

func TestRegisteringByInvitation(t *testing.T) {
	t.Parallel()
	d, asha := byInvitation(t)
	token := d.invited(asha, `{"name":"Ravi Rao"}`)
	register := func(code, email string) answer {
		return d.call("POST", "/api/auth/register", "", `{"name":"Ravi Rao","email":"`+email+`","password":"a long good passphrase","inviteCode":"`+code+`"}`)
	}
	// Without a good code an address that is known and one that is not get the
	// same answer.
	known, unknown := register("nonsense", "asha@example.com"), register("nonsense", "new@example.com")
	if known.status != 403 || known.body != unknown.body {
		t.Errorf("without a good code: %d %s, %d %s", known.status, known.body, unknown.status, unknown.body)
	}
	if a := register(token, "asha@example.com"); a.status != 409 {
		t.Errorf("a taken address: %d", a.status)
	}
	a := register(token, "ravi@example.com")
	if a.status != 201 || a.text("data", "user", "role") != "counsellor" {
		t.Fatalf("register: %d %s", a.status, a.body)
	}
	if again := register(token, "third@example.com"); again.status != 403 {
		t.Errorf("a code used twice: %d", again.status)
	}
}

func TestInvitingIsForOwners(t *testing.T) {
	t.Parallel()
	d, asha := byInvitation(t)
	token := d.invited(asha, `{"name":"Ravi Rao"}`)
	d.call("POST", "/api/invitations/accept", "", accepting(token, "ravi@example.com"))
	ravi := d.call("POST", "/api/auth/login", "", `{"email":"ravi@example.com","password":"a long good passphrase"}`).text("data", "token")
	if a := d.call("POST", "/api/invitations", ravi, `{"name":"Eve Adams","role":"owner"}`); a.status != 403 {
		t.Errorf("a counsellor invites: %d", a.status)
	}
	if a := d.call("POST", "/api/invitations", asha, `{"name":"E","role":"king","email":"x"}`); a.status != 400 || strings.Count(a.body, `"path"`) < 3 {
		t.Errorf("wrong fields: %d %s", a.status, a.body)
	}
}

// A repeated request, whose answer was lost, makes no second invitation, and the
// link of the last answer is the one that works.
func TestRepeatedInvitationIsOne(t *testing.T) {
	t.Parallel()
	d, asha := byInvitation(t)
	first := d.call("POST", "/api/invitations", asha, `{"name":"Ravi Rao"}`, "Idempotency-Key", "k1")
	second := d.call("POST", "/api/invitations", asha, `{"name":"Ravi Rao"}`, "Idempotency-Key", "k1")
	if first.text("data", "invitation", "id") != second.text("data", "invitation", "id") || d.query("SELECT count(*) FROM invitations") != "1" {
		t.Fatalf("%s\n%s", first.body, second.body)
	}
	if a := d.call("POST", "/api/invitations/look", "", `{"token":"`+second.text("data", "token")+`"}`); a.status != 200 {
		t.Errorf("the last link: %d", a.status)
	}
	body := accepting(second.text("data", "token"), "ravi@example.com")
	one := d.call("POST", "/api/invitations/accept", "", body, "Idempotency-Key", "k2")
	two := d.call("POST", "/api/invitations/accept", "", body, "Idempotency-Key", "k2")
	if one.status != 201 || two.status != 201 || one.text("data", "user", "id") != two.text("data", "user", "id") {
		t.Errorf("accepted twice: %d %s, %d %s", one.status, one.body, two.status, two.body)
	}
}

func TestInvitedPeopleChooseGoodPasswords(t *testing.T) {
	t.Parallel()
	d, asha := byInvitation(t)
	token := d.invited(asha, `{"name":"Ravi Rao"}`)
	for _, easy := range []string{"password1234", "Kite Learning 1", "Ravi Rao 2026"} {
		body := strings.Replace(accepting(token, "ravi@example.com"), "a long good passphrase", easy, 1)
		if a := d.call("POST", "/api/invitations/accept", "", body); a.status != 400 || !strings.Contains(a.body, "too easy to guess") {
			t.Errorf("%q: %d %s", easy, a.status, a.body)
		}
	}
	if a := d.call("POST", "/api/invitations/accept", "", accepting(token, "ravi@example.com")); a.status != 201 {
		t.Errorf("the invitation is still good: %d %s", a.status, a.body)
	}
}
