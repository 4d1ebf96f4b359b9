package web_test

import (
	"strings"
	"testing"
	"time"

	"firstbell/app"
	"firstbell/web"
)

func TestStagesOpenAndClosed(t *testing.T) {
	t.Parallel()
	d, owner, asha, rahul := team(t, at("2026-12-07 11:00"))
	path := "/api/enquiries/" + d.enquire("Meera Nair")
	d.refused("by somebody who does not hold it", "POST", path+"/stage", asha, `{"stage":"not_enquiry","reason":"spam"}`, 409, "not_claimed")
	d.want("claim", d.call("POST", path+"/claim", asha, ""), 200, "")
	d.refused("by somebody else", "POST", path+"/stage", rahul, `{"stage":"applied"}`, 403, "not_holder")
	d.refused("lost, and why", "POST", path+"/stage", asha, `{"stage":"lost","reason":"bored"}`, 400, "invalid_input")
	d.refused("not now, and when", "POST", path+"/stage", asha, `{"stage":"not_now","wakeAt":"2020-01-01T00:00:00Z"}`, 400, "invalid_input")
	moved := d.want("applied", d.call("POST", path+"/stage", asha, `{"stage":"applied"}`), 200, "")
	if moved.text("data", "enquiry", "followUp", "type") != "first_call" || moved.header.Get("ETag") == "" {
		t.Errorf("an open move keeps the step: %s", moved.body)
	}
	d.want("again, which changes nothing", d.call("POST", path+"/stage", asha, `{"stage":"applied"}`), 200, "")
	closed := d.want("enrolled", d.call("POST", path+"/stage", asha, `{"stage":"enrolled"}`), 200, "")
	if closed.text("data", "enquiry", "followUp") != "null" || closed.text("data", "enquiry", "closedAt") == "null" {
		t.Errorf("closed: %s", closed.body)
	}
	d.refused("a start of what is not enrolled", "POST", path+"/stage", asha, `{"stage":"applied","startsOn":"2027-01-11"}`, 400, "invalid_input")
	d.refused("a start that is no day", "POST", path+"/stage", asha, `{"stage":"enrolled","startsOn":"11 January"}`, 400, "invalid_input")
	dated := d.want("when they start", d.call("POST", path+"/stage", asha, `{"stage":"enrolled","startsOn":"2027-01-11"}`), 200, "")
	if dated.text("data", "enquiry", "startsOn") != "2027-01-11" {
		t.Errorf("the start: %s", dated.body)
	}
	d.refused("putting back what is closed", "POST", path+"/release", asha, "", 409, "closed")
	d.refused("claiming what is closed", "POST", path+"/claim", rahul, "", 409, "claimed")
	d.want("another end", d.call("POST", path+"/stage", asha, `{"stage":"lost","reason":"fees"}`), 200, "")
	back := d.want("undo", d.call("POST", path+"/reopen", asha, ""), 200, "")
	if back.text("data", "enquiry", "stage") != "applied" || back.text("data", "enquiry", "startsOn") != "null" || back.text("data", "enquiry", "followUp", "dueAt") != "2026-12-07T11:00:00.000Z" {
		t.Errorf("reopened: %s", back.body)
	}
	d.want("closed again", d.call("POST", path+"/stage", asha, `{"stage":"not_enquiry","reason":"duplicate"}`), 200, "")
	if a := d.call("GET", "/api/enquiries/mine", asha, ""); a.text("data", "pagination", "total") != "1" {
		t.Errorf("what one closed is still one's own: %s", a.body)
	}
	d.want("handed on, closed", d.call("POST", path+"/reassign", owner, `{"userId":3}`), 200, "")
	if got := d.query(followUps); got != "" {
		t.Errorf("a closed one that was handed on has a step: %s", got)
	}
	d.want("and opened by its new owner", d.call("POST", path+"/stage", rahul, `{"stage":"in_touch","followUpAt":"2026-12-08T09:30:00Z"}`), 200, "")
	if got := d.query(followUps); got != "1|call|Tue 09:30" {
		t.Errorf("the step is %s", got)
	}
	history := d.query(`SELECT string_agg(concat_ws('|', kind, stage_after, reason), ' ' ORDER BY id) FROM events WHERE stage_after IS NOT NULL`)
	if want := "stage_changed|applied closed|enrolled stage_changed|enrolled stage_changed|lost|fees reopened|applied closed|not_enquiry|duplicate reopened|in_touch"; history != want {
		t.Errorf("the history is\n%s\nwant\n%s", history, want)
	}
}

