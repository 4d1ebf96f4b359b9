package web_test

import (
	"strings"
	"testing"
	"time"

	"firstbell/app"
	"firstbell/web"
)

// at sets the clock of a desk; the school is in UTC. 2026-12-07 is a Monday.
func at(moment string) option {
	now, err := time.Parse("2006-01-02 15:04", moment)
	if err != nil {
		panic(err)
	}
	return func(d *app.Desk, _ *web.Config) { d.Now = func() time.Time { return now } }
}

// refused sends a request that must be refused and must change nothing.
func (d *desk) refused(what, method, path, token, body string, status int, code string, headers ...string) answer {
	d.t.Helper()
	before := d.state()
	a := d.want(what, d.call(method, path, token, body, headers...), status, code)
	if d.state() != before {
		d.t.Errorf("%s: a refused request changed the database", what)
	}
	return a
}

// open follow-ups of all enquiries, as one line.
const followUps = `SELECT coalesce(string_agg(concat_ws('|', enquiry_id, type, to_char(due_at AT TIME ZONE 'UTC', 'Dy HH24:MI')), ' ' ORDER BY enquiry_id), '')
	FROM follow_ups WHERE ended_at IS NULL`

func TestClaimMakesTheFirstFollowUpAndReleaseDropsIt(t *testing.T) {
	t.Parallel()
	d, owner, asha, _ := team(t)
	path := "/api/enquiries/" + d.enquire("Meera Nair")
	d.want("claim", d.call("POST", path+"/claim", asha, ""), 200, "")
	const first = `SELECT concat_ws('|', f.type, f.due_at = first_call(e.due_at), e.stage, count(*) OVER ()) FROM follow_ups f JOIN enquiries e ON e.id = f.enquiry_id WHERE f.ended_at IS NULL`
	if got := d.query(first); got != "first_call|t|new|1" {
		t.Errorf("after the claim: %s", got)
	}
	d.want("handed over", d.call("POST", path+"/reassign", asha, `{"userId":3}`), 200, "")
	if got := d.query(first); got != "first_call|t|new|1" {
		t.Errorf("after handing over: %s", got)
	}
	d.want("put back", d.call("POST", path+"/release", owner, ""), 200, "")
	if got := d.query("SELECT string_agg(outcome, ' ') FROM follow_ups"); got != "dropped" {
		t.Errorf("after putting back: %s", got)
	}
	d.want("claim next", d.call("POST", "/api/enquiries/claim-next", asha, ""), 200, "")
	if got := d.query(first); got != "first_call|t|new|1" {
		t.Errorf("after claim next: %s", got)
	}
}

