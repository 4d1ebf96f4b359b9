package web_test

import (
	"fmt"
	"strings"
	"sync"
	"testing"

	"firstbell/app"
	"firstbell/web"
)

func TestEveryAnswerIsProtected(t *testing.T) {
	t.Parallel()
	d := open(t, func(_ *app.Desk, c *web.Config) { c.Secure = true })
	lines := append(d.table, web.Line{Method: "GET", Path: "/nowhere"}, web.Line{Method: "OPTIONS", Path: "/api/me"})
	for _, l := range lines {
		h := d.call(l.Method, otherID.ReplaceAllString(l.Path, "1"), "", "").header
		csp := h.Get("Content-Security-Policy")
		rules := []string{"default-src 'self'", "script-src 'self';", "object-src 'none'", "base-uri 'none'", "frame-ancestors 'none'", "form-action 'self'"}
		if strings.HasPrefix(h.Get("Content-Type"), "text/html") && strings.HasPrefix(l.Path, "/f/") { // shown in pages of our own, too
			rules = []string{"default-src 'none'", "base-uri 'none'", "frame-ancestors 'self'", "form-action 'self'"}
		}
		for _, rule := range rules {
			if !strings.Contains(csp, rule) {
				t.Errorf("%s %s: the policy %q lacks %s", l.Method, l.Path, csp, rule)
			}
		}
		if h.Get("X-Content-Type-Options") != "nosniff" || h.Get("Referrer-Policy") != "no-referrer" || h.Get("Server") != "" ||
			h.Get("Strict-Transport-Security") == "" || h.Get("Cross-Origin-Opener-Policy") != "same-origin" || h.Get("X-Request-Id") == "" {
			t.Errorf("%s %s: %v", l.Method, l.Path, h)
		}
		if strings.HasPrefix(l.Path, "/api") && h.Get("Cache-Control") != "no-store" {
			t.Errorf("%s %s may be cached: %q", l.Method, l.Path, h.Get("Cache-Control"))
		}
	}
	plain := open(t)
	if h := plain.call("GET", "/health", "", "").header; h.Get("Strict-Transport-Security") != "" {
		t.Error("a desk without HTTPS tells browsers to use it")
	}
}

// What another site's page can make a browser send, with the cookie along.
func TestWritesFromOtherSitesAreRefused(t *testing.T) {
	t.Parallel()
	d := open(t)
	d.register("Asha Patel", "asha@example.com")
	cookie := cookieOf(t, d.call("POST", "/api/session", "", `{"email":"asha@example.com","password":"secret1"}`))
	d.enquire("Meera Nair")
	host := strings.TrimPrefix(d.url, "http://")
	shapes := [][]string{
		{"Sec-Fetch-Site", "cross-site"},
		{"Sec-Fetch-Site", "same-site"},
		{"Sec-Fetch-Site", "new-word"},
		{"Sec-Fetch-Site", "cross-site", "Origin", d.url},
		{"Sec-Fetch-Site", "cross-site", "Content-Type", "application/x-www-form-urlencoded"},
		{"Origin", "https://evil.example"},
		{"Origin", "null"},
		{"Origin", "http://127.0.0.1:1"},
		{"Origin", d.url + ".evil.example"},
		{"Origin", "http://" + host + "@evil.example"},
		{"Origin", "https://evil.example", "Sec-Fetch-Site", "none"},
		{"Referer", "https://evil.example/page"},
	}
	before := d.state()
	for _, l := range d.table {
		if l.Method == "GET" || l.Roles == nil && !l.OwnPagesOnly {
			continue
		}
		for _, shape := range shapes {
			a := d.call(l.Method, otherID.ReplaceAllString(l.Path, "1"), "", "", append(shape, "Cookie", cookie)...)
			d.want(fmt.Sprint(l.Method, " ", l.Path, " ", shape), a, 403, "cross_site")
		}
	}
	if d.state() != before {
		t.Error("something was changed")
	}
	d.want("our own page", d.call("POST", "/api/enquiries/1/claim", "", "", "Cookie", cookie, "Origin", d.url, "Sec-Fetch-Site", "same-origin"), 200, "")
}

func TestCORS(t *testing.T) {
	t.Parallel()
	d := open(t, func(_ *app.Desk, c *web.Config) { c.CORSOrigins = []string{"https://school.example"} })
	for _, c := range []struct{ path, origin, allowed, credentials string }{
		{"/api/enquiries/public", "https://anybody.example", "*", ""},
		{"/api/enquiries/public", "https://school.example", "*", ""},
		{"/api/enquiries/mine", "https://school.example", "https://school.example", "true"},
		{"/api/enquiries/mine", "https://evil.example", "", ""},
		{"/api/enquiries/mine", "https://school.example.evil.example", "", ""},
		{"/api/enquiries/mine", "null", "", ""},
		{"/health", "null", "", ""},
	} {
		a := d.call("OPTIONS", c.path, "", "", "Origin", c.origin, "Access-Control-Request-Method", "POST")
		if got := a.header.Get("Access-Control-Allow-Origin"); got != c.allowed || a.header.Get("Access-Control-Allow-Credentials") != c.credentials {
			t.Errorf("%s from %s: allowed %q, credentials %q", c.path, c.origin, got, a.header.Get("Access-Control-Allow-Credentials"))
		}
		if c.allowed != "" && a.status != 204 {
			t.Errorf("%s from %s: the preflight answers %d", c.path, c.origin, a.status)
		}
	}
	all := open(t, func(_ *app.Desk, c *web.Config) { c.CORSOrigins = []string{"*"} })
	a := all.call("GET", "/api/enquiries/mine", "", "", "Origin", "https://x.example")
	if a.header.Get("Access-Control-Allow-Origin") != "*" || a.header.Get("Access-Control-Allow-Credentials") != "" {
		t.Errorf("a star goes with credentials: %v", a.header)
	}
}

