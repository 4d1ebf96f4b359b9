package web_test

import (
	"strings"
	"testing"
	"time"

	"firstbell/app"
	"firstbell/web"
)

const ownerBody = `{"code":"CODE","name":"Asha Patel","email":"asha@example.com","password":"a long good passphrase"}`

func TestSetupGoesOnWhereItWasLeft(t *testing.T) {
	t.Parallel()
	d := open(t)
	if page := d.call("GET", "/setup", "", ""); page.status != 200 {
		t.Errorf("the page before: %d", page.status)
	}
	a := d.call("POST", "/api/setup", "", ownerBody)
	if a.status != 201 {
		t.Fatalf("the owner: %d %s", a.status, a.body)
	}
	cookie := cookieOf(t, a)
	if s := d.call("GET", "/api/setup", "", ""); s.text("data", "needed") != "false" || s.text("data", "finished") != "false" || s.text("data", "step") != "2" {
		t.Errorf("after the owner: %s", s.body)
	}
	school := `{"name":"Kite Learning Centre","country":"IN","timeZone":"Asia/Kolkata","language":"en","queueMode":"masked",` +
		`"hours":[{"from":"09:00","until":"19:00"},null,null,null,null,{"from":"10:00","until":"14:00"},null]}`
	if s := d.call("PATCH", "/api/settings", "", school, "Cookie", cookie); s.status != 200 || s.text("data", "country") != "IN" || !strings.Contains(s.body, `{"from":"10:00","until":"14:00"},null]`) {
		t.Fatalf("the school: %d %s", s.status, s.body)
	}
	for _, body := range []string{`{"country":"XX"}`, `{"country":"in"}`, `{"language":"english"}`, `{"hours":[null]}`,
		`{"hours":[null,null,null,null,null,null,{"from":"19:00","until":"09:00"}]}`} {
		if s := d.call("PATCH", "/api/settings", "", body, "Cookie", cookie); s.status != 400 {
			t.Errorf("%s: %d %s", body, s.status, s.body)
		}
	}
	if s := d.call("PATCH", "/api/setup", "", `{"step":4}`, "Cookie", cookie); s.text("data", "step") != "4" {
		t.Errorf("step 4: %s", s.body)
	}
	for _, body := range []string{`{"step":1}`, `{"step":5}`} {
		if s := d.call("PATCH", "/api/setup", "", body, "Cookie", cookie); s.status != 400 {
			t.Errorf("%s: %d", body, s.status)
		}
	}
	if page := d.call("GET", "/setup", "", ""); page.status != 200 {
		t.Errorf("the page in between: %d", page.status)
	}
	if s := d.call("PATCH", "/api/setup", "", `{"step":null}`, "Cookie", cookie); s.text("data", "finished") != "true" {
		t.Errorf("finished: %s", s.body)
	}
	if s := d.call("PATCH", "/api/setup", "", `{"step":2}`, "Cookie", cookie); s.status != 409 {
		t.Errorf("a step after the end: %d %s", s.status, s.body)
	}
	for _, headers := range [][]string{nil, {"If-None-Match", d.call("GET", "/inbox", "", "").header.Get("ETag")}} {
		if page := d.call("GET", "/setup", "", "", headers...); page.status != 404 {
			t.Errorf("the page after the end: %d", page.status)
		}
	}
	if again := d.call("POST", "/api/setup", "", setupBody); again.status != 409 {
		t.Errorf("another owner: %d", again.status)
	}
}

func TestSetupCodeEndsAfterHalfAnHour(t *testing.T) {
	t.Parallel()
	var code string
	now := time.Now()
	d := open(t, reachable(&code), func(a *app.Desk, _ *web.Config) { a.Now = func() time.Time { return now } })
	first := code
	now = now.Add(31 * time.Minute)
	if a := d.call("POST", "/api/setup", "", strings.Replace(ownerBody, "CODE", first, 1)); a.status != 403 {
		t.Errorf("an old code: %d %s", a.status, a.body)
	}
	if code == first {
		t.Fatal("no new code was shown")
	}
	if a := d.call("POST", "/api/setup", "", strings.Replace(ownerBody, "CODE", code, 1)); a.status != 201 {
		t.Errorf("the new code: %d %s", a.status, a.body)
	}
}

