package web_test

import (
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"
)

// staffed is a desk with two owners and two counsellors: Asha 1, Ravi 2, Sana 3,
// Tenzin 4.
func staffed(t *testing.T) (d *desk, asha, ravi, sana, tenzin string) {
	t.Helper()
	d = open(t)
	asha = d.register("Asha Patel", "asha@example.com")
	d.register("Ravi Rao", "ravi@example.com")
	sana = d.register("Sana Khan", "sana@example.com")
	tenzin = d.register("Tenzin Dolma", "tenzin@example.com")
	if a := d.call("PATCH", "/api/users/2", asha, `{"role":"owner"}`); a.status != 200 {
		t.Fatalf("make an owner: %d %s", a.status, a.body)
	}
	return d, asha, d.login("ravi@example.com"), sana, tenzin
}

func (d *desk) login(email string) string {
	d.t.Helper()
	return d.call("POST", "/api/auth/login", "", `{"email":"`+email+`","password":"secret1"}`).text("data", "token")
}

// holds claims n new enquiries for somebody.
func (d *desk) holds(n int, token string) {
	d.t.Helper()
	for i := range n {
		id := d.enquire("Lead " + strconv.Itoa(i+1))
		if a := d.call("POST", "/api/enquiries/"+id+"/claim", token, ""); a.status != 200 {
			d.t.Fatalf("claim: %d %s", a.status, a.body)
		}
	}
}

func TestNewRoleEndsSessions(t *testing.T) {
	t.Parallel()
	d, asha, _, sana, _ := staffed(t)
	program := original(t, 3, time.Now().Add(-time.Minute))
	if a := d.call("GET", "/api/me", program, ""); a.status != 200 {
		t.Fatalf("a token that names no session: %d %s", a.status, a.body)
	}
	if a := d.call("PATCH", "/api/users/3", asha, `{"role":"front_desk","name":"Sana K"}`); a.text("data", "role") != "front_desk" || a.text("data", "name") != "Sana K" {
		t.Fatalf("change: %d %s", a.status, a.body)
	}
	if a := d.call("GET", "/api/me", sana, ""); a.status != 401 {
		t.Errorf("with the session of the old role: %d", a.status)
	}
	if a := d.call("GET", "/api/me", program, ""); a.status != 401 {
		t.Errorf("with a token of the old role that names no session: %d", a.status)
	}
	if a := d.call("PATCH", "/api/users/3", asha, `{"role":"king"}`); a.status != 400 {
		t.Errorf("an unknown role: %d", a.status)
	}
	if a := d.call("PATCH", "/api/users/99", asha, `{"role":"owner"}`); a.status != 400 || a.text("code") != "unknown_user" {
		t.Errorf("an unknown person: %d %s", a.status, a.body)
	}
}

func TestLastOwnerStays(t *testing.T) {
	t.Parallel()
	d := open(t)
	asha := d.register("Asha Patel", "asha@example.com")
	d.register("Sana Khan", "sana@example.com")
	before := d.query("SELECT string_agg(u::text, ';' ORDER BY id) FROM users u")
	for _, c := range []struct{ method, path, body string }{
		{"PATCH", "/api/users/1", `{"role":"counsellor"}`},
		{"POST", "/api/users/1/deactivate", `{"leads":"queue"}`},
	} {
		if a := d.call(c.method, c.path, asha, c.body); a.status != 409 || a.text("code") != "last_owner" {
			t.Errorf("%s %s: %d %s", c.method, c.path, a.status, a.body)
		}
	}
	if after := d.query("SELECT string_agg(u::text, ';' ORDER BY id) FROM users u"); after != before {
		t.Errorf("a refusal changed people:\n%s\n%s", before, after)
	}
}

