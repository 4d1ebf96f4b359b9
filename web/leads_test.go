package web_test

import (
	"strings"
	"testing"

	"firstbell/app"
)

// listed are the names in a list of leads, in their order.
func listed(a answer) string {
	var names []string
	for part := range strings.SplitSeq(a.body, `"name":"`) {
		word, rest, _ := strings.Cut(part, `"`)
		if strings.HasPrefix(rest, `,"email"`) {
			names = append(names, word)
		}
	}
	return strings.Join(names, " ")
}

func TestLeadsAreFilteredAndSorted(t *testing.T) {
	t.Parallel()
	d, owner, asha, rahul := team(t, at("2026-12-07 11:00"))
	for i, c := range []struct{ name, token, due string }{
		{"Cara", asha, "2026-12-09T10:00:00Z"}, {"Anil", asha, "2026-12-07T08:00:00Z"}, {"Bina", asha, "2026-12-07T17:00:00Z"},
		{"Dev", asha, "2026-12-08T10:00:00Z"}, {"Esha", rahul, "2026-12-07T11:00:00Z"}, {"Farid", "", ""},
	} {
		id := d.enquire(c.name)
		d.query("UPDATE enquiries SET created_at = '2026-12-01'::timestamptz + $1 * interval '1 hour' WHERE id = $2 RETURNING ''", i, id)
		if c.token != "" {
			d.want("claim", d.call("POST", "/api/enquiries/"+id+"/claim", c.token, ""), 200, "")
			d.query("UPDATE follow_ups SET due_at = $1 WHERE enquiry_id = $2 RETURNING ''", c.due, id)
		}
	}
	d.query("UPDATE enquiries SET origin = 'referral' WHERE id IN (3, 5) RETURNING ''")
	d.query("UPDATE touches SET source = 'Google' WHERE id IN (1, 3) RETURNING ''")
	d.query("UPDATE enquiries SET course_interest = 'German A2' WHERE id = 3 RETURNING ''")
	d.want("an attempt", d.call("POST", "/api/enquiries/1/attempts", asha, `{"channel":"call","outcome":"no_answer","note":"rang twice","followUpAt":"2026-12-09T10:00:00Z"}`), 201, "")
	d.want("lost", d.call("POST", "/api/enquiries/4/stage", asha, `{"stage":"lost","reason":"fees"}`), 200, "")

	for _, c := range []struct{ query, token, want string }{
		{"owner=me&sort=due", asha, "Anil Bina Cara"},
		{"owner=me&sort=name", asha, "Anil Bina Cara"},
		{"owner=me&sort=newest", asha, "Bina Anil Cara"},
		{"owner=me&sort=oldest", asha, "Cara Anil Bina"},
		{"owner=me&sort=contact", asha, "Anil Bina Cara"},
		{"owner=me&sort=name&closed=true", asha, "Anil Bina Cara Dev"},
		{"owner=me&stage=lost", asha, "Dev"},
		{"owner=me&stage=in_touch", asha, ""},
		{"owner=me&course=german+a2", asha, "Bina"},
		{"owner=me&due=late", asha, "Anil"},
		{"owner=me&due=after", asha, "Cara"},
		{"due=none&closed=true&sort=name", owner, "Dev Farid"},
		{"unclaimed=true", owner, "Farid"},
		{"owner=3", asha, "Esha"},
		{"sort=name", owner, "Anil Bina Cara Esha Farid"},
		{"sort=name&q=ari", owner, "Farid"},
		{"origin=referral", owner, "Esha Bina"},
		{"origin=form&unclaimed=true", owner, "Farid"},
		{"source=google&sort=name", owner, "Bina Cara"},
		{"source=oogle", owner, ""},
		{"from=2026-12-01T03:00:00Z&sort=oldest&closed=true", owner, "Dev Esha Farid"},
		{"from=2026-12-01T03:00:00Z&to=2026-12-01T05:00:00Z&sort=oldest&closed=true", owner, "Dev Esha"},
		{"from=2026-12-02", owner, ""},
		{"to=2026-12-01", owner, "Farid Esha Bina Anil Cara"},
		{"", owner, "Farid Esha Bina Anil Cara"},
	} {
		if a := d.want(c.query, d.call("GET", "/api/enquiries?"+c.query, c.token, ""), 200, ""); listed(a) != c.want {
			t.Errorf("%s: %s, want %s", c.query, listed(a), c.want)
		}
	}
	first := d.call("GET", "/api/enquiries?owner=me&sort=due&limit=1", asha, "")
	for _, want := range []string{`"nextStep":{"type":"first_call","dueAt":"2026-12-07T08:00:00.000Z"}`, `"owner":{"id":2,"name":"Asha Patel"}`, `"total":3`, `"source":null`} {
		if !strings.Contains(first.body, want) {
			t.Errorf("without %s: %s", want, first.body)
		}
	}
	if a := d.call("GET", "/api/enquiries?q=Cara", asha, ""); !strings.Contains(a.body, `"tries":1,"origin":"form","source":"Google","lastWords":"rang twice"`) {
		t.Errorf("what was tried: %s", a.body)
	}
}

