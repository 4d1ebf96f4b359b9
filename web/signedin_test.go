package web_test

import (
	"encoding/json"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/golang-jwt/jwt/v5"

	"firstbell/app"
	"firstbell/web"
)

const firefox = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0"

// signIn signs a browser in and returns its cookie.
func (d *desk) signIn(email, password string, headers ...string) string {
	d.t.Helper()
	a := d.call("POST", "/api/session", "", `{"email":"`+email+`","password":"`+password+`"}`, headers...)
	if a.status != 200 {
		d.t.Fatalf("sign in %s: %d %s", email, a.status, a.body)
	}
	value, _, _ := strings.Cut(a.header.Get("Set-Cookie"), ";")
	return value
}

// clock is a clock that the test moves.
type clock struct{ ahead atomic.Int64 }

func (c *clock) now() time.Time       { return time.Now().Add(time.Duration(c.ahead.Load())) }
func (c *clock) pass(d time.Duration) { c.ahead.Add(int64(d)) }
func (c *clock) option(a *app.Desk, _ *web.Config) {
	a.Now = c.now
}

type signedIn struct {
	ID                    int64
	Device                string
	Browser, Current      bool
	CreatedAt, LastSeenAt time.Time
}

func (d *desk) sessions(headers ...string) []signedIn {
	d.t.Helper()
	a := d.call("GET", "/api/me/sessions", "", "", headers...)
	var out struct{ Data struct{ Sessions []signedIn } }
	if err := json.Unmarshal([]byte(a.body), &out); err != nil || a.status != 200 {
		d.t.Fatalf("%d %s", a.status, a.body)
	}
	for _, secret := range []string{"hash", "sid="} {
		if strings.Contains(a.body, secret) {
			d.t.Errorf("the list of sessions tells %q: %s", secret, a.body)
		}
	}
	return out.Data.Sessions
}

func TestPeopleSeeAndEndTheirSessions(t *testing.T) {
	t.Parallel()
	var c clock
	d := open(t, c.option)
	token := d.register("Asha Patel", "asha@example.com")
	d.register("Rahul Rao", "rahul@example.com")
	here := d.signIn("asha@example.com", "secret1", "User-Agent", firefox)
	there := d.signIn("asha@example.com", "secret1", "User-Agent", "<script>/1")
	rahul := d.signIn("rahul@example.com", "secret1")
	c.pass(30 * time.Second)
	list := d.sessions("Cookie", here)
	if len(list) != 3 || list[0].Device != "An unknown device" || list[1].Device != "Firefox on Windows" || !list[1].Current || list[0].Current ||
		list[2].Browser || !list[1].Browser || !list[1].LastSeenAt.Equal(list[1].CreatedAt) {
		t.Fatalf("%+v", list)
	}
	c.pass(time.Minute)
	d.sessions("Cookie", here)
	if list = d.sessions("Cookie", here); !list[0].Current || list[0].LastSeenAt.Sub(list[0].CreatedAt) < time.Minute {
		t.Errorf("after a minute and a half: %+v", list)
	}
	id := strings.TrimSpace(d.query("SELECT id FROM sessions WHERE device = 'An unknown device' AND hash IS NOT NULL"))
	if a := d.call("DELETE", "/api/me/sessions/"+id, "", "", "Cookie", rahul); a.status != 404 {
		t.Errorf("ending somebody else's session: %d %s", a.status, a.body)
	}
	if a := d.call("GET", "/api/me", "", "", "Cookie", there); a.status != 200 {
		t.Errorf("after that: %d", a.status)
	}
	if a := d.call("DELETE", "/api/me/sessions/"+id, "", "", "Cookie", here); a.status != 200 {
		t.Errorf("ending my own: %d %s", a.status, a.body)
	}
	if a := d.call("GET", "/api/me", "", "", "Cookie", there); a.status != 401 {
		t.Errorf("the ended session: %d", a.status)
	}
	if a := d.call("DELETE", "/api/me/sessions", "", "", "Cookie", here); a.status != 200 {
		t.Errorf("ending all others: %d %s", a.status, a.body)
	}
	for who, want := range map[string]int{here: 200, there: 401, rahul: 200} {
		if a := d.call("GET", "/api/me", "", "", "Cookie", who); a.status != want {
			t.Errorf("afterwards: %d, want %d", a.status, want)
		}
	}
	if a := d.call("GET", "/api/me", token, ""); a.status != 401 {
		t.Errorf("my token afterwards: %d", a.status)
	}
}

