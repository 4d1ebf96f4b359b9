package web_test

import (
	"context"
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
	if log := d.audited(); !strings.HasPrefix(log, "nobody registered user 1 role owner; user 1 signed_in session; nobody registered user 2 role counsellor") {
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
