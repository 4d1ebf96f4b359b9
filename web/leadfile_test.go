package web_test

import (
	"encoding/csv"
	"fmt"
	"strings"
	"testing"
	"time"

	"firstbell/app"
	"firstbell/web"
)

// sheet are the cells of a file, as a spreadsheet reads them.
func (d *desk) sheet(a answer) [][]string {
	d.t.Helper()
	text, marked := strings.CutPrefix(a.body, "\ufeff")
	rows, err := csv.NewReader(strings.NewReader(text)).ReadAll()
	if err != nil || !marked || a.status != 200 || a.header.Get("Content-Type") != "text/csv; charset=utf-8; header=present" {
		d.t.Fatalf("no file: %d %v %v: %.300s", a.status, a.header, err, a.body)
	}
	return rows
}

func TestLeadsAsFileAreDefusedAndNoted(t *testing.T) {
	t.Parallel()
	d, owner, asha, _ := team(t)
	for _, start := range []string{"=1+1", "+1", "-1", "@SUM(1)", "＝1+1", "＋1", "－1", "＠1", " =1", "plain, \"quoted\"\nand two lines"} {
		a := d.call("POST", "/api/enquiries/public", "", fmt.Sprintf(
			`{"name":%q,"email":"x%d@example.com","phone":"+9198220417%02d","courseInterest":%q,"message":%q,"source":%q}`,
			strings.ReplaceAll(start, "\n", " "), d.asked.Add(1), 10+d.asked.Load(), strings.ReplaceAll(start, "\n", " "), start, strings.ReplaceAll(start, "\n", " ")))
		d.want(start, a, 201, "")
	}
	d.query("UPDATE enquiries SET name = E'\\t=1', course_interest = E'\\r=1' WHERE id = 1 RETURNING ''")
	d.want("claim", d.call("POST", "/api/enquiries/2/claim", asha, ""), 200, "")
	a := d.call("GET", "/api/enquiries/export?format=csv&sort=oldest", owner, "")
	rows := d.sheet(a)
	if len(rows) != 11 || strings.Count(a.body, `"'+9198220417`) != 10 || a.header.Get("Cache-Control") != "no-store" {
		t.Fatalf("%d rows, %v: %s", len(rows), a.header, a.body)
	}
	for _, row := range rows {
		for _, cell := range row {
			if first := []rune(strings.TrimLeft(cell, " ")); len(first) > 0 && strings.ContainsRune("=+-@\t\r\n＝＋－＠", first[0]) {
				t.Errorf("a spreadsheet runs %q", cell)
			}
		}
	}
	if last := rows[10]; last[2] != `plain, "quoted" and two lines` || last[19] != "plain, \"quoted\"\nand two lines" || rows[2][10] != "Asha Patel" || rows[2][8] != "New" {
		t.Errorf("the cells are %q and %q", last, rows[2])
	}
	d.sheet(d.call("GET", "/api/enquiries/export?format=csv&owner=2&stage=new&course=%2B1&source=x", owner, ""))
	if log := d.query("SELECT string_agg(array_to_string(fields, ', '), '; ' ORDER BY id) FROM audit WHERE action = 'exported' AND actor_id = 1"); log != "10 leads; 0 leads, owner 2, stage new, course, source" {
		t.Errorf("the audit log says %s", log)
	}
}

// What the list holds is in the file, once each, however many pages it takes.
func TestLeadsAsFileAreThoseOfTheList(t *testing.T) {
	t.Parallel()
	d, owner, asha, _ := team(t)
	d.query(`WITH made AS (INSERT INTO enquiries (name, email, course_interest, created_at)
		SELECT 'Person ' || n, 'p' || n || '@example.com', CASE WHEN n % 2 = 0 THEN 'NEET' ELSE 'German A2' END, now() - interval '1 day' + (n / 7) * interval '1 second'
		  FROM generate_series(1, 1203) n RETURNING 1) SELECT count(*) FROM made`)
	for query, want := range map[string]int{"": 1203, "course=neet": 601, "course=neet&sort=due": 601, "sort=oldest&course=German+A2": 602, "ids=3,1,2,999999": 3, "owner=me": 0, "stage=lost": 0} {
		rows := d.sheet(d.call("GET", "/api/enquiries/export?format=csv&"+query, owner, ""))
		once := map[string]bool{}
		for _, row := range rows[1:] {
			once[row[0]] = true
		}
		if len(rows)-1 != want || len(once) != want {
			t.Errorf("%s: %d rows, %d leads, want %d", query, len(rows)-1, len(once), want)
		}
	}
	before := d.state()
	for query, code := range map[string]string{"": "invalid_format", "format=xlsx": "invalid_format", "format=csv&stage=won": "invalid_stage", "format=csv&ids=1,x": "invalid_ids",
		"format=csv&ids=1" + strings.Repeat(",1", 200): "invalid_ids", "format=csv&from=tomorrow": "invalid_input"} {
		d.want(query, d.call("GET", "/api/enquiries/export?"+query, owner, ""), 400, code)
	}
	d.want("a counsellor", d.call("GET", "/api/enquiries/export?format=csv", asha, ""), 403, "owner_only")
	if d.state() != before || d.query("SELECT count(*) FROM audit WHERE action = 'exported'") != "7" {
		t.Error("a refused file has left something")
	}
}

// A key takes away what it may see: of leads that somebody owns all with the
// scope to read them, of others nothing that reaches a person.
func TestLeadsAsFileHideWhatAKeyMayNotSee(t *testing.T) {
	t.Parallel()
	d, owner, asha, _ := team(t)
	d.want("masked", d.call("PATCH", "/api/settings", owner, `{"queueMode":"masked"}`), 200, "")
	for _, name := range []string{"Meera", "Sana"} {
		d.want("enquire", d.call("POST", "/api/enquiries/public", "", fmt.Sprintf(
			`{"name":%q,"email":"%s@example.com","phone":"+919822041763","courseInterest":"NEET","message":"call 9822041763"}`, name, strings.ToLower(name))), 201, "")
	}
	d.want("claim", d.call("POST", "/api/enquiries/1/claim", asha, ""), 200, "")
	for scopes, want := range map[string]int{"export": 0, "export enquiries:read": 1} {
		key, _ := d.key(owner, 3, strings.Fields(scopes)...)
		a := d.call("GET", "/api/enquiries/export?format=csv", key, "")
		d.sheet(a)
		if n := strings.Count(a.body, "+919822041763"); n != want || strings.Contains(a.body, "sana@") || strings.Contains(a.body, `"Sana"`) {
			t.Errorf("%s shows %d numbers: %s", scopes, n, a.body)
		}
	}
	key, _ := d.key(owner, 3, "enquiries:read")
	d.want("a key without the scope", d.call("GET", "/api/enquiries/export?format=csv", key, ""), 403, "key_scope")
}

func TestFilesOfLeadsAreLimitedAndSayWhenAgain(t *testing.T) {
	t.Parallel()
	d := open(t, func(a *app.Desk, _ *web.Config) { a.Exports = app.NewExportRate(time.Now) })
	owner := d.register("Olga Owner", "olga@example.com")
	for range 10 {
		d.want("a file", d.call("GET", "/api/enquiries/export?format=csv", owner, ""), 200, "")
	}
	a := d.want("one too many", d.call("GET", "/api/enquiries/export?format=csv", owner, ""), 429, "rate")
	if a.header.Get("Retry-After") == "" || !strings.Contains(a.body, "in 6 minutes") {
		t.Errorf("when again: %v %s", a.header, a.body)
	}
	d.want("another kind of file", d.call("GET", "/api/audit?format=csv", owner, ""), 429, "rate")
}
