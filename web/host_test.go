package web_test

import (
	"io"
	"net/http"
	"strings"
	"testing"

	"firstbell/app"
	"firstbell/web"
)

// A page elsewhere can make its own name lead to this machine. The name in Host
// gives it away.
func TestOnlyOurOwnNamesAreServed(t *testing.T) {
	t.Parallel()
	home := open(t)
	proxied := open(t, func(_ *app.Desk, c *web.Config) { c.Hosts = []string{"localhost", "desk.school.org"} })
	anywhere := open(t, func(_ *app.Desk, c *web.Config) { c.Hosts = nil })
	for _, c := range []struct {
		d      *desk
		host   string
		status int
	}{
		{home, "localhost", 200},
		{home, "LOCALHOST:3000", 200},
		{home, "localhost.:3000", 200},
		{home, "127.0.0.1:3000", 200},
		{home, "127.9.9.9", 200},
		{home, "[::1]:3000", 200},
		{home, "[::1]", 200},
		{home, "[::ffff:127.0.0.1]:80", 200},
		{home, "desk.test", 200},
		{home, "evil.org", 421},
		{home, "localhost.evil.org:3000", 421},
		{home, "127.0.0.1.evil.org", 421},
		{home, "10.0.0.1:3000", 421},
		{home, "0.0.0.0:3000", 421},
		{home, "[2001:db8::1]", 421},
		{home, "desk.school.org", 421},
		{proxied, "Desk.School.org", 200},
		{proxied, "desk.school.org:443", 200},
		{proxied, "localhost:3000", 200},
		{proxied, "evil.org", 421},
		{anywhere, "evil.org", 200},
	} {
		for _, path := range []string{"/health", "/setup", "/api/setup"} {
			req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, c.d.url+path, nil)
			if err != nil {
				t.Fatal(err)
			}
			req.Host = c.host
			res, err := http.DefaultClient.Do(req)
			if err != nil {
				t.Fatal(err)
			}
			body, _ := io.ReadAll(res.Body)
			_ = res.Body.Close()
			if res.StatusCode != c.status || c.status == 421 && !strings.Contains(string(body), `"code":"misdirected"`) {
				t.Errorf("%s%s: %d %s, want %d", c.host, path, res.StatusCode, body, c.status)
			}
		}
	}
}