func TestAttemptsCompleteAndMakeFollowUps(t *testing.T) {
	t.Parallel()
	d, owner, asha, rahul := team(t, at("2026-12-07 11:00"))
	path := "/api/enquiries/" + d.enquire("Meera Nair")
	d.refused("before the claim", "POST", path+"/attempts", asha, `{"channel":"call","outcome":"connected"}`, 409, "not_claimed")
	d.refused("before the claim, by the desk's owner", "POST", path+"/attempts", owner, `{"channel":"call","outcome":"connected"}`, 409, "not_claimed")
	d.want("claim", d.call("POST", path+"/claim", asha, ""), 200, "")
	d.refused("by somebody else", "POST", path+"/attempts", rahul, `{"channel":"call","outcome":"connected"}`, 403, "not_holder")
	d.refused("unknown", "POST", "/api/enquiries/99/attempts", asha, `{"channel":"call","outcome":"connected"}`, 404, "enquiry_not_found")
	for what, body := range map[string]string{
		"nothing said":           `{}`,
		"a channel there is not": `{"channel":"fax","outcome":"connected"}`,
		"call back, but when":    `{"channel":"call","outcome":"call_back"}`,
		"not interested, and":    `{"channel":"call","outcome":"not_interested"}`,
		"in the past":            `{"channel":"call","outcome":"connected","followUpAt":"2026-12-07T10:59:00Z"}`,
		"in three months":        `{"channel":"call","outcome":"connected","followUpAt":"2027-03-07T10:59:00Z"}`,
		"no time at all":         `{"channel":"call","outcome":"connected","followUpAt":"soon"}`,
		"lost for no reason":     `{"channel":"call","outcome":"connected","stage":"lost"}`,
		"parked for ever":        `{"channel":"call","outcome":"connected","stage":"not_now"}`,
		"closed with a step":     `{"channel":"call","outcome":"connected","stage":"enrolled","followUpAt":"2026-12-08T10:00:00Z"}`,
		"a stage there is not":   `{"channel":"call","outcome":"connected","stage":"won"}`,
		"a note of tabs in time": `{"channel":"call","outcome":"connected","note":7}`,
	} {
		d.refused(what, "POST", path+"/attempts", asha, body, 400, "invalid_input")
	}
	for _, c := range []struct{ body, step, stage string }{
		{`{"channel":"call","outcome":"no_answer"}`, "1|call|Mon 11:20", "new"},
		{`{"channel":"call","outcome":"busy"}`, "1|call|Mon 17:00", "new"},
		{`{"channel":"call","outcome":"switched_off"}`, "1|call|Tue 10:00", "new"},
		{`{"channel":"call","outcome":"connected","note":"wants the weekend batch"}`, "1|call|Tue 10:00", "in_touch"},
		{`{"channel":"call","outcome":"no_answer"}`, "1|call|Mon 11:20", "in_touch"},
		{`{"channel":"call","outcome":"wrong_number"}`, "1|write|Tue 10:00", "in_touch"},
		{`{"channel":"whatsapp","outcome":"call_back","followUpAt":"2026-12-09T15:30:00Z"}`, "1|call|Wed 15:30", "in_touch"},
		{`{"channel":"visit","outcome":"connected","stage":"visit","followUpAt":"2026-12-10T12:00:00Z"}`, "1|visit|Thu 12:00", "visit"},
	} {
		a := d.want(c.body, d.call("POST", path+"/attempts", asha, c.body), 201, "")
		if got := d.query(followUps); got != c.step || a.text("data", "enquiry", "stage") != c.stage {
			t.Errorf("%s: %s %s, want %s %s", c.body, got, a.text("data", "enquiry", "stage"), c.step, c.stage)
		}
	}
	d.want("the last one closes it", d.call("POST", path+"/attempts", owner, `{"channel":"call","outcome":"not_interested","stage":"lost","reason":"fees"}`), 201, "")
	if got := d.query(`SELECT concat_ws('|', stage, closed_reason, closed_at IS NOT NULL, claimed_by, (` + followUps + `)) FROM enquiries`); got != "lost|fees|t|2|" {
		t.Errorf("closed: %s", got)
	}
	d.refused("after it is closed", "POST", path+"/attempts", asha, `{"channel":"call","outcome":"connected"}`, 409, "closed")
	if got := d.query("SELECT concat_ws(' ', count(*), count(DISTINCT follow_up_id)) FROM attempts"); got != "9 9" {
		t.Errorf("attempts and what they completed: %s", got)
	}
	history := d.query(`SELECT string_agg(concat_ws('|', kind, stage_after), ' ' ORDER BY id) FROM events WHERE kind NOT IN ('received', 'claimed')`)
	if want := "attempted attempted attempted attempted stage_changed|in_touch attempted attempted attempted attempted stage_changed|visit attempted closed|lost"; history != want {
		t.Errorf("the history is\n%s\nwant\n%s", history, want)
	}
}