func TestAnOwnerSignsSomebodyOutEverywhere(t *testing.T) {
	t.Parallel()
	d := open(t)
	owner := d.register("Asha Patel", "asha@example.com")
	rahul := d.register("Rahul Rao", "rahul@example.com")
	if a := d.call("DELETE", "/api/users/1/sessions", rahul, ""); a.status != 403 {
		t.Errorf("a counsellor signs the owner out: %d", a.status)
	}
	if a := d.call("DELETE", "/api/users/99/sessions", owner, ""); a.status != 400 {
		t.Errorf("nobody: %d %s", a.status, a.body)
	}
	if a := d.call("DELETE", "/api/users/2/sessions", owner, ""); a.status != 200 {
		t.Errorf("%d %s", a.status, a.body)
	}
	if a := d.call("GET", "/api/me", rahul, ""); a.status != 401 {
		t.Errorf("the token of who was signed out: %d", a.status)
	}
	if a := d.call("GET", "/api/me", owner, ""); a.status != 200 {
		t.Errorf("the owner: %d", a.status)
	}
}

func TestIdleSessionsEnd(t *testing.T) {
	t.Parallel()
	var c clock
	d := open(t, c.option)
	d.register("Asha Patel", "asha@example.com")
	alive := func(cookie string) bool { return d.call("GET", "/api/me", "", "", "Cookie", cookie).status == 200 }
	used, idle := d.signIn("asha@example.com", "secret1"), d.signIn("asha@example.com", "secret1")
	c.pass(5 * time.Hour)
	if !alive(used) {
		t.Fatal("over after five hours")
	}
	c.pass(4 * time.Hour)
	if !alive(used) || alive(idle) {
		t.Error("after nine hours the one in use is over, or the idle one is not")
	}
	c.pass(4 * time.Hour)
	if alive(used) {
		t.Error("a short session lives longer than a day's work")
	}
	a := d.call("POST", "/api/session", "", `{"email":"asha@example.com","password":"secret1","keep":true}`)
	kept := cookieOf(t, a)
	for range 4 {
		c.pass(6 * 24 * time.Hour)
		if !alive(kept) {
			t.Fatal("a kept session in use is over within a month")
		}
	}
	c.pass(8 * 24 * time.Hour)
	if alive(kept) {
		t.Error("a kept session lives on after a week without a visit")
	}
}

// original signs a token as the service that came before did: it names no
// session.
func original(t *testing.T, userID int64, issued time.Time) string {
	t.Helper()
	signed, err := jwt.NewWithClaims(jwt.SigningMethodHS256, jwt.MapClaims{"userId": userID, "iat": issued.Unix(),
		"exp": issued.Add(24 * time.Hour).Unix()}).SignedString([]byte(secret))
	if err != nil {
		t.Fatal(err)
	}
	return signed
}