// What nobody owns leaves the queue when the desk's owner closes it, with its
// number, and comes back when it is opened.
func TestClosedEnquiriesDoNotWait(t *testing.T) {
	t.Parallel()
	d, owner, asha, _ := team(t)
	path := "/api/enquiries/" + d.enquire("Buy Pills")
	waiting := func() string {
		a := d.call("GET", "/api/enquiries/unclaimed", asha, "")
		return a.text("data", "pagination", "total") + " " + d.query("SELECT count(*) FROM enquiries WHERE claimed_by IS NULL AND closed_at IS NULL")
	}
	d.want("spam", d.call("POST", path+"/stage", owner, `{"stage":"not_enquiry","reason":"spam"}`), 200, "")
	if got := waiting(); got != "0 0" {
		t.Errorf("waiting: %s", got)
	}
	if a := d.call("GET", path, asha, ""); a.text("data", "enquiry", "isPublic") != "false" {
		t.Errorf("it says it waits: %s", a.body)
	}
	d.refused("claiming spam", "POST", path+"/claim", asha, "", 409, "closed")
	d.refused("handing it out", "POST", path+"/reassign", owner, `{"userId":2}`, 409, "closed")
	if a := d.call("POST", "/api/enquiries/claim-next", asha, ""); a.text("data", "enquiry") != "null" {
		t.Errorf("claim next gave spam: %s", a.body)
	}
	d.want("it was none", d.call("POST", path+"/reopen", owner, ""), 200, "")
	if got := waiting(); got != "1 1" {
		t.Errorf("waiting: %s", got)
	}
	d.want("claim", d.call("POST", path+"/claim", asha, ""), 200, "")
}

func TestLimitsCountWhatIsOpen(t *testing.T) {
	t.Parallel()
	d, owner, asha, _ := team(t)
	one, two := "/api/enquiries/"+d.enquire("Meera Nair"), "/api/enquiries/"+d.enquire("Daniel Rao")
	d.want("limits", d.call("PATCH", "/api/users/2", owner, `{"maxOpen":1}`), 200, "")
	d.want("the first", d.call("POST", one+"/claim", asha, ""), 200, "")
	d.refused("the second", "POST", two+"/claim", asha, "", 422, "limit_reached")
	d.want("the first is done", d.call("POST", one+"/stage", asha, `{"stage":"enrolled"}`), 200, "")
	d.want("the second", d.call("POST", two+"/claim", asha, ""), 200, "")
	d.refused("the first again", "POST", one+"/reopen", asha, "", 422, "limit_reached")
	d.want("by the desk's owner", d.call("POST", one+"/reopen", owner, ""), 200, "")
	if reason := d.query("SELECT reason FROM events ORDER BY id DESC LIMIT 1"); reason != "over the limit open of 1" {
		t.Errorf("the history says %q", reason)
	}
}

