package web_test

import (
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"firstbell/app"
	"firstbell/web"
)

// calendar is a clock that is put to a moment.
type calendar struct{ t atomic.Pointer[time.Time] }

func (c *calendar) set(moment string) {
	t, err := time.Parse(time.RFC3339, moment)
	if err != nil {
		panic(err)
	}
	c.t.Store(&t)
}

func (c *calendar) option(d *app.Desk, _ *web.Config) {
	d.Now = func() time.Time { return *c.t.Load() }
}

// leaving is a desk in India where Asha (2) holds enquiry 1, whose next step is
// due, and is on leave on the 7th and the 8th with Rahul (3) as her stand-in. Dev
// is 4.
func leaving(t *testing.T) (d *desk, c *calendar, owner, asha, rahul, dev string) {
	t.Helper()
	c = &calendar{}
	c.set("2026-12-07T05:00:00Z")
	d, owner, asha, rahul = team(t, c.option)
	dev = d.register("Dev Das", "dev@example.com")
	d.want("in India", d.call("PATCH", "/api/settings", owner, `{"timeZone":"Asia/Kolkata"}`), 200, "")
	id := d.enquire("Meera Nair")
	d.want("claim", d.call("POST", "/api/enquiries/"+id+"/claim", asha, ""), 200, "")
	d.query("UPDATE follow_ups SET due_at = '2026-12-07T05:10:00Z' RETURNING ''")
	d.want("leave", d.call("PATCH", "/api/users/2", owner, `{"leave":{"from":"2026-12-07","until":"2026-12-08","standIn":3}}`), 200, "")
	return d, c, owner, asha, rahul, dev
}

const ahead = `{"dueAt":"2026-12-09T10:00:00Z"}`

// The stand-in sees what is due for whoever is on leave, and does it in their own
// name; the enquiry stays whose it is.
func TestAStandInDoesWhatIsDue(t *testing.T) {
	t.Parallel()
	d, _, _, asha, rahul, _ := leaving(t)
	due := d.want("due", d.call("GET", "/api/followups", rahul, ""), 200, "")
	if !strings.Contains(due.body, `"owner":{"id":2,"name":"Asha Patel"}`) || !strings.Contains(due.body, `"coverUntil":"2026-12-08"`) ||
		!strings.Contains(due.body, `"name":"Meera Nair"`) || due.text("data", "counts", "now") != "1" {
		t.Errorf("the stand-in's day: %s", due.body)
	}
	lead := d.want("the lead", d.call("GET", "/api/enquiries/1", rahul, ""), 200, "")
	if lead.text("data", "enquiry", "masked") != "false" || lead.text("data", "enquiry", "coverUntil") != "2026-12-08" {
		t.Errorf("the lead for the stand-in: %s", lead.body)
	}
	hers := d.want("hers", d.call("GET", "/api/followups", asha, ""), 200, "")
	if hers.text("data", "counts", "now") != "1" || !strings.Contains(hers.body, `"coverUntil":null`) {
		t.Errorf("for herself: %s", hers.body)
	}
	d.want("put off", d.call("PATCH", "/api/followups/1", rahul, ahead), 200, "")
	tried := d.want("attempt", d.call("POST", "/api/enquiries/1/attempts", rahul, `{"channel":"call","outcome":"connected","note":"for Asha"}`), 201, "")
	if tried.text("data", "enquiry", "claimedBy") != "2" || tried.text("data", "enquiry", "coverUntil") != "2026-12-08" || !strings.Contains(tried.body, "Meera Nair") {
		t.Errorf("after the attempt: %s", tried.body)
	}
	d.want("the facts", d.call("PATCH", "/api/enquiries/1", rahul, `{"courseInterest":"JEE"}`, "If-Match", "*"), 200, "")
	d.want("lost", d.call("POST", "/api/enquiries/1/stage", rahul, `{"stage":"lost","reason":"distance"}`), 200, "")
	d.want("which was wrong", d.call("POST", "/api/enquiries/1/reopen", rahul, `{}`), 200, "")
	if got := d.query("SELECT string_agg(DISTINCT concat_ws(' ', actor_id, owner_after), ', ') FROM events WHERE kind NOT IN ('received', 'claimed')"); got != "3 2" {
		t.Errorf("who did it, and whose it was: %s", got)
	}
	d.refused("putting it back", "POST", "/api/enquiries/1/release", rahul, "", 403, "not_holder")
	d.refused("handing it on", "POST", "/api/enquiries/1/reassign", rahul, `{"userId":3}`, 403, "not_holder")
}