func TestGuessingTheSetupCodeIsSlowedDown(t *testing.T) {
	t.Parallel()
	var code string
	d := open(t, reachable(&code), func(a *app.Desk, _ *web.Config) { a.Throttle = app.NewThrottle(time.Now) })
	for range 5 {
		if a := d.call("POST", "/api/setup", "", strings.Replace(ownerBody, "CODE", "0", 1)); a.status != 403 {
			t.Fatalf("a wrong code: %d", a.status)
		}
	}
	if a := d.call("POST", "/api/setup", "", strings.Replace(ownerBody, "CODE", code, 1)); a.status != 429 || a.header.Get("Retry-After") == "" {
		t.Errorf("after five: %d %s", a.status, a.body)
	}
	if n := d.query("SELECT count(*) FROM users"); n != "0" {
		t.Errorf("%s accounts", n)
	}
}

// A code that another process makes, as firstbell setup-link does, takes the
// place of the first.
func TestNewestSetupCodeCounts(t *testing.T) {
	t.Parallel()
	var code string
	d := open(t, reachable(&code))
	other := app.Desk{Store: d.store, Now: time.Now}
	newest, err := other.NewSetupCode(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if a := d.call("POST", "/api/setup", "", strings.Replace(ownerBody, "CODE", code, 1)); a.status != 403 {
		t.Errorf("the code before: %d", a.status)
	}
	if a := d.call("POST", "/api/setup", "", strings.Replace(ownerBody, "CODE", newest, 1)); a.status != 201 {
		t.Errorf("the newest: %d %s", a.status, a.body)
	}
	if _, err := other.NewSetupCode(t.Context()); err == nil {
		t.Error("a code was made for a desk that has an owner")
	}
}

func TestChecklist(t *testing.T) {
	t.Parallel()
	d := open(t)
	asha := d.register("Asha Patel", "asha@example.com")
	if a := d.call("GET", "/api/checklist", asha, ""); a.text("data", "hidden") != "true" {
		t.Errorf("without the setup in steps: %s", a.body)
	}
	if err := d.store.BeginSetup(t.Context(), 2); err != nil {
		t.Fatal(err)
	}
	done := func(a answer) string {
		var ids []string
		for _, id := range []string{"test", "invite", "form", "email", "backup"} {
			if strings.Contains(a.body, `"id":"`+id+`","done":true`) {
				ids = append(ids, id)
			}
		}
		return strings.Join(ids, " ") + " " + a.text("data", "hidden")
	}
	if got := done(d.call("GET", "/api/checklist", asha, "")); got != " false" {
		t.Errorf("at first %s", got)
	}
	d.call("POST", "/api/samples", asha, `{"count":1}`)
	if got := done(d.call("PATCH", "/api/checklist", asha, `{"tick":"backup"}`)); got != "test backup false" {
		t.Errorf("then %s", got)
	}
	d.enquire("Meera Nair")
	d.call("POST", "/api/invitations", asha, `{"name":"Ravi Rao"}`)
	d.call("PATCH", "/api/checklist", asha, `{"tick":"backup"}`)
	if got := done(d.call("PATCH", "/api/checklist", asha, `{"tick":"hidden"}`)); got != "test invite form backup true" {
		t.Errorf("at last %s", got)
	}
	if a := d.call("PATCH", "/api/checklist", asha, `{"tick":"world peace"}`); a.status != 400 {
		t.Errorf("an unknown thing: %d", a.status)
	}
}

func TestOperatorNamesTheOwner(t *testing.T) {
	t.Parallel()
	d := open(t)
	in := app.AccountInput{Name: app.TextOf("Asha Patel"), Email: app.TextOf("asha@example.com"), Password: app.TextOf("a long good passphrase")}
	for i, want := range []bool{true, false} {
		if made, err := d.app.EnsureOwner(t.Context(), in); made != want || err != nil {
			t.Errorf("start %d: %v, %v", i+1, made, err)
		}
	}
	if got := d.query("SELECT count(*) || ' ' || min(role) || ' ' || (SELECT setup_step FROM school) FROM users"); got != "1 owner 2" {
		t.Errorf("kept is %s", got)
	}
}