// Two owners who take each other's role, or let each other go, at the same
// moment: one of them stays.
func TestOwnersCannotEndEachOther(t *testing.T) {
	t.Parallel()
	d, asha, ravi, _, _ := staffed(t)
	for round := range 12 {
		var wg sync.WaitGroup
		for id, token := range map[string]string{"1": ravi, "2": asha} {
			wg.Go(func() {
				if round%2 == 0 {
					d.call("PATCH", "/api/users/"+id, token, `{"role":"counsellor"}`)
				} else {
					d.call("POST", "/api/users/"+id+"/deactivate", token, `{"leads":"queue"}`)
				}
			})
		}
		wg.Wait()
		if n := d.query("SELECT count(*) FROM users WHERE role = 'owner' AND active"); n != "1" {
			t.Fatalf("round %d leaves %s owners", round, n)
		}
		d.query("WITH u AS (UPDATE users SET role = 'owner', active = true WHERE id < 3 RETURNING 1) SELECT count(*) FROM u")
		asha, ravi = d.login("asha@example.com"), d.login("ravi@example.com")
	}
}

func TestLeavingGivesEverything(t *testing.T) {
	t.Parallel()
	d, asha, _, sana, tenzin := staffed(t)
	d.holds(5, sana)
	d.call("PATCH", "/api/users/4", asha, `{"maxOpen":2}`)
	if a := d.call("GET", "/api/users/3/held", asha, ""); a.text("data", "open") != "5" {
		t.Fatalf("the preview: %s", a.body)
	}
	a := d.call("POST", "/api/users/3/deactivate", asha, `{"leads":"give","to":[4]}`)
	if a.status != 200 || a.text("data", "moved") != "5" || a.text("data", "user", "active") != "false" {
		t.Fatalf("deactivate: %d %s", a.status, a.body)
	}
	if me := d.call("GET", "/api/me", sana, ""); me.status != 401 {
		t.Errorf("whoever left: %d", me.status)
	}
	if in := d.call("POST", "/api/auth/login", "", `{"email":"sana@example.com","password":"secret1"}`); in.status != 401 {
		t.Errorf("signing in after leaving: %d", in.status)
	}
	if mine := d.call("GET", "/api/enquiries/mine", tenzin, ""); mine.text("data", "pagination", "total") != "5" {
		t.Errorf("the heir holds %s", mine.body)
	}
	if n := d.query("SELECT count(*) FROM events WHERE kind = 'reassigned' AND actor_id = 1 AND owner_before = 3 AND owner_after = 4 AND reason LIKE 'Handed over because Sana Khan left (by Asha Patel)%'"); n != "5" {
		t.Errorf("%s lines of history, want 5", n)
	}
	if n := d.query("SELECT count(*) FROM events WHERE reason LIKE '%(over the limit open of 2)'"); n != "3" {
		t.Errorf("%s lines say that a limit was passed, want 3", n)
	}
	if n := d.query("SELECT count(*) FROM claims WHERE ended_at IS NULL AND user_id = 4"); n != "5" {
		t.Errorf("%s claims are open, want 5", n)
	}
	if again := d.call("POST", "/api/users/3/deactivate", asha, `{"leads":"queue"}`); again.status != 409 || again.text("code") != "left" {
		t.Errorf("leaving twice: %d %s", again.status, again.body)
	}
	if give := d.call("POST", "/api/enquiries/1/reassign", asha, `{"userId":3}`); give.status != 400 {
		t.Errorf("a lead for whoever left: %d", give.status)
	}
	if back := d.call("PATCH", "/api/users/3", asha, `{"active":true}`); back.status != 200 || back.text("data", "active") != "true" {
		t.Errorf("bring back: %d %s", back.status, back.body)
	}
	if d.login("sana@example.com") == "" {
		t.Error("who is back cannot sign in")
	}
}

