package web_test

import (
	"fmt"
	"testing"
	"time"

	"firstbell/db/dbtest"
)

// Whoever ends somebody's session hangs up on their streams, also on another
// server: long before those would look by themselves. Others go on listening.
func TestStreamsEndWithTheirSession(t *testing.T) {
	t.Parallel()
	d, owner, asha, _ := team(t)
	other := &desk{t: t, dsn: d.dsn, store: dbtest.Open(t, d.dsn), log: &lockedBuffer{}}
	other.serve()
	bystander := other.listen(t.Context(), asha, "")
	await(t, bystander, "retry:")
	d.listening(2)
	rahul := func() string { return d.login("rahul@example.com") }
	end := func(method, path, body string) func(string) {
		return func(string) { d.want(path, d.call(method, path, owner, body), 200, "") }
	}
	key, id := d.key(owner, 3, "enquiries:read")
	for _, c := range []struct {
		what string
		who  func() string
		end  func(bearer string)
	}{
		{"a token without a session", func() string { return original(t, 3, time.Now().Add(-time.Minute)) }, end("DELETE", "/api/users/3/sessions", "")},
		{"signing out", rahul, func(bearer string) { d.want("sign out", d.call("DELETE", "/api/session", bearer, ""), 200, "") }},
		{"from another device", rahul, func(string) { d.want("end", d.call("DELETE", "/api/me/sessions", rahul(), ""), 200, "") }},
		{"a new password", rahul, func(string) {
			d.want("password", d.call("PATCH", "/api/me", rahul(), `{"password":"secret1","newPassword":"secret12"}`), 200, "")
			d.want("and back", d.call("PATCH", "/api/me", d.call("POST", "/api/auth/login", "", `{"email":"rahul@example.com","password":"secret12"}`).text("data", "token"),
				`{"password":"secret12","newPassword":"secret1"}`), 200, "")
		}},
		{"an owner", rahul, end("DELETE", "/api/users/3/sessions", "")},
		{"a key", func() string { return key }, end("DELETE", "/api/keys/"+id, "")},
		{"another role", rahul, end("PATCH", "/api/users/3", `{"role":"front_desk"}`)},
		{"leaving", rahul, end("POST", "/api/users/3/deactivate", `{"leads":"queue"}`)},
	} {
		bearer := c.who()
		var streams []<-chan string
		for _, server := range []*desk{d, other} {
			streams = append(streams, server.listen(t.Context(), bearer, ""))
			await(t, streams[len(streams)-1], "retry:")
		}
		begun := time.Now()
		c.end(bearer)
		for i, lines := range streams {
			hungUp(t, fmt.Sprintf("%s, on server %d", c.what, i+1), lines)
		}
		t.Logf("%s: after %v", c.what, time.Since(begun))
	}
	d.enquire("Meera Nair")
	await(t, bystander, `"kind":"received"`)
}

// hungUp waits for the end of a stream, less long than its own look at its
// session would take.
func hungUp(t *testing.T, what string, lines <-chan string) {
	t.Helper()
	deadline := time.After(8 * time.Second)
	for {
		select {
		case _, open := <-lines:
			if !open {
				return
			}
		case <-deadline:
			t.Errorf("%s: the stream goes on", what)
			return
		}
	}
}
