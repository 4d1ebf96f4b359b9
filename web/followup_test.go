package web_test

import (
	"strings"
	"testing"
	"time"

	"firstbell/app"
	"firstbell/web"
)

func TestFollowUpsAreListedByUrgency(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 12, 7, 11, 0, 0, 0, time.UTC)
	d, owner, asha, rahul := team(t, func(d *app.Desk, _ *web.Config) { d.Now = func() time.Time { return now } })
	for i, due := range []string{"2026-12-07T08:00:00Z", "2026-12-07T11:10:00Z", "2026-12-07T17:00:00Z", "2026-12-08T10:00:00Z", "2026-12-09T10:00:00Z"} {
		id := d.enquire("Meera " + string(rune('A'+i)))
		d.want("claim", d.call("POST", "/api/enquiries/"+id+"/claim", asha, ""), 200, "")
		d.query("UPDATE follow_ups SET due_at = $1 WHERE enquiry_id = $2 RETURNING ''", due, id)
	}
	his := d.enquire("Ravi Jadhav")
	d.want("claim", d.call("POST", "/api/enquiries/"+his+"/claim", rahul, ""), 200, "")
	d.query("UPDATE follow_ups SET due_at = '2026-12-07T11:00:00Z' WHERE enquiry_id = $1 RETURNING ''", his)
	d.want("a note", d.call("POST", "/api/enquiries/1/notes", asha, `{"text":"call after four"}`), 201, "")

	groups := func(a answer) string {
		var list []string
		for part := range strings.SplitSeq(a.body, `"group":"`) {
			word, _, _ := strings.Cut(part, `"`)
			list = append(list, word)
		}
		return strings.Join(list[1:], " ")
	}
	d.query("UPDATE enquiries SET phone = '+919822041763' WHERE id = 1 RETURNING ''")
	d.query("UPDATE touches SET source = 'Google' WHERE id = 1 RETURNING ''")
	mine := d.want("mine", d.call("GET", "/api/followups", asha, ""), 200, "")
	if groups(mine) != "late now today tomorrow" || mine.text("data", "counts") != `{"after":1,"late":1,"now":1,"today":1,"tomorrow":1}` {
		t.Errorf("mine: %s %s", groups(mine), mine.body)
	}
	for _, want := range []string{`"lastWords":"call after four"`, `"phone":"+919822041763","phoneShown":"`, `"origin":"form","source":"Google"`} {
		if !strings.Contains(mine.body, want) {
			t.Errorf("without %s: %s", want, mine.body)
		}
	}
	if strings.Contains(mine.body, "Ravi") {
		t.Errorf("mine: %s", mine.body)
	}
	if a := d.call("GET", "/api/followups?group=after", asha, ""); groups(a) != "after" {
		t.Errorf("after tomorrow: %s", a.body)
	}
	first := d.call("GET", "/api/followups?limit=2", asha, "")
	second := d.call("GET", "/api/followups?limit=2&cursor="+first.text("data", "nextCursor"), asha, "")
	if groups(first)+" "+groups(second) != "late now today tomorrow" || second.text("data", "nextCursor") != "null" {
		t.Errorf("in pages: %s, %s", first.body, second.body)
	}
	d.want("another's", d.call("GET", "/api/followups?owner=3", asha, ""), 403, "owner_only")
	d.want("everybody's", d.call("GET", "/api/followups?owner=all", asha, ""), 403, "owner_only")
	if a := d.call("GET", "/api/followups?owner=3", owner, ""); groups(a) != "now" || !strings.Contains(a.body, `"owner":{"id":3,"name":"Rahul Rao"}`) {
		t.Errorf("Rahul's: %s", a.body)
	}
	if a := d.call("GET", "/api/followups?owner=all", owner, ""); groups(a) != "late now now today tomorrow" {
		t.Errorf("everybody's: %s", a.body)
	}
	if a := d.call("GET", "/api/followups", owner, ""); groups(a) != "" {
		t.Errorf("the owner's own: %s", a.body)
	}
	d.want("an unknown group", d.call("GET", "/api/followups?group=soon", asha, ""), 400, "invalid_group")
	d.want("an unknown owner", d.call("GET", "/api/followups?owner=x", owner, ""), 400, "invalid_owner")
}

func TestFollowUpsArePutOffOnlySoOften(t *testing.T) {
	t.Parallel()
	d, _, asha, rahul := team(t, at("2026-12-07 11:00"))
	path := "/api/enquiries/" + d.enquire("Meera Nair")
	d.want("claim", d.call("POST", path+"/claim", asha, ""), 200, "")
	d.query("UPDATE follow_ups SET due_at = '2026-12-07T12:00:00Z' RETURNING ''")
	d.refused("another's", "PATCH", "/api/followups/1", rahul, `{"dueAt":"2026-12-08T10:00:00Z"}`, 403, "not_holder")
	d.refused("the past", "PATCH", "/api/followups/1", asha, `{"dueAt":"2026-12-07T10:00:00Z"}`, 400, "invalid_input")
	d.refused("too far", "PATCH", "/api/followups/1", asha, `{"dueAt":"2027-12-07T10:00:00Z"}`, 400, "invalid_input")
	d.refused("unknown", "PATCH", "/api/followups/9", asha, `{"dueAt":"2026-12-08T10:00:00Z"}`, 404, "")
	d.want("a note", d.call("PATCH", "/api/followups/1", asha, `{"note":"ask for the mother"}`), 200, "")
	for i, due := range []string{"08", "09", "10", "11", "12"} {
		a := d.want("put off", d.call("PATCH", "/api/followups/1", asha, `{"dueAt":"2026-12-`+due+`T10:00:00Z"}`), 200, "")
		if a.text("data", "followUp", "moves") != string(rune('1'+i)) || a.text("data", "followUp", "note") != "ask for the mother" {
			t.Errorf("%s", a.body)
		}
	}
	d.refused("once more", "PATCH", "/api/followups/1", asha, `{"dueAt":"2026-12-13T10:00:00Z"}`, 422, "put_off_enough")
	d.want("earlier is always right", d.call("PATCH", "/api/followups/1", asha, `{"dueAt":"2026-12-07T12:00:00Z"}`), 200, "")
	d.want("an attempt", d.call("POST", path+"/attempts", asha, `{"channel":"call","outcome":"connected"}`), 201, "")
	d.refused("what is done", "PATCH", "/api/followups/1", asha, `{"dueAt":"2026-12-08T10:00:00Z"}`, 409, "followup_done")
	if n := d.query("SELECT count(*) FROM events WHERE kind = 'followup_moved'"); n != "6" {
		t.Errorf("the history tells of %s moves", n)
	}
}