func TestLeavingSharesOrPutsBack(t *testing.T) {
	t.Parallel()
	d, asha, _, sana, tenzin := staffed(t)
	d.holds(5, sana)
	if a := d.call("POST", "/api/users/3/deactivate", asha, `{"leads":"share","to":[4,2]}`); a.text("data", "moved") != "5" {
		t.Fatalf("share: %d %s", a.status, a.body)
	}
	if n := d.query("SELECT string_agg(n::text, ' ' ORDER BY n) FROM (SELECT count(*) n FROM enquiries GROUP BY claimed_by) x"); n != "2 3" {
		t.Errorf("shared as %s", n)
	}
	mine, _ := strconv.Atoi(d.call("GET", "/api/enquiries/mine", tenzin, "").text("data", "pagination", "total"))
	if a := d.call("POST", "/api/users/4/deactivate", asha, `{"leads":"queue"}`); a.text("data", "moved") != strconv.Itoa(mine) {
		t.Fatalf("put back: %d %s", a.status, a.body)
	}
	if n := d.call("GET", "/api/enquiries/unclaimed", asha, "").text("data", "pagination", "total"); n != strconv.Itoa(mine) {
		t.Errorf("%s wait, want %d", n, mine)
	}
	if n := d.query("SELECT count(*) FROM events WHERE kind = 'released' AND reason = 'Put back because Tenzin Dolma left (by Asha Patel)'"); n != strconv.Itoa(mine) {
		t.Errorf("%s lines of history", n)
	}
}

func TestLeavingRefusals(t *testing.T) {
	t.Parallel()
	d, asha, _, sana, _ := staffed(t)
	d.holds(1, sana)
	state := func() string {
		return d.query("SELECT (SELECT count(*) FROM events) || ' ' || (SELECT string_agg(u::text, ';' ORDER BY id) FROM users u) || (SELECT string_agg(e::text, ';') FROM enquiries e)")
	}
	before := state()
	for _, body := range []string{`{}`, `{"leads":"burn"}`, `{"leads":"give"}`, `{"leads":"give","to":[1,2]}`, `{"leads":"give","to":[3]}`,
		`{"leads":"give","to":[99]}`, `{"leads":"share","to":[]}`, `{"leads":"share","to":[1,99]}`, `{"leads":"queue","to":[1]}`, `{"leads":5}`} {
		if a := d.call("POST", "/api/users/3/deactivate", asha, body); a.status != 400 {
			t.Errorf("%s: %d %s", body, a.status, a.body)
		}
	}
	for _, token := range []string{sana, ""} {
		if a := d.call("POST", "/api/users/4/deactivate", token, `{"leads":"queue"}`); a.status != 403 && a.status != 401 {
			t.Errorf("not an owner: %d", a.status)
		}
	}
	if after := state(); after != before {
		t.Errorf("refusals changed something:\n%s\n%s", before, after)
	}
}

// Whoever claims while they are let go either hands the lead on with the rest or
// does not get it: nobody who has left holds anything, and each is told how it
// ended.
func TestNobodyWhoLeftHoldsALead(t *testing.T) {
	t.Parallel()
	d, asha, _, sana, _ := staffed(t)
	told := func(a answer) {
		if a.status >= 500 {
			t.Errorf("%d %s", a.status, a.body)
		}
	}
	for range 8 {
		var ids []string
		for range 6 {
			ids = append(ids, d.enquire("Lead"+strconv.Itoa(len(ids))+strings.Repeat("x", len(ids))))
		}
		var wg sync.WaitGroup
		for _, id := range ids {
			wg.Go(func() { told(d.call("POST", "/api/enquiries/"+id+"/claim", sana, "")) })
			wg.Go(func() { told(d.call("POST", "/api/enquiries/"+id+"/reassign", asha, `{"userId":3}`)) })
		}
		wg.Go(func() { told(d.call("POST", "/api/users/3/deactivate", asha, `{"leads":"give","to":[4]}`)) })
		wg.Wait()
		if n := d.query("SELECT count(*) FROM enquiries e JOIN users u ON u.id = e.claimed_by WHERE NOT u.active"); n != "0" {
			t.Fatalf("%s leads are held by somebody who has left", n)
		}
		d.call("PATCH", "/api/users/3", asha, `{"active":true}`)
		sana = d.login("sana@example.com")
	}
}

