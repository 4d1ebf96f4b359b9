package web_test

import (
	"fmt"
	"strings"
	"sync"
	"testing"
)

func TestViewsAreKeptUnderTheirNames(t *testing.T) {
	t.Parallel()
	d, owner, asha, _ := team(t)
	first := d.want("the first", d.call("POST", "/api/views", owner, `{"name":"  Visits   in June ","query":"stage=visit&course=NEET&owner=me&from=2026-06-01"}`), 201, "")
	if first.text("data", "view", "name") != "Visits in June" || first.text("data", "view", "query") != "course=NEET&from=2026-06-01&owner=me&stage=visit" {
		t.Errorf("kept as %s", first.body)
	}
	d.want("what it shows", d.call("GET", "/api/enquiries?"+first.text("data", "view", "query"), asha, ""), 200, "")
	d.want("a second", d.call("POST", "/api/views", owner, `{"name":"Lost","query":"stage=lost"}`), 201, "")
	before := d.state()
	for _, c := range []struct {
		what, as, method, path, body string
		status                       int
		code                         string
	}{
		{"the same name", owner, "POST", "", `{"name":"visits IN\u00a0june","query":""}`, 409, "view_name"},
		{"no name", owner, "POST", "", `{"name":" ","query":""}`, 400, "invalid_input"},
		{"a long name", owner, "POST", "", `{"name":"` + strings.Repeat("x", 61) + `","query":""}`, 400, "invalid_input"},
		{"a search", owner, "POST", "", `{"name":"Meera","query":"q=Meera"}`, 400, "invalid_query"},
		{"a page", owner, "POST", "", `{"name":"Page","query":"cursor=x"}`, 400, "invalid_query"},
		{"twice", owner, "POST", "", `{"name":"Twice","query":"stage=lost&stage=new"}`, 400, "invalid_query"},
		{"no day", owner, "POST", "", `{"name":"Day","query":"from=yesterday"}`, 400, "invalid_query"},
		{"no stage", owner, "POST", "", `{"name":"Won","query":"stage=won"}`, 400, "invalid_stage"},
		{"no text", owner, "POST", "", `{"name":"Text","query":7}`, 400, "invalid_query"},
		{"a name in use", owner, "PATCH", "/2", `{"name":"VISITS IN JUNE"}`, 409, "view_name"},
		{"an unknown one", owner, "PATCH", "/9", `{"name":"New"}`, 404, "view_not_found"},
		{"an unknown one removed", owner, "DELETE", "/9", "", 404, "view_not_found"},
		{"a counsellor adds", asha, "POST", "", `{"name":"Mine","query":""}`, 403, "owner_only"},
		{"a counsellor renames", asha, "PATCH", "/1", `{"name":"Mine"}`, 403, "owner_only"},
		{"a counsellor removes", asha, "DELETE", "/1", "", 403, "owner_only"},
	} {
		d.want(c.what, d.call(c.method, "/api/views"+c.path, c.as, c.body), c.status, c.code)
	}
	for what, a := range map[string]answer{
		"added with a key":   d.call("POST", "/api/views", owner, `{"name":"LOST","query":""}`, "Idempotency-Key", "k1"),
		"renamed with a key": d.call("PATCH", "/api/views/1", owner, `{"name":"LOST"}`, "Idempotency-Key", "k2"),
	} {
		d.want(what, a, 409, "view_name")
	}
	d.query("WITH gone AS (DELETE FROM ops WHERE id LIKE '%:k_' RETURNING 1) SELECT count(*) FROM gone")
	if d.state() != before {
		t.Error("a refused request has changed the database")
	}
	d.want("renamed", d.call("PATCH", "/api/views/1", owner, `{"name":"visits in june"}`), 200, "")
	d.want("other leads", d.call("PATCH", "/api/views/2", owner, `{"query":"stage=not_now"}`), 200, "")
	if a := d.call("GET", "/api/views", asha, ""); !strings.Contains(a.body, `"views":[{"id":2,"name":"Lost","query":"stage=not_now"},{"id":1,"name":"visits in june"`) {
		t.Errorf("all views: %s", a.body)
	}
	d.want("removed", d.call("DELETE", "/api/views/2", owner, ""), 200, "")
	if n := d.query("SELECT count(*) FROM audit WHERE action = 'settings_changed' AND fields = '{views}'"); n != "5" {
		t.Errorf("the audit log has %s lines", n)
	}
}

// However many are added at the same moment, under one name there is one, and
// never more than thirty.
func TestViewsAreBounded(t *testing.T) {
	t.Parallel()
	d := open(t)
	owner := d.register("Olga Owner", "olga@example.com")
	d.query("WITH made AS (INSERT INTO views (name, query) SELECT 'View ' || n, '' FROM generate_series(1, 26) n RETURNING 1) SELECT count(*) FROM made")
	var wg sync.WaitGroup
	for n := range 16 {
		wg.Go(func() {
			if a := d.call("POST", "/api/views", owner, fmt.Sprintf(`{"name":"Number %d","query":""}`, n/2)); a.status != 201 && a.status != 409 && a.text("code") != "views_full" {
				t.Errorf("%d %s", a.status, a.body)
			}
		})
	}
	wg.Wait()
	if n := d.query("SELECT count(*) || ' ' || count(DISTINCT name) FROM views"); n != "30 30" {
		t.Errorf("there are %s", n)
	}
	d.want("one more", d.call("POST", "/api/views", owner, `{"name":"One more","query":""}`), 422, "views_full")
}
