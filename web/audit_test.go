package web_test

import (
	"context"
	"encoding/csv"
	"strings"
	"testing"
	"time"

	"firstbell/app"
	"firstbell/web"
)

// audited is what the audit log holds, oldest first: who did what to what.
func (d *desk) audited() string {
	d.t.Helper()
	return d.query(`SELECT coalesce(string_agg(actor_kind || coalesce(' ' || actor_id, '') || ' ' || action || coalesce(' ' || object_kind, '')
		|| CASE WHEN object_kind = 'user' THEN coalesce(' ' || object_id, '') ELSE '' END
		|| CASE WHEN fields = '{}' THEN '' ELSE ' ' || array_to_string(fields, '+') END, '; ' ORDER BY id), '') FROM audit`)
}

func withTally(stop *context.CancelFunc) option {
	return func(d *app.Desk, _ *web.Config) {
		d.Tally = app.NewTally(d.Store, time.Now)
		var ctx context.Context
		ctx, *stop = context.WithCancel(context.Background())
		go d.Tally.Run(ctx)
	}
}

// waitAudited waits until the log holds a text, or fails the test.
func (d *desk) waitAudited(text string) {
	d.t.Helper()
	for until := time.Now().Add(10 * time.Second); time.Now().Before(until); time.Sleep(20 * time.Millisecond) {
		if strings.Contains(d.audited(), text) {
			return
		}
	}
	d.t.Fatalf("the audit log holds no %q: %s", text, d.audited())
}

func TestChangesAreInTheAuditLog(t *testing.T) {
	t.Parallel()
	d := open(t)
	owner := d.register("Asha", "asha@example.com")
	d.register("Ravi", "ravi@example.com")
	for _, step := range []struct{ method, path, body, want string }{
		{"PATCH", "/api/settings", `{"queueMode":"masked","promiseMinutes":10}`, "user 1 settings_changed school queueMode+promiseMinutes"},
		{"PATCH", "/api/users/2", `{"maxOpen":3}`, "user 1 takes_changed user 2 maxOpen"},
		{"POST", "/api/auth/login", `{"email":"ravi@example.com","password":"secret1"}`, "user 2 signed_in session"},
		{"DELETE", "/api/session", "", "user 1 signed_out session"},
	} {
		before := d.audited()
		a := d.call(step.method, step.path, owner, step.body)
		if a.status != 200 {
			t.Fatalf("%s %s: %d %s", step.method, step.path, a.status, a.body)
		}
		if got := strings.TrimPrefix(d.audited(), before+"; "); got != step.want {
			t.Errorf("%s %s left %q, want %q", step.method, step.path, got, step.want)
		}
	}
	if log := d.audited(); !strings.HasPrefix(log, "nobody registered user 1 owner; user 1 signed_in session; nobody registered user 2; user 2 signed_in") {
		t.Errorf("the beginning is %s", log)
	}
	if n := d.query("SELECT count(*) FROM audit WHERE network IS DISTINCT FROM '127.0.0.0/24'"); n != "0" {
		t.Errorf("%s entries do not say where from", n)
	}
}

func TestRefusalsReachTheAuditLog(t *testing.T) {
	t.Parallel()
	var stop context.CancelFunc
	d := open(t, withTally(&stop))
	defer stop()
	d.register("Asha", "asha@example.com")
	ravi := d.register("Ravi", "ravi@example.com")
	d.call("PATCH", "/api/settings", ravi, `{"name":"Mine"}`)
	d.waitAudited("user 2 access_denied route PATCH /api/settings+owner_only")
	d.call("POST", "/api/auth/login", "", `{"email":"asha@example.com","password":"wrong one"}`)
	d.waitAudited("nobody sign_in_failed user 1")
	d.call("POST", "/api/auth/login", "", `{"email":"who@example.com","password":"wrong one"}`)
	d.waitAudited("nobody sign_in_failed user 1; nobody sign_in_failed")
}