func TestUIIsServedFromAnExactTable(t *testing.T) {
	t.Parallel()
	d := open(t)
	if a := d.call("GET", "/", "", ""); a.status != 302 || a.header.Get("Location") != "/setup" {
		t.Errorf("/ before setup: %d %s", a.status, a.header.Get("Location"))
	}
	if a := d.call("GET", "/inbox", "", ""); a.status != 302 || a.header.Get("Location") != "/setup" {
		t.Errorf("/inbox before setup: %d %s", a.status, a.header.Get("Location"))
	}
	d.register("Asha Patel", "asha@example.com")
	page := d.call("GET", "/inbox/1042", "", "")
	if page.status != 200 || !strings.Contains(page.body, "the UI") || page.header.Get("Cache-Control") != "no-cache" {
		t.Errorf("a page: %d %v", page.status, page.header)
	}
	if a := d.call("GET", "/inbox", "", "", "If-None-Match", page.header.Get("ETag")); a.status != 304 || a.body != "" {
		t.Errorf("a page that has not changed: %d", a.status)
	}
	script := d.call("GET", "/assets/app-1a2b3c.js", "", "", "Accept-Encoding", "gzip, br")
	if script.header.Get("Content-Encoding") != "gzip" || !strings.Contains(script.header.Get("Cache-Control"), "immutable") ||
		!strings.Contains(script.header.Get("Vary"), "Accept-Encoding") {
		t.Errorf("a packed file: %v", script.header)
	}
	if plain := d.call("GET", "/assets/app-1a2b3c.js", "", "", "Accept-Encoding", "gzip;q=0"); plain.header.Get("Content-Encoding") != "" ||
		plain.header.Get("ETag") == script.header.Get("ETag") || !strings.HasPrefix(plain.body, "console.log") {
		t.Errorf("for a client that wants it plain: %v", plain.header)
	}
	for _, path := range []string{"/index.html.gz", "/assets", "/assets/", "/assets/../index.html", "/assets/nothing.js", "/Inbox", "/inbox/"} {
		if a := d.call("GET", path, "", ""); a.status != 404 {
			t.Errorf("%s: %d", path, a.status)
		}
	}
}

// A string that outlives its request must not change when the next one comes.
func TestRequestsDoNotShareMemory(t *testing.T) {
	t.Parallel()
	d := open(t)
	token := d.register("Asha Patel", "asha@example.com")
	var wg sync.WaitGroup
	for i := range 8 {
		wg.Go(func() {
			mark := strings.Repeat(string(rune('A'+i)), 40)
			for n := range 40 {
				a := d.call("POST", "/api/enquiries/public", "", `{"name":"`+mark+`","email":"x`+fmt.Sprint(n)+`@example.com","courseInterest":"`+mark+`"}`)
				if got := a.text("data", "name"); got != mark {
					t.Errorf("%s came back as %s", mark, got)
				}
			}
		})
	}
	wg.Wait()
	if mixed := d.query("SELECT count(*) FROM enquiries WHERE name <> course_interest OR name !~ '^(.)\\1{39}$'"); mixed != "0" {
		t.Errorf("%s of the rows are mixed", mixed)
	}
	if a := d.call("GET", "/api/enquiries/unclaimed?limit=1", token, ""); a.text("data", "pagination", "total") != "320" {
		t.Errorf("stored: %s", a.body)
	}
}

func TestLogHoldsNothingPersonal(t *testing.T) {
	t.Parallel()
	d := open(t)
	token := d.register("Canary Asha", "canary@example.com")
	d.call("POST", "/api/enquiries/public", "", `{"name":"Canary Meera","email":"canary2@example.com","courseInterest":"Canary","message":"canary words"}`)
	d.call("POST", "/api/auth/login", "", `{"email":"canary@example.com","password":"canary-password"}`)
	d.call("GET", "/api/enquiries/unclaimed?q=canary", token, "")
	d.call("GET", "/canary-path", "", "")
	log := d.log.String()
	for _, word := range []string{"anary", token, "127.0.0.1"} {
		if strings.Contains(log, word) {
			t.Errorf("the log holds %q:\n%s", word, log)
		}
	}
	if lines := strings.Count(log, `"msg":"request"`); lines != 5 {
		t.Errorf("%d lines for 5 requests:\n%s", lines, log)
	}
}

func TestDatabaseThatIsGone(t *testing.T) {
	t.Parallel()
	d := open(t)
	token := d.register("Asha Patel", "asha@example.com")
	if err := d.store.Close(); err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{"/health", "/readyz"} {
		if a := d.call("GET", path, "", ""); a.status != 503 || a.text("success") != "false" {
			t.Errorf("%s: %d %s", path, a.status, a.body)
		}
	}
	if a := d.call("GET", "/livez", "", ""); a.status != 200 {
		t.Errorf("/livez: %d", a.status)
	}
	a := d.call("GET", "/api/enquiries/mine", token, "")
	if a.status < 500 || strings.Contains(fmt.Sprint(a.body), "sql") {
		t.Errorf("a list: %d %s", a.status, a.body)
	}
}