func TestAPasswordChangeEndsEverythingElseAtOnce(t *testing.T) {
	t.Parallel()
	d := open(t)
	token := d.register("Asha Patel", "asha@example.com")
	foreign := original(t, 1, time.Now().Add(-time.Minute))
	here, there := d.signIn("asha@example.com", "secret1"), d.signIn("asha@example.com", "secret1")
	change := func(body string) answer { return d.call("PATCH", "/api/me", "", body, "Cookie", here) }
	for _, body := range []string{`{"newPassword":"another1"}`, `{"newPassword":"another1","password":"wrong"}`, `{"email":"x@example.com"}`,
		`{"email":"x@example.com","password":"wrong"}`, `{"newPassword":"short","password":"secret1"}`, `{"theme":"pink"}`,
		`{"language":"Hindi"}`, `{"language":""}`, `{"language":"hi\u0000"}`, `{"language":5}`, `{"language":null}`, `{"language":"../hi"}`} {
		if a := change(body); a.status != 400 {
			t.Errorf("%s: %d %s", body, a.status, a.body)
		}
	}
	for _, bearer := range []string{token, foreign} {
		if a := d.call("GET", "/api/me", bearer, ""); a.status != 200 {
			t.Fatalf("before: %d %s", a.status, a.body)
		}
	}
	if a := change(`{"newPassword":"another1","password":"secret1"}`); a.status != 200 {
		t.Fatalf("%d %s", a.status, a.body)
	}
	if a := d.call("GET", "/api/me", "", "", "Cookie", here); a.status != 200 {
		t.Errorf("the browser that changed it: %d", a.status)
	}
	if a := d.call("GET", "/api/me", "", "", "Cookie", there); a.status != 401 {
		t.Errorf("another browser: %d", a.status)
	}
	for _, bearer := range []string{token, foreign} {
		if a := d.call("GET", "/api/me", bearer, ""); a.status != 401 {
			t.Errorf("a token from before: %d", a.status)
		}
	}
	if a := d.call("GET", "/api/me", original(t, 1, time.Now().Add(time.Second)), ""); a.status != 200 {
		t.Errorf("a token from after: %d %s", a.status, a.body)
	}
	if a := d.call("POST", "/api/session", "", `{"email":"asha@example.com","password":"secret1"}`); a.status != 401 {
		t.Errorf("the old password: %d", a.status)
	}
	d.signIn("asha@example.com", "another1")
}

func TestChangeMyAccount(t *testing.T) {
	t.Parallel()
	d := open(t)
	asha, rahul := d.register("Asha Patel", "asha@example.com"), d.register("Rahul Rao", "rahul@example.com")
	if a := d.call("PATCH", "/api/me", asha, `{"name":" Asha P ","theme":"dark","language":"hi"}`); a.status != 200 ||
		a.text("data", "user", "name") != "Asha P" || a.text("data", "theme") != "dark" || a.text("data", "language") != "hi" {
		t.Errorf("%d %s", a.status, a.body)
	}
	if a := d.call("GET", "/api/me", asha, ""); a.status != 200 || a.text("data", "theme") != "dark" || a.text("data", "language") != "hi" {
		t.Errorf("a harmless change ended the session, or was not kept: %d %s", a.status, a.body)
	}
	if a := d.call("PATCH", "/api/me", rahul, `{"email":"ASHA@example.com","password":"secret1","newPassword":"another sentence"}`); a.status != 409 || a.text("code") != "email_taken" {
		t.Errorf("a taken address: %d %s", a.status, a.body)
	}
	if a := d.call("GET", "/api/me", rahul, ""); a.text("data", "user", "email") != "rahul@example.com" {
		t.Errorf("after a refusal: %d %s", a.status, a.body)
	}
	browser := d.signIn("rahul@example.com", "secret1")
	if a := d.call("PATCH", "/api/me", rahul, `{"email":"rr@example.com","password":"secret1"}`, "Idempotency-Key", "once"); a.status != 200 || a.text("data", "user", "email") != "rr@example.com" {
		t.Errorf("%d %s", a.status, a.body)
	}
	if a := d.call("GET", "/api/me", "", "", "Cookie", browser); a.status != 401 {
		t.Errorf("another session after a new address: %d", a.status)
	}
	if a := d.call("PATCH", "/api/me", rahul, `{"email":"rr@example.com","password":"secret1"}`, "Idempotency-Key", "once"); a.status != 200 || a.header.Get("Idempotent-Replayed") != "true" {
		t.Errorf("repeated: %d %s", a.status, a.body)
	}
	// The account of the one who is signed in is changed, whatever else is sent.
	if a := d.call("PATCH", "/api/me", rahul, `{"id":1,"role":"owner","name":"Rahul R"}`); a.status != 200 || a.text("data", "user", "role") != "counsellor" {
		t.Errorf("%d %s", a.status, a.body)
	}
}

