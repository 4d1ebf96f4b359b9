package web_test

import (
	"strings"
	"testing"

	"firstbell/app"
	"firstbell/web"
)

// Whatever breaks inside, the answer is one sentence with a number, the number
// is in the log with what broke, and the next request is served.
func TestPanicIsOneAnswerAndOneLine(t *testing.T) {
	t.Parallel()
	d := open(t, func(a *app.Desk, _ *web.Config) { a.Tokens = nil }) // whoever shows a token runs into it
	a := d.call("GET", "/api/me", "a.b.c", "")
	id := a.header.Get("X-Request-Id")
	if a.status != 500 || id == "" || !strings.Contains(a.body, id) {
		t.Fatalf("%d %s", a.status, a.body)
	}
	for _, inside := range []string{"panic", "nil pointer", "goroutine", ".go:"} {
		if strings.Contains(a.body, inside) {
			t.Errorf("the answer tells %q", inside)
		}
	}
	if log := d.log.String(); !strings.Contains(log, id) || !strings.Contains(log, "nil pointer") {
		t.Errorf("the log does not tell what broke: %s", log)
	}
	if a := d.call("GET", "/health", "", ""); a.status != 200 {
		t.Errorf("afterwards: %d", a.status)
	}
}

func TestCookieIsForThisHostAndNoScript(t *testing.T) {
	t.Parallel()
	for name, secure := range map[string]bool{"sid=": false, "__Host-sid=": true} {
		d := open(t, func(_ *app.Desk, c *web.Config) { c.Secure = secure })
		d.register("Asha Patel", "asha@example.com")
		a := d.call("POST", "/api/session", "", `{"email":"asha@example.com","password":"secret1"}`)
		cookie := a.header.Get("Set-Cookie")
		if !strings.HasPrefix(cookie, name) || strings.Contains(cookie, "Secure") != secure || strings.Contains(strings.ToLower(cookie), "domain=") {
			t.Errorf("secure %v: %s", secure, cookie)
		}
		for _, part := range []string{"HttpOnly", "SameSite=Lax", "Path=/"} {
			if !strings.Contains(cookie, part) {
				t.Errorf("%s is not in %s", part, cookie)
			}
		}
	}
}