func TestAttemptWithOneKeyIsOne(t *testing.T) {
	t.Parallel()
	d, _, asha, _ := team(t)
	path := "/api/enquiries/" + d.enquire("Meera Nair")
	d.want("claim", d.call("POST", path+"/claim", asha, ""), 200, "")
	answers := make(chan answer, 8)
	for range cap(answers) {
		go func() {
			answers <- d.call("POST", path+"/attempts", asha, `{"channel":"call","outcome":"no_answer"}`, "Idempotency-Key", "a1")
		}()
	}
	bodies := map[string]int{}
	for range cap(answers) {
		if a := <-answers; a.status == 201 {
			bodies[a.text("data", "attempt")]++
		} else if a.status != 409 && a.status != 503 { // the first still runs
			t.Errorf("%d %s", a.status, a.body)
		}
	}
	if n := d.query("SELECT count(*) FROM attempts"); n != "1" || len(bodies) != 1 {
		t.Errorf("%s attempts, answers %v", n, bodies)
	}
}

func TestHistoryAndNotes(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 12, 7, 11, 0, 0, 0, time.UTC)
	d, owner, asha, rahul := team(t, func(d *app.Desk, _ *web.Config) { d.Now = func() time.Time { return now } })
	path := "/api/enquiries/" + d.enquire("Meera Nair")
	d.want("claim", d.call("POST", path+"/claim", asha, ""), 200, "")
	d.refused("an empty note", "POST", path+"/notes", asha, `{"text":"  "}`, 400, "invalid_input")
	d.want("a note", d.call("POST", path+"/notes", asha, `{"text":"speaks Marathi"}`), 201, "")
	d.want("from the desk in front", d.call("POST", path+"/notes", rahul, `{"text":"her mother came by"}`), 201, "")
	d.refused("another's note", "PATCH", path+"/notes/1", rahul, `{"text":"speaks Hindi"}`, 403, "not_author")
	d.refused("a note of another enquiry", "PATCH", "/api/enquiries/"+d.enquire("Daniel Rao")+"/notes/1", asha, `{"text":"x"}`, 404, "")
	now = now.Add(15 * time.Minute)
	d.want("in time", d.call("PATCH", path+"/notes/1", asha, `{"text":"speaks Hindi"}`), 200, "")
	now = now.Add(time.Minute)
	late := d.want("too late", d.call("PATCH", path+"/notes/1", asha, `{"text":"speaks Hindi and Marathi"}`), 200, "")
	if late.text("data", "note", "corrects") != "1" {
		t.Errorf("the correction: %s", late.body)
	}
	a := d.want("history", d.call("GET", path+"/events?limit=4", asha, ""), 200, "")
	for _, words := range []string{"speaks Hindi and Marathi", "her mother came by", `"note_edited"`, `"name":"Rahul Rao"`} {
		if !strings.Contains(a.body, words) {
			t.Errorf("the history lacks %q: %s", words, a.body)
		}
	}
	rest := d.want("the rest", d.call("GET", path+"/events?limit=4&cursor="+a.text("data", "nextCursor"), asha, ""), 200, "")
	if !strings.Contains(rest.body, `"received"`) || rest.text("data", "nextCursor") != "null" || strings.Contains(rest.body, "Marathi") {
		t.Errorf("the oldest lines: %s", rest.body)
	}
	if strings.Contains(a.body+rest.body, "speaks Marathi") {
		t.Error("the old text of an edited note is still told")
	}
	d.want("masked", d.call("PATCH", "/api/settings", owner, `{"queueMode":"masked"}`), 200, "")
	hidden := d.want("another's history", d.call("GET", path+"/events", rahul, ""), 200, "")
	if strings.Contains(hidden.body, "Hindi") || strings.Contains(hidden.body, "mother") || hidden.text("data", "masked") != "true" {
		t.Errorf("where contact details are hidden: %s", hidden.body)
	}
	if a := d.call("GET", path+"/events", asha, ""); !strings.Contains(a.body, "mother") {
		t.Errorf("its owner sees %s", a.body)
	}
	d.want("a cursor of elsewhere", d.call("GET", path+"/events?cursor=x", asha, ""), 400, "invalid_cursor")
}
