package web_test

import (
	"context"
	"net/http"
	"net/netip"
	"strings"
	"testing"
	"time"

	"firstbell/app"
	"firstbell/web"
)

const setupBody = `{"code":"CODE","name":"Asha Patel","email":"asha@example.com","password":"a long good passphrase","schoolName":"Kite Learning Centre"}`

// reachable is a desk that other machines can reach; it returns where its
// setup code is written.
func reachable(code *string) option {
	return func(a *app.Desk, _ *web.Config) {
		a.Rules.Loopback, a.Rules.OpenRegistration = false, false
		a.ShowCode = func(c string) { *code = c }
		*code, _ = a.NewSetupCode(context.Background())
	}
}

func cookieOf(t *testing.T, a answer) string {
	t.Helper()
	line := a.header.Get("Set-Cookie")
	value, _, _ := strings.Cut(line, ";")
	if !strings.HasPrefix(value, "sid=") || !strings.Contains(line, "HttpOnly") || !strings.Contains(line, "SameSite=Lax") {
		t.Fatalf("the cookie is %q", line)
	}
	return value
}

func TestSetupMakesOneOwnerAndSignsThemIn(t *testing.T) {
	t.Parallel()
	var code string
	d := open(t, reachable(&code))
	state := d.call("GET", "/api/setup", "", "")
	if state.text("data", "needed") != "true" || state.text("data", "codeRequired") != "true" || state.text("data", "passwordMin") != "10" {
		t.Fatalf("before setup: %s", state.body)
	}
	if a := d.call("GET", "/api/me", "", ""); a.status != 503 || a.text("code") != "setup_required" {
		t.Errorf("a route before setup: %d %s", a.status, a.body)
	}
	if a := d.call("POST", "/api/setup", "", strings.Replace(setupBody, "CODE", "0000-0000", 1)); a.status != 403 || a.text("code") != "setup_code" {
		t.Errorf("a wrong code: %d %s", a.status, a.body)
	}
	a := d.call("POST", "/api/setup", "", strings.Replace(setupBody, "CODE", code, 1))
	if a.status != 201 || a.text("data", "user", "role") != "owner" || a.text("data", "school", "name") != "Kite Learning Centre" {
		t.Fatalf("setup: %d %s", a.status, a.body)
	}
	if me := d.call("GET", "/api/me", "", "", "Cookie", cookieOf(t, a)); me.text("data", "user", "email") != "asha@example.com" {
		t.Errorf("after setup: %d %s", me.status, me.body)
	}
	if again := d.call("POST", "/api/setup", "", strings.Replace(setupBody, "CODE", code, 1)); again.status != 409 {
		t.Errorf("setup twice: %d %s", again.status, again.body)
	}
	if r := d.call("POST", "/api/auth/register", "", `{"name":"Eve Adams","email":"eve@example.com","password":"a long good passphrase"}`); r.status != 403 {
		t.Errorf("registering without an invitation: %d %s", r.status, r.body)
	}
}

func TestSetupCodeChangesAfterTenWrongTries(t *testing.T) {
	t.Parallel()
	var code string
	d := open(t, reachable(&code))
	first := code
	for range 10 {
		d.call("POST", "/api/setup", "", strings.Replace(setupBody, "CODE", "wrong", 1))
	}
	if code == first {
		t.Fatal("after ten wrong tries the code is still the same")
	}
	if a := d.call("POST", "/api/setup", "", strings.Replace(setupBody, "CODE", first, 1)); a.status != 403 {
		t.Errorf("the old code: %d", a.status)
	}
}

func TestTwoSetupsAtOnceMakeOneOwner(t *testing.T) {
	t.Parallel()
	d := open(t)
	statuses := make(chan int, 2)
	for _, email := range []string{"a@example.com", "b@example.com"} {
		go func() {
			body := strings.Replace(setupBody, "asha@example.com", email, 1)
			res, err := http.Post(d.url+"/api/setup", "application/json", strings.NewReader(body)) //nolint:noctx // own server
			if err != nil {
				t.Error(err)
				statuses <- 0
				return
			}
			_ = res.Body.Close()
			statuses <- res.StatusCode
		}()
	}
	if a, b := <-statuses, <-statuses; a+b != 201+409 {
		t.Errorf("answers %d and %d, want one 201 and one 409", a, b)
	}
	if owners := d.query("SELECT count(*) FROM users WHERE role = 'owner'"); owners != "1" {
		t.Errorf("%s owners", owners)
	}
}

func TestFirstAccountOwnsOnlyAtHome(t *testing.T) {
	t.Parallel()
	home := open(t)
	home.register("Asha Patel", "asha@example.com")
	home.register("Rahul Rao", "rahul@example.com")
	if roles := home.query("SELECT string_agg(role, ' ' ORDER BY id) FROM users"); roles != "owner counsellor" {
		t.Errorf("at home the first two are %s", roles)
	}
	away := open(t, func(a *app.Desk, _ *web.Config) { a.Rules.Loopback = false })
	away.register("Asha Patel", "asha@example.com")
	if roles := away.query("SELECT string_agg(role, ' ') FROM users"); roles != "counsellor" {
		t.Errorf("where others can reach the desk the first is %s", roles)
	}
}