// A leave ends with its last day at the school, and when an owner says so.
func TestStandingInEndsWithTheLeave(t *testing.T) {
	t.Parallel()
	d, c, owner, _, _, _ := leaving(t)
	d.query("UPDATE school SET queue_mode = 'masked' RETURNING ''")
	covers := func(what string, want bool) {
		t.Helper()
		rahul, asha := d.login("rahul@example.com"), d.login("asha@example.com")
		due, lead := d.call("GET", "/api/followups?group=late", rahul, ""), d.call("GET", "/api/enquiries/1", rahul, "")
		if strings.Contains(due.body, "Asha Patel") != want || strings.Contains(due.body, "Meera") != want || (lead.text("data", "enquiry", "masked") == "false") != want ||
			(lead.text("data", "enquiry", "coverUntil") == "2026-12-08") != want {
			t.Errorf("%s: %s %s", what, due.body, lead.body)
		}
		if next := d.call("POST", "/api/enquiries/claim-next", asha, ""); (next.text("code") == "off_duty") != want {
			t.Errorf("%s, claim next: %d %s", what, next.status, next.body)
		}
		if !want {
			d.refused(what, "POST", "/api/enquiries/1/attempts", rahul, `{"channel":"call","outcome":"no_answer"}`, 403, "not_holder")
			d.refused(what, "PATCH", "/api/followups/1", rahul, ahead, 403, "not_holder")
		}
	}
	d.query("UPDATE follow_ups SET due_at = '2026-12-05T05:10:00Z' RETURNING ''")
	for moment, want := range map[string]bool{
		"2026-12-06T18:29:59Z": false, // a second before the 7th in India
		"2026-12-06T18:30:00Z": true,
		"2026-12-08T18:29:59Z": true,
		"2026-12-08T18:30:00Z": false,
	} {
		c.set(moment)
		covers(moment, want)
	}
	c.set("2026-12-07T05:00:00Z")
	d.want("an early end", d.call("PATCH", "/api/users/2", owner, `{"leave":null}`), 200, "")
	covers("after an early end", false)
}

// What is offered to the stand-in is nobody else's, nor that of whoever cannot
// hold enquiries.
func TestNobodyElseStandsIn(t *testing.T) {
	t.Parallel()
	d, _, owner, _, rahul, dev := leaving(t)
	if due := d.call("GET", "/api/followups", dev, ""); strings.Contains(due.body, "Asha") || due.text("data", "counts", "now") != "0" {
		t.Errorf("a colleague's day: %s", due.body)
	}
	d.refused("a colleague", "POST", "/api/enquiries/1/attempts", dev, `{"channel":"call","outcome":"no_answer"}`, 403, "not_holder")
	d.refused("a colleague", "PATCH", "/api/followups/1", dev, ahead, 403, "not_holder")
	d.refused("a colleague", "GET", "/api/followups?owner=2", dev, "", 403, "owner_only")
	secret, _ := d.key(owner, 3, "enquiries:read", "enquiries:claim")
	d.refused("the stand-in's key", "POST", "/api/enquiries/1/release", secret, "", 403, "not_holder")
	if a := d.call("GET", "/api/enquiries/1", secret, ""); a.text("data", "enquiry", "coverUntil") != "null" {
		t.Errorf("for a key: %s", a.body)
	}
	d.want("to the front desk", d.call("PATCH", "/api/users/4", owner, `{"role":"front_desk"}`), 200, "")
	d.refused("from the front desk", "PATCH", "/api/users/2", owner, `{"leave":{"from":"2026-12-07","until":"2026-12-08","standIn":4}}`, 400, "invalid_input")
	d.want("the stand-in goes to the front desk", d.call("PATCH", "/api/users/3", owner, `{"role":"front_desk"}`), 200, "")
	if a := d.call("GET", "/api/enquiries/1", d.login("rahul@example.com"), ""); a.text("data", "enquiry", "masked") != "true" || rahul == "" {
		t.Errorf("from there: %s", a.body)
	}
	if leave := d.query("SELECT concat_ws(' ', leave_until, stand_in) FROM users WHERE id = 2"); leave != "2026-12-08" {
		t.Errorf("her leave is now %s", leave)
	}
}