func TestAuditLogIsReadByOwnersAPageAtATime(t *testing.T) {
	t.Parallel()
	d := open(t)
	owner := d.register("Asha", "asha@example.com")
	ravi := d.register("Ravi", "ravi@example.com")
	if a := d.call("GET", "/api/audit", ravi, ""); a.status != 403 {
		t.Errorf("a counsellor reads it: %d", a.status)
	}
	if a := d.call("GET", "/api/audit", "", ""); a.status != 401 {
		t.Errorf("a stranger reads it: %d", a.status)
	}
	for range 110 {
		d.call("PATCH", "/api/users/2", owner, `{"maxOpen":3}`)
	}
	first := d.call("GET", "/api/audit", owner, "")
	if n := strings.Count(first.body, `"action":"takes_changed"`); n != 100 || first.status != 200 {
		t.Fatalf("the first page has %d entries: %d", n, first.status)
	}
	if first.text("data", "entries") == "" || !strings.Contains(first.body, `"by":{"id":1,"kind":"user","name":"Asha"}`) &&
		!strings.Contains(first.body, `"by":{"kind":"user","id":1,"name":"Asha"}`) {
		t.Errorf("it does not say who: %.300s", first.body)
	}
	second := d.call("GET", "/api/audit?cursor="+first.text("data", "nextCursor"), owner, "")
	if n := strings.Count(second.body, `"id":`); second.text("data", "nextCursor") != "null" || strings.Count(second.body, `"action":"takes_changed"`) != 10 {
		t.Errorf("the second page: %d %s", n, second.body)
	}
}

func TestAuditLogIsFiltered(t *testing.T) {
	t.Parallel()
	d := open(t)
	owner := d.register("Asha", "asha@example.com")
	d.register("Ravi", "ravi@example.com")
	d.call("PATCH", "/api/users/2", owner, `{"maxOpen":3}`)
	d.call("PATCH", "/api/settings", owner, `{"timeZone":"Asia/Kolkata"}`)
	today := time.Now().In(time.FixedZone("", 19800)).Format(time.DateOnly)
	for query, want := range map[string]int{
		"":                   6,
		"?person=2":          1,
		"?action=registered": 2,
		"?object=user+2":     2,
		"?object=school":     1,
		"?person=1&action=takes_changed&object=user+2": 1,
		"?from=" + today: 6, "?to=" + today: 6, "?from=2099-01-01": 0, "?to=2020-01-01": 0,
		"?from=2020-01-01T00:00:00Z&to=2099-01-01T00:00:00%2B05:30": 6,
	} {
		a := d.call("GET", "/api/audit"+query, owner, "")
		if n := strings.Count(a.body, `"action":`); a.status != 200 || n != want {
			t.Errorf("%s: %d entries, want %d (%d)", query, n, want, a.status)
		}
	}
	for _, query := range []string{"?person=x", "?action=x", "?object=lead+5", "?object=user+x", "?object=user+0", "?from=soon",
		"?to=99999-01-01", "?cursor=x", "?format=xml", "?action=%00", "?from=0000-01-01"} {
		if a := d.call("GET", "/api/audit"+query, owner, ""); a.status != 400 {
			t.Errorf("%s: %d %s", query, a.status, a.body)
		}
	}
}

func TestAuditLogAsFileIsDefusedAndNoted(t *testing.T) {
	t.Parallel()
	d := open(t)
	owner := d.register("=HYPERLINK(1)", "asha@example.com")
	a := d.call("GET", "/api/audit?format=csv", owner, "")
	rows, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(a.body, "\ufeff"))).ReadAll()
	if err != nil || len(rows) != 3 || a.status != 200 {
		t.Fatalf("%d %v: %s", a.status, err, a.body)
	}
	if a.header.Get("Content-Type") != "text/csv; charset=utf-8; header=present" || !strings.HasPrefix(a.header.Get("Content-Disposition"), "attachment; filename=") {
		t.Errorf("headers are %v", a.header)
	}
	for _, row := range rows {
		for _, cell := range row {
			if cell != "" && strings.ContainsRune("=+-@\t\r\n＝＋－＠", []rune(cell)[0]) {
				t.Errorf("a spreadsheet runs %q", cell)
			}
		}
	}
	if rows[1][2] != "'=HYPERLINK(1)" {
		t.Errorf("the name is %q", rows[1][2])
	}
	if log := d.audited(); !strings.HasSuffix(log, "user 1 audit_exported data") {
		t.Errorf("that it was taken away is not noted: %s", log)
	}
}
