package web_test

import (
	"strings"
	"testing"
)

// Whoever is to be answered waits for later while the school is closed, unless the
// promise has run out.
func TestQueueKnowsWhatIsForLater(t *testing.T) {
	t.Parallel()
	d, owner, _, _ := team(t)
	d.enquire("Meera")
	laterAt := func() string {
		a := d.want("the queue", d.call("GET", "/api/enquiries/unclaimed", owner, ""), 200, "")
		_, rest, _ := strings.Cut(a.body, `"laterAt":"`)
		at, _, _ := strings.Cut(rest, `"`)
		return at
	}
	if at := laterAt(); at != "" {
		t.Errorf("a school that has not said its hours opens at %s", at)
	}
	days := func(open int) string { // one day of the week from Monday on, the whole of it
		list := strings.Split(strings.Repeat("null,", 7), ",")[:7]
		list[open] = `{"from":"00:00","until":"23:59"}`
		return `{"timeZone":"UTC","hours":[` + strings.Join(list, ",") + `]}`
	}
	// The third day from today at midnight: closed now, whenever this runs.
	d.want("hours", d.call("PATCH", "/api/settings", owner, days((d.weekday()+6+3)%7)), 200, "")
	want := d.query("SELECT to_char(date_trunc('day', now() AT TIME ZONE 'UTC') + interval '3 days', 'YYYY-MM-DD') || 'T00:00:00.000Z'")
	if at := laterAt(); at != want {
		t.Errorf("opens at %s, want %s", at, want)
	}
	d.query("UPDATE enquiries SET due_at = now() - interval '1 minute' RETURNING ''")
	if at := laterAt(); at != "" {
		t.Errorf("what should have been answered is for %s", at)
	}
}

// weekday is today's at the database, from Sunday on.
func (d *desk) weekday() int {
	return int(d.query("SELECT extract(dow FROM now() AT TIME ZONE 'UTC')::int::text")[0] - '0')
}

func TestQueueIsNarrowedByCourseAndSource(t *testing.T) {
	t.Parallel()
	d, owner, asha, _ := team(t)
	for _, name := range []string{"Meera", "Sana", "Arjun"} {
		d.enquire(name)
	}
	d.query("UPDATE enquiries SET course_interest = 'German A2' WHERE id = 2 RETURNING ''")
	d.query("UPDATE touches SET source = 'Google' WHERE id IN (2, 3) RETURNING ''")
	names := func(query, who string) string {
		return listed(d.want(query, d.call("GET", "/api/enquiries/unclaimed?sort=oldest&"+query, who, ""), 200, ""))
	}
	if got := names("courses=mine", asha); got != "Meera Sana Arjun" {
		t.Errorf("who takes every course sees %s", got)
	}
	d.want("her courses", d.call("PATCH", "/api/users/2", owner, `{"courses":["german a2","JEE"]}`), 200, "")
	for query, want := range map[string]string{"courses=mine": "Sana", "source=google": "Sana Arjun", "courses=mine&source=Google": "Sana", "source=radio": "", "": "Meera Sana Arjun"} {
		if got := names(query, asha); got != want {
			t.Errorf("%s: %s, want %s", query, got, want)
		}
	}
	a := d.call("GET", "/api/enquiries/unclaimed?courses=mine", asha, "")
	if a.text("data", "pagination", "total") != "1" || a.text("data", "everyone") != "3" || !strings.Contains(a.body, `"origin":"form","source":"Google"`) {
		t.Errorf("counts, and whence: %s", a.body)
	}
	if a := d.call("GET", "/api/enquiries/unclaimed", asha, ""); strings.Contains(a.body, "everyone") || strings.Contains(a.body, "laterAt") {
		t.Errorf("the whole queue: %s", a.body)
	}
	d.want("no source", d.call("GET", "/api/enquiries/unclaimed?source=%00", asha, ""), 400, "invalid_source")
}
