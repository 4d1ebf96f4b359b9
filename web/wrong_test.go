package web_test

import (
	"net/http"
	"strings"
	"testing"
)

// What is of the wrong kind is refused where it stands: it neither empties what
// was there nor passes for something that was left out.
func TestValuesOfTheWrongKind(t *testing.T) {
	t.Parallel()
	d := open(t)
	asha := d.register("Asha Patel", "asha@example.com")
	id := d.enquire("Meera Nair")
	d.call("PATCH", "/api/settings", asha, `{"country":"IN"}`)
	d.call("PATCH", "/api/me/notices", asha, `{"quietFrom":"21:00","quietUntil":"07:00"}`)
	course := d.call("POST", "/api/courses", asha, `{"name":"NEET"}`).text("data", "id")
	before := d.state()
	for _, c := range []struct{ method, path, body, field string }{
		{"PATCH", "/api/settings", `{"country":5}`, "country"},
		{"PATCH", "/api/settings", `{"country":["IN"]}`, "country"},
		{"PATCH", "/api/settings", `{"hours":{"monday":1}}`, "hours"},
		{"PATCH", "/api/me/notices", `{"quietFrom":true,"quietUntil":{}}`, "quietFrom"},
		{"PATCH", "/api/courses/" + course, `{"position":1.5}`, "position"},
		{"PATCH", "/api/courses/" + course, `{"archived":1}`, "archived"},
		{"PATCH", "/api/users/1", `{"leave":{"from":"2027-01-01","until":"2027-01-02","standIn":"x"}}`, "leave"},
		{"POST", "/api/enquiries/" + id + "/notes", `{"text":"\u200b\u2060"}`, "text"},
	} {
		a := d.call(c.method, c.path, asha, c.body)
		if a.status != 400 || !strings.Contains(a.body, `"path":"`+c.field+`"`) {
			t.Errorf("%s %s %s: %d %s", c.method, c.path, c.body, a.status, a.body)
		}
	}
	if a := d.call("GET", "/api/users?all=perhaps", asha, ""); a.status != 400 {
		t.Errorf("in a query: %d %s", a.status, a.body)
	}
	if d.state() != before {
		t.Error("a refused request changed the database")
	}
}

// HEAD is answered as GET would be, without the body; nobody gets in by it who
// could not by GET.
func TestHead(t *testing.T) {
	t.Parallel()
	d := open(t)
	asha := d.register("Asha Patel", "asha@example.com")
	for path, want := range map[string]int{"/health": 200, "/api/enquiries/mine": 200, "/f/enquiry": 200, "/": 302, "/api/enquiries/public": 404, "/x": 404} {
		get, head := d.call("GET", path, asha, ""), d.call("HEAD", path, asha, "")
		if get.status != want || head.status != want || head.body != "" || head.header.Get("Content-Type") != get.header.Get("Content-Type") {
			t.Errorf("%s: GET %d, HEAD %d, want %d; %q", path, get.status, head.status, want, head.body)
		}
	}
	if a := d.call("HEAD", "/api/enquiries/mine", "", ""); a.status != 401 {
		t.Errorf("without a token: %d", a.status)
	}
	res, err := http.Head(d.url + "/api/stream") //nolint:noctx // a test against its own server
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	if res.StatusCode != 401 {
		t.Errorf("a stream without a token: %d", res.StatusCode)
	}
	if a := d.call("HEAD", "/api/stream", asha, ""); a.status != 200 {
		t.Errorf("a stream: %d", a.status)
	}
}

// A path of the table with a method that it does not have is no route: what
// stands at the end of it is not taken for the number of something.
func TestWrongMethodOnAKnownPath(t *testing.T) {
	t.Parallel()
	d := open(t)
	asha := d.register("Asha Patel", "asha@example.com")
	for _, line := range []string{"GET /api/enquiries/public", "PATCH /api/enquiries/mine", "GET /api/enquiries/claim-next", "DELETE /api/enquiries/unclaimed",
		"GET /api/auth/register", "GET /api/auth/login", "DELETE /api/enquiries/1/claim", "GET /api/enquiries/1/claim", "POST /health", "POST /f/work.js"} {
		method, path, _ := strings.Cut(line, " ")
		for _, bearer := range []string{"", asha} {
			a := d.call(method, path, bearer, "")
			if a.status != 404 || a.text("error") != "Not found" || a.text("message") != "Route "+line+" not found" {
				t.Errorf("%s: %d %s", line, a.status, a.body)
			}
		}
	}
	if a := d.call("POST", "/api/enquiries/{id}/claim", asha, ""); a.status != 400 || a.text("error") != "Invalid ID" {
		t.Errorf("a number as the description writes it: %d %s", a.status, a.body)
	}
}

// What two owners change at the same moment is all kept.
func TestChangesOfTwoAtTheSameMoment(t *testing.T) {
	t.Parallel()
	d := open(t)
	asha := d.register("Asha Patel", "asha@example.com")
	d.during("UPDATE school SET promise_minutes = 77", 1, "SELECT 1", func() {
		d.call("PATCH", "/api/settings", asha, `{"name":"Sunrise Academy"}`)
	})
	if got := d.query("SELECT promise_minutes || name FROM school"); got != "77Sunrise Academy" {
		t.Errorf("settings: %s", got)
	}
	d.call("PATCH", "/api/me/notices", asha, `{"sound":true}`)
	d.during(`WITH u AS (SELECT id FROM users FOR NO KEY UPDATE)
		UPDATE notice_choices SET quiet_from = '22:00', quiet_until = '06:00' FROM u WHERE user_id = u.id`, 1, "SELECT 1", func() {
		d.call("PATCH", "/api/me/notices", asha, `{"sound":false}`)
	})
	if got := d.query("SELECT quiet_from || quiet_until || sound FROM notice_choices"); got != "22:0006:00false" {
		t.Errorf("notices: %s", got)
	}
}