// TestNoFastHashOfAPasswordIsKept: what is kept of a request must not let
// passwords be guessed faster than the password hash does.
func TestNoFastHashOfAPasswordIsKept(t *testing.T) {
	t.Parallel()
	d, same := open(t), open(t, func(a *app.Desk, _ *web.Config) { a.Tokens = otherTokens(t) })
	d.register("Asha Patel", "asha@example.com")
	same.register("Asha Patel", "asha@example.com")
	const kept = "SELECT encode(request, 'hex') FROM ops"
	if d.query(kept) == same.query(kept) {
		t.Error("the same request leaves the same trace under another secret")
	}
}

func TestCommonPasswordsAreRefusedByInvitation(t *testing.T) {
	t.Parallel()
	var code string
	d := open(t, reachable(&code))
	for _, bad := range []string{"Password123!", "kite learning", "asha.patel1"} {
		body := strings.Replace(strings.Replace(setupBody, "CODE", code, 1), "a long good passphrase", bad, 1)
		if a := d.call("POST", "/api/setup", "", body); a.status != 400 || !strings.Contains(a.body, "too easy to guess") {
			t.Errorf("%s: %d %s", bad, a.status, a.body)
		}
	}
}

func TestAccountsAreInTheAuditLog(t *testing.T) {
	t.Parallel()
	var c clock
	d := open(t, c.option)
	owner := d.register("Asha Patel", "asha@example.com")
	d.register("Rahul Rao", "rahul@example.com")
	rahul := d.signIn("rahul@example.com", "secret1")
	p, codes := d.setUp(t, &c, "secret1", "Cookie", rahul)
	const credentials = `{"email":"rahul@example.com","password":"secret1","code":"`
	for _, step := range []struct{ method, path, bearer, body, want string }{
		{"PATCH", "/api/me", "", `{"name":"Rahul R","theme":"dark","language":"pt-BR"}`, "user 2 person_changed user 2 name+theme+language"},
		{"PATCH", "/api/me", "", `{"newPassword":"secret1","password":"secret1"}`, "user 2 password_changed user 2"},
		{"POST", "/api/session", "-", credentials + codes[0] + `"}`, "user 2 recovery_code_used user 2; user 2 signed_in session"},
		{"DELETE", "/api/me/sessions", "", "", "user 2 sessions_ended user 2"},
		{"DELETE", "/api/me/totp", "", `{"password":"secret1","code":"` + p.code() + `"}`, "user 2 second_factor_off user 2"},
		{"POST", "/api/users/2/reset-link", owner, "", "user 1 reset_link_made user 2"},
		{"DELETE", "/api/users/2/sessions", owner, "", "user 1 sessions_ended user 2"},
	} {
		before := d.audited()
		headers := []string{"Cookie", rahul}
		if step.bearer != "" {
			headers = nil
		}
		a := d.call(step.method, step.path, strings.Trim(step.bearer, "-"), step.body, headers...)
		if got := strings.TrimPrefix(d.audited(), before+"; "); a.status >= 300 || got != step.want {
			t.Errorf("%s %s: %d, left %q, want %q", step.method, step.path, a.status, got, step.want)
		}
	}
	for _, secret := range []string{"rahul@", "Rahul", codes[1]} {
		if strings.Contains(d.audited(), secret) {
			t.Errorf("the audit log holds %q", secret)
		}
	}
}
