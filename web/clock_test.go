package web_test

import (
	"testing"
	"time"
)

// A clock that is wrong for a while, by an hour or by ten years, shuts nobody out
// while it is, nor when it is right again, and loses and reorders nothing.
func TestAClockThatJumpsShutsNobodyOut(t *testing.T) {
	t.Parallel()
	const year = 365 * 24 * time.Hour
	var c clock
	d := open(t, c.option)
	d.register("Asha Patel", "asha@example.com")
	p, _ := d.setUp(t, &c, "secret1", "Cookie", d.signIn("asha@example.com", "secret1"))
	p.now = time.Now // the phone's clock is right
	d.register("Rahul Rao", "rahul@example.com")
	before := d.signIn("rahul@example.com", "secret1")
	sent := ""
	for _, jump := range []time.Duration{time.Hour, -time.Hour, 10 * year, -10 * year} {
		if err := d.exec("UPDATE totp SET last_step = 0"); err != nil { // so that the test need not wait for the next code
			t.Fatal(err)
		}
		c.ahead.Store(int64(jump))
		d.signIn("rahul@example.com", "secret1")
		d.enquire(jump.String())
		sent += jump.String() + " "
		for range 5 { // which the wrong clock takes for wrong
			if a := d.call("POST", "/api/session", "", signInBody(p.code())); a.status != 401 {
				t.Errorf("%v ahead, a code of now: %d %s", jump, a.status, a.body)
			}
		}
		c.ahead.Store(0)
		if a := d.call("GET", "/api/me/sessions", "", "", "Cookie", before); a.status != 200 {
			t.Errorf("%v ahead for a while ends a session: %d %s", jump, a.status, a.body)
		}
		d.signIn("rahul@example.com", "secret1")
		if a := d.call("POST", "/api/session", "", signInBody(p.code())); a.status != 200 {
			t.Errorf("%v ahead for a while, then a right code: %d %s", jump, a.status, a.body)
		}
	}
	if order := d.query("SELECT string_agg(name, ' ' ORDER BY created_at) || ' ' FROM enquiries"); order != sent {
		t.Errorf("they came as %q and wait as %q", sent, order)
	}
}
