package web_test

import (
	"encoding/json"
	"fmt"
	"testing"
	"time"

	"firstbell/app"
	"firstbell/app/password"
	"firstbell/web"
)

// newCodes makes new recovery codes.
func (d *desk) newCodes(cookie, code string) []string {
	d.t.Helper()
	a := d.want("new codes", d.call("POST", "/api/me/totp/codes", "", `{"password":"secret1","code":"`+code+`"}`, "Cookie", cookie), 201, "")
	var out struct {
		Data struct{ RecoveryCodes []string }
	}
	if err := json.Unmarshal([]byte(a.body), &out); err != nil || len(out.Data.RecoveryCodes) != 10 {
		d.t.Fatalf("new codes: %s", a.body)
	}
	return out.Data.RecoveryCodes
}

// New recovery codes take both proofs, the old ones are dead at once, and the
// second factor stays on all the while.
func TestNewRecoveryCodesReplaceTheOld(t *testing.T) {
	t.Parallel()
	var c clock
	// So many hashes at a time that they do not put the sign-ins in line.
	d := open(t, c.option, func(a *app.Desk, _ *web.Config) { a.Passwords = password.New(8) })
	d.register("Asha Patel", "asha@example.com")
	cookie := d.signIn("asha@example.com", "secret1")
	left := func() string {
		return d.call("GET", "/api/me", "", "", "Cookie", cookie).text("data", "secondFactor", "recoveryCodesLeft")
	}
	d.refused("without a second factor", "POST", "/api/me/totp/codes", "", `{"password":"secret1","code":"000000"}`, 409, "totp_off", "Cookie", cookie)
	p, old := d.setUp(t, &c, "secret1", "Cookie", cookie)
	kept := "SELECT string_agg(hash::text, ' ' ORDER BY hash) FROM recovery_codes"
	before := d.query(kept)
	for _, body := range []string{`{}`, `{"password":"secret1"}`, `{"code":"` + p.code() + `"}`, `{"password":"wrong","code":"` + p.code() + `"}`,
		`{"password":"secret1","code":"000000"}`, `{"password":"secret1","code":"aaaa-bbbb-cccc-dddd"}`} {
		if a := d.call("POST", "/api/me/totp/codes", "", body, "Cookie", cookie); a.status != 400 || d.query(kept) != before {
			t.Errorf("made for %s: %d %s", body, a.status, a.body)
		}
	}
	fresh := d.newCodes(cookie, p.code())
	if left() != "10" || d.query("SELECT count(*) FROM audit WHERE action = 'recovery_codes_made'") != "1" {
		t.Errorf("%s are left, and the log does not say that they were made", left())
	}
	d.want("an old code", d.call("POST", "/api/session", "", signInBody(old[0])), 401, "code_wrong")
	statuses := make(chan int, 8)
	for range cap(statuses) {
		go func() { statuses <- d.post("/api/session", signInBody(fresh[3])) }()
	}
	n := map[int]int{}
	for range cap(statuses) {
		n[<-statuses]++
	}
	if n[200] != 1 || n[200]+n[401]+n[429] != cap(statuses) || left() != "9" {
		t.Errorf("one new code, eight tries: %v, and %s are left", n, left())
	}
	c.pass(15 * time.Minute)               // wrong codes are waited for
	newest := d.newCodes(cookie, fresh[4]) // the phone is lost, one code is not
	for i, code := range []string{fresh[5], fresh[4]} {
		d.want(fmt.Sprint("dead code ", i), d.call("POST", "/api/session", "", signInBody(code)), 401, "code_wrong")
	}
	d.want("the newest", d.call("POST", "/api/session", "", signInBody(newest[0])), 200, "")
	if left() != "9" {
		t.Errorf("%s are left", left())
	}
}

// A request with one code is sent eight times at once: one of them makes codes.
func TestOneCodeMakesRecoveryCodesOnce(t *testing.T) {
	t.Parallel()
	var c clock
	d := open(t, c.option, func(a *app.Desk, _ *web.Config) { a.Passwords = password.New(8) })
	bearer := d.register("Asha Patel", "asha@example.com")
	p, _ := d.setUp(t, &c, "secret1", "Authorization", "Bearer "+bearer)
	body := `{"password":"secret1","code":"` + p.code() + `"}`
	statuses := make(chan int, 8)
	for range cap(statuses) {
		go func() { statuses <- d.call("POST", "/api/me/totp/codes", bearer, body).status }()
	}
	n := map[int]int{}
	for range cap(statuses) {
		n[<-statuses]++
	}
	if n[201] != 1 || n[201]+n[400]+n[429] != cap(statuses) {
		t.Errorf("one code, eight requests: %v", n)
	}
	if got := d.query("SELECT count(*) FROM recovery_codes"); got != "10" {
		t.Errorf("%s codes are kept", got)
	}
}