func TestLeaveAndDuty(t *testing.T) {
	t.Parallel()
	d, asha, _, sana, _ := staffed(t)
	d.enquire("Meera Nair")
	for _, body := range []string{`{"leave":{"from":"2026-12-24","until":"2026-12-20"}}`, `{"leave":{"from":"2020-01-01","until":"2020-01-02"}}`,
		`{"leave":{"from":"soon","until":"2099-01-01"}}`, `{"leave":{"from":"2026-01-01","until":"2099-01-01","standIn":3}}`,
		`{"leave":{"from":"2026-01-01","until":"2099-01-01","standIn":99}}`} {
		if a := d.call("PATCH", "/api/users/3", asha, body); a.status != 400 {
			t.Errorf("%s: %d %s", body, a.status, a.body)
		}
	}
	a := d.call("PATCH", "/api/users/3", asha, `{"leave":{"from":"2026-01-01","until":"2099-01-01","standIn":4}}`)
	if a.status != 200 || a.text("data", "away") != "true" || a.text("data", "leave", "standIn") != "4" {
		t.Fatalf("leave: %d %s", a.status, a.body)
	}
	if next := d.call("POST", "/api/enquiries/claim-next", sana, ""); next.status != 403 || next.text("code") != "off_duty" {
		t.Errorf("claim next on leave: %d %s", next.status, next.body)
	}
	if gone := d.call("POST", "/api/users/4/deactivate", asha, `{"leads":"queue"}`); gone.status != 200 {
		t.Fatalf("the stand-in leaves: %d %s", gone.status, gone.body)
	}
	if back := d.call("PATCH", "/api/users/3", asha, `{"leave":null,"onDuty":false}`); back.text("data", "leave") != "null" || back.text("data", "away") != "true" {
		t.Errorf("off duty: %s", back.body)
	}
	d.call("PATCH", "/api/users/3", asha, `{"onDuty":true}`)
	if next := d.call("POST", "/api/enquiries/claim-next", sana, ""); next.status != 200 {
		t.Errorf("claim next on duty: %d %s", next.status, next.body)
	}
}

func TestTeamTellsOwnersMore(t *testing.T) {
	t.Parallel()
	d, asha, _, sana, _ := staffed(t)
	d.call("POST", "/api/users/4/deactivate", asha, `{"leads":"queue"}`)
	if a := d.call("GET", "/api/users?all=true", asha, ""); !strings.Contains(a.body, "Tenzin") || strings.Contains(a.body, `"lastSeenAt":null`) {
		t.Errorf("an owner reads %s", a.body)
	}
	if a := d.call("GET", "/api/users?all=true", sana, ""); strings.Contains(a.body, "Tenzin") || strings.Contains(a.body, `"lastSeenAt":"`) {
		t.Errorf("a counsellor reads %s", a.body)
	}
}

// What is closed stays in the name of whoever closed it, and what is parked too
// when nobody is named: it comes back to the queue when it wakes.
func TestLeavingKeepsWhatIsParked(t *testing.T) {
	t.Parallel()
	d, asha, _, sana, _ := staffed(t)
	d.holds(3, sana)
	for id, stage := range map[string]string{"1": `{"stage":"not_now","wakeAt":"` + time.Now().Add(48*time.Hour).Format(time.RFC3339) + `"}`, "2": `{"stage":"lost","reason":"distance"}`} {
		if a := d.call("POST", "/api/enquiries/"+id+"/stage", sana, stage); a.status != 200 {
			t.Fatalf("close %s: %d %s", id, a.status, a.body)
		}
	}
	if a := d.call("POST", "/api/users/3/deactivate", asha, `{"leads":"queue"}`); a.status != 200 || a.text("data", "moved") != "1" {
		t.Fatalf("leave: %d %s", a.status, a.body)
	}
	if got := d.query("SELECT string_agg(coalesce(claimed_by, 0)::text, ' ' ORDER BY id) FROM enquiries"); got != "3 3 0" {
		t.Errorf("the parked, the closed and the open one are held by %s", got)
	}
	if a := d.call("POST", "/api/enquiries/2/reopen", asha, `{}`); a.status != 503 || a.text("code") != "owner_left" {
		t.Errorf("reopen what somebody holds who has left: %d %s", a.status, a.body)
	}
}