func TestBrowserSession(t *testing.T) {
	t.Parallel()
	d := open(t)
	d.register("Asha Patel", "asha@example.com")
	a := d.call("POST", "/api/session", "", `{"email":"asha@example.com","password":"secret1","keep":true}`)
	if a.status != 200 || !strings.Contains(a.header.Get("Set-Cookie"), "expires=") && !strings.Contains(a.header.Get("Set-Cookie"), "Expires=") {
		t.Fatalf("sign in: %d %s %s", a.status, a.body, a.header.Get("Set-Cookie"))
	}
	cookie := cookieOf(t, a)
	id := d.enquire("Meera Nair")
	for _, site := range []string{"cross-site", "same-site"} {
		if x := d.call("POST", "/api/enquiries/"+id+"/claim", "", "", "Cookie", cookie, "Sec-Fetch-Site", site); x.status != 403 {
			t.Errorf("a write that is %s: %d", site, x.status)
		}
	}
	if x := d.call("POST", "/api/enquiries/"+id+"/claim", "", "", "Cookie", cookie, "Origin", "https://evil.example"); x.status != 403 {
		t.Errorf("a write from another origin: %d", x.status)
	}
	if x := d.call("POST", "/api/session", "", `{"email":"asha@example.com","password":"secret1"}`, "Origin", "null"); x.status != 403 {
		t.Errorf("a sign-in from nowhere: %d", x.status)
	}
	if x := d.call("POST", "/api/enquiries/"+id+"/claim", "", "", "Cookie", cookie, "Origin", d.url, "Sec-Fetch-Site", "same-origin"); x.status != 200 {
		t.Errorf("a write from our own page: %d %s", x.status, x.body)
	}
	if x := d.call("DELETE", "/api/session", "", "", "Cookie", cookie); x.status != 200 {
		t.Errorf("sign out: %d %s", x.status, x.body)
	}
	if x := d.call("GET", "/api/me", "", "", "Cookie", cookie); x.status != 401 {
		t.Errorf("after signing out: %d", x.status)
	}
	if kept := d.query("SELECT count(*) FROM sessions WHERE hash IS NOT NULL AND position(convert_to($1, 'UTF8') in hash) = 0", cookie); kept != "1" {
		t.Errorf("%s browser sessions are kept as hashes, want 1", kept)
	}
}

func TestTokenDiesWithItsSession(t *testing.T) {
	t.Parallel()
	d := open(t)
	token := d.register("Asha Patel", "asha@example.com")
	if a := d.call("DELETE", "/api/session", token, ""); a.status != 200 {
		t.Fatalf("sign out by token: %d %s", a.status, a.body)
	}
	if a := d.call("GET", "/api/me", token, ""); a.status != 401 || a.text("error") != "Invalid token" {
		t.Errorf("afterwards: %d %s", a.status, a.body)
	}
}

func TestGuessingIsSlowedDownForThatPlaceOnly(t *testing.T) {
	t.Parallel()
	d := open(t, func(a *app.Desk, c *web.Config) {
		a.Throttle = app.NewThrottle(time.Now)
		c.TrustedProxies = []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8")}
	})
	d.register("Asha Patel", "asha@example.com")
	try := func(password, from string) answer {
		return d.call("POST", "/api/auth/login", "", `{"email":"asha@example.com","password":"`+password+`"}`, "X-Forwarded-For", from)
	}
	for range 5 {
		if a := try("wrong", "192.0.2.1"); a.status != 401 {
			t.Fatalf("a wrong password: %d", a.status)
		}
	}
	if a := try("secret1", "192.0.2.200"); a.status != 429 || a.header.Get("Retry-After") == "" {
		t.Errorf("after five wrong tries: %d %s", a.status, a.body)
	}
	if a := try("secret1", "198.51.100.1"); a.status != 200 {
		t.Errorf("the owner from elsewhere: %d %s", a.status, a.body)
	}
}

func TestForwardedAddressesAreBelievedOnlyFromProxies(t *testing.T) {
	t.Parallel()
	d := open(t, func(a *app.Desk, _ *web.Config) { a.Throttle = app.NewThrottle(time.Now) })
	d.register("Asha Patel", "asha@example.com")
	for i := range 5 {
		d.call("POST", "/api/auth/login", "", `{"email":"asha@example.com","password":"wrong"}`, "X-Forwarded-For", "192.0.2."+string(rune('1'+i)))
	}
	if a := d.call("POST", "/api/auth/login", "", `{"email":"asha@example.com","password":"secret1"}`, "X-Forwarded-For", "203.0.113.9"); a.status != 429 {
		t.Errorf("a made-up address got past the throttle: %d", a.status)
	}
}