func TestLeadsComeInPages(t *testing.T) {
	t.Parallel()
	d, owner, asha, _ := team(t)
	for _, name := range []string{"Bina", "Anil", "Cara", "anil", "dev"} {
		d.want("claim", d.call("POST", "/api/enquiries/"+d.enquire(name)+"/claim", asha, ""), 200, "")
	}
	for _, sort := range app.LeadSorts {
		whole := listed(d.call("GET", "/api/enquiries?sort="+string(sort), owner, ""))
		var pages []string
		for cursor := ""; cursor != "null"; {
			a := d.want(string(sort), d.call("GET", "/api/enquiries?limit=2&sort="+string(sort)+"&cursor="+cursor, owner, ""), 200, "")
			if cursor = a.text("data", "pagination", "nextCursor"); len(pages) > 3 || cursor == "" {
				t.Fatalf("%s: no end: %s", sort, a.body)
			}
			pages = append(pages, listed(a))
		}
		if got := strings.Join(pages, " "); got != whole || len(pages) != 3 {
			t.Errorf("%s in pages: %q, in one: %q", sort, got, whole)
		}
	}
	other := d.call("GET", "/api/enquiries?limit=2&sort=name", owner, "").text("data", "pagination", "nextCursor")
	for query, code := range map[string]string{
		"cursor=" + other: "invalid_cursor", "cursor=x": "invalid_cursor", "sort=email": "invalid_sort", "stage=won": "invalid_stage",
		"owner=x": "invalid_owner", "due=soon": "invalid_due", "origin=radio": "invalid_origin", "source=%00": "invalid_source", "from=2026-13-01": "", "to=yesterday": "", "q=%00": "invalid_q", "course=%00": "invalid_course",
	} {
		d.want(query, d.call("GET", "/api/enquiries?"+query, owner, ""), 400, code)
	}
	d.want("nobody", d.call("GET", "/api/enquiries", "", ""), 401, "")
}

// What is hidden in the queue and of colleagues' leads is hidden here, too:
// it can be neither found nor told from the order.
func TestLeadsHideWhatTheActorMayNotSee(t *testing.T) {
	t.Parallel()
	d, owner, asha, rahul := team(t)
	d.want("masked", d.call("PATCH", "/api/settings", owner, `{"queueMode":"masked"}`), 200, "")
	for _, name := range []string{"Mzia", "Mara", "Rohan"} {
		d.enquire(name)
	}
	d.want("claim", d.call("POST", "/api/enquiries/3/claim", rahul, ""), 200, "")
	d.want("a note", d.call("POST", "/api/enquiries/3/notes", rahul, `{"text":"98220 41763"}`), 201, "")
	seen := d.call("GET", "/api/enquiries?sort=name", asha, "")
	if listed(seen) != "M. M. Rohan" || strings.Contains(seen.body, "41763") || strings.Contains(seen.body, "@example") {
		t.Errorf("masked: %s", seen.body)
	}
	if a := d.call("GET", "/api/enquiries?sort=name&q=mara", asha, ""); listed(a) != "" {
		t.Errorf("found what is hidden: %s", a.body)
	}
	d.want("next only", d.call("PATCH", "/api/settings", owner, `{"queueMode":"next"}`), 200, "")
	if a := d.call("GET", "/api/enquiries", asha, ""); listed(a) != "Rohan" || a.text("data", "pagination", "total") != "1" {
		t.Errorf("where nobody chooses: %s", a.body)
	}
	if a := d.call("GET", "/api/enquiries?sort=name", owner, ""); listed(a) != "Mara Mzia Rohan" {
		t.Errorf("the owner: %s", a.body)
	}
}