func TestParkedEnquiriesWakeByThemselves(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 12, 7, 11, 0, 0, 0, time.UTC)
	d, owner, asha, rahul := team(t, func(d *app.Desk, _ *web.Config) { d.Now = func() time.Time { return now } })
	wakeAt := now.Add(48 * time.Hour)
	park := func(token string) string {
		id := d.enquire("Meera Nair" + time.Now().String())
		path := "/api/enquiries/" + id
		d.want("claim", d.call("POST", path+"/claim", token, ""), 200, "")
		d.want("spoke", d.call("POST", path+"/attempts", token, `{"channel":"call","outcome":"connected","stage":"not_now","wakeAt":"`+wakeAt.Format(time.RFC3339)+`"}`), 201, "")
		return id
	}
	hers, full, left := park(asha), park(rahul), ""
	gone := d.register("Gita Gone", "gita@example.com")
	left = park(gone)
	nobodys := d.enquire("Nobody's")
	d.want("nobody's", d.call("POST", "/api/enquiries/"+nobodys+"/stage", owner, `{"stage":"not_now","wakeAt":"`+wakeAt.Format(time.RFC3339)+`"}`), 200, "")
	d.query("UPDATE users SET active = false WHERE id = 4 RETURNING ''")
	busy := d.enquire("Busy Lead")
	d.want("rahul is full", d.call("PATCH", "/api/users/3", owner, `{"maxOpen":1}`), 200, "")
	d.want("claim", d.call("POST", "/api/enquiries/"+busy+"/claim", rahul, ""), 200, "")

	if err := d.app.WakeParked(t.Context()); err != nil {
		t.Fatal(err)
	}
	if n := d.query("SELECT count(*) FROM enquiries WHERE stage = 'not_now'"); n != "4" {
		t.Errorf("before their time %s are asleep", n)
	}
	now = wakeAt.Add(36 * time.Hour) // nothing ran meanwhile; it is the evening after
	errs := make(chan error, 4)
	for range cap(errs) {
		go func() { errs <- d.app.WakeParked(t.Context()) }()
	}
	for range cap(errs) {
		if err := <-errs; err != nil {
			t.Error(err)
		}
	}
	for { // whoever did not get the lock leaves it to the other
		if err := d.app.WakeParked(t.Context()); err != nil {
			t.Fatal(err)
		}
		if d.query("SELECT count(*) FROM enquiries WHERE stage = 'not_now'") == "0" {
			break
		}
	}
	owners := d.query(`SELECT string_agg(concat_ws('|', id, stage, coalesce(claimed_by, 0)), ' ' ORDER BY id) FROM enquiries`)
	want := hers + "|new|2 " + full + "|new|0 " + left + "|new|0 " + nobodys + "|new|0 " + busy + "|new|3"
	if owners != want {
		t.Errorf("after waking: %s\nwant %s", owners, want)
	}
	if got := d.query(followUps); !strings.Contains(got, hers+"|wake_up|Fri 09:00") || strings.Count(got, "|") != 4 {
		t.Errorf("the steps are %s", got)
	}
	told := d.query(`SELECT string_agg(concat_ws('|', enquiry_id, kind, coalesce(actor_id, 0), reason), ' ' ORDER BY enquiry_id, id) FROM events WHERE kind IN ('woken', 'returned')`)
	if want := hers + "|woken|0 " + full + "|woken|0 " + full + "|returned|0|over the limit open of 1 " + left + "|woken|0 " + left + "|returned|0|its owner has left " + nobodys + "|woken|0"; told != want {
		t.Errorf("the history is\n%s\nwant\n%s", told, want)
	}
}

func TestStagesAreRenamedByTheOwner(t *testing.T) {
	t.Parallel()
	d, owner, asha, _ := team(t)
	a := d.want("stages", d.call("GET", "/api/stages", asha, ""), 200, "")
	if !strings.Contains(a.body, `{"code":"visit","name":"Visit or demo","type":"open","position":3}`) || strings.Count(a.body, `"code"`) != 8 {
		t.Errorf("%s", a.body)
	}
	d.refused("by a counsellor", "PATCH", "/api/stages", asha, `{"stages":[{"code":"visit","name":"Interview"}]}`, 403, "owner_only")
	d.refused("unknown", "PATCH", "/api/stages", owner, `{"stages":[{"code":"won","name":"Won"}]}`, 400, "invalid_input")
	d.refused("no name", "PATCH", "/api/stages", owner, `{"stages":[{"code":"visit","name":" "}]}`, 400, "invalid_input")
	d.refused("a name in use", "PATCH", "/api/stages", owner, `{"stages":[{"code":"visit","name":"applied"}]}`, 409, "stage_name")
	d.want("two names exchanged", d.call("PATCH", "/api/stages", owner, `{"stages":[{"code":"visit","name":"Applied"},{"code":"applied","name":"Visit or demo"}]}`), 200, "")
	if got := d.query("SELECT string_agg(name, ',' ORDER BY position) FROM stages"); !strings.HasPrefix(got, "New,In touch,Applied,Visit or demo,Enrolled") {
		t.Errorf("%s", got)
	}
}
