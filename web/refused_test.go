package web_test

import (
	"context"
	"fmt"
	"maps"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"firstbell/app"
	"firstbell/db/dbtest"
	"firstbell/web"
)

// errLate is a refusal after all that was written.
var errLate = &app.Error{Kind: app.Conflict, Code: "too_late", Title: "Conflict", Message: "It was written, and is refused all the same"}

// late is a store whose transactions write what they are asked to, and then
// refuse while it is armed.
type late struct {
	app.Store
	armed *atomic.Bool
}

func (l late) InTx(ctx context.Context, fn func(app.Store) error) error {
	return l.Store.InTx(ctx, func(tx app.Store) error { return fn(late{tx, l.armed}) })
}

func (l late) refuse(err error) error {
	if err == nil && l.armed.Load() {
		return errLate
	}
	return err
}

func (l late) Audit(ctx context.Context, e app.AuditEntry) error {
	return l.refuse(l.Store.Audit(ctx, e))
}

func (l late) AddEvent(ctx context.Context, e app.NewEvent) error {
	return l.refuse(l.Store.AddEvent(ctx, e))
}

func (l late) ChangeOwner(ctx context.Context, c app.OwnerChange) (app.Enquiry, bool, error) {
	e, done, err := l.Store.ChangeOwner(ctx, c)
	return e, done, l.refuse(err)
}

// keyed are requests that the owner can send one after the other, a route each.
// "?" in a path stands for the answer to a query.
var keyed = []struct{ line, query, body string }{
	{"POST /api/auth/register", "", `{"name":"Nisha Rao","email":"nisha@example.com","password":"secret1"}`},
	{"DELETE /api/me/sessions/{id}", "SELECT min(id) FROM sessions WHERE user_id = 1", ""},
	{"DELETE /api/me/sessions", "", ""},
	{"PATCH /api/me", "", `{"name":"Olga O","email":"olga@example.com","password":"secret1","newPassword":"secret1"}`},
	{"POST /api/enquiries", "", `{"origin":"walk_in","name":"Sunita Nair","email":"sunita@example.com","courseInterest":"NEET","userId":1,"note":"by phone"}`},
	{"POST /api/enquiries/{id}/claim", "SELECT 1", ""},
	{"POST /api/enquiries/claim-next", "", ""},
	{"POST /api/enquiries/{id}/release", "SELECT 1", ""},
	{"POST /api/enquiries/{id}/reassign", "SELECT 1", `{"userId":1}`},
	{"PATCH /api/enquiries/{id}", "SELECT 1", `{"name":"Meera N"}`},
	{"POST /api/enquiries/{id}/attempts", "SELECT 1", `{"channel":"call","outcome":"no_answer"}`},
	{"PATCH /api/followups/{id}", "SELECT id FROM follow_ups WHERE enquiry_id = 1 AND ended_at IS NULL", `{"dueAt":"TOMORROW"}`},
	{"POST /api/enquiries/{id}/notes", "SELECT 1", `{"text":"asks for the fees"}`},
	{"PATCH /api/enquiries/{id}/notes/{note}", "SELECT '1/notes/' || max(id) FROM notes WHERE enquiry_id = 1", `{"text":"asks for all fees"}`},
	{"POST /api/enquiries/{id}/stage", "SELECT 1", `{"stage":"lost","reason":"fees"}`},
	{"POST /api/enquiries/{id}/reopen", "SELECT 1", `{}`},
	{"POST /api/enquiries/{id}/merge", "SELECT 2", `{"into":1}`},
	{"DELETE /api/enquiries/{id}/merge", "SELECT 2", ""},
	{"POST /api/samples", "", `{"count":3}`},
	{"DELETE /api/samples", "", ""},
	{"PATCH /api/users/{id}", "SELECT 2", `{"role":"front_desk","takes":{"courses":["NEET"]}}`},
	{"DELETE /api/users/{id}/sessions", "SELECT 2", ""},
	{"DELETE /api/users/{id}/totp", "WITH t AS (INSERT INTO totp (user_id, seed, confirmed_at) VALUES (2, 'x', now())) SELECT 2", ""},
	{"POST /api/users/{id}/deactivate", "SELECT 2", `{"leads":"queue"}`},
	{"PATCH /api/roles/{role}", "SELECT 'counsellor'", `{"maxOpen":40}`},
	{"POST /api/invitations", "", `{"name":"Eve Adams","role":"counsellor"}`},
	{"DELETE /api/invitations/{id}", "SELECT max(id) FROM invitations", ""},
	{"PATCH /api/settings", "", `{"schoolName":"Kite Learning"}`},
	{"PATCH /api/mail", "", `{"off":["weekly"]}`},
	{"POST /api/courses", "", `{"name":"German"}`},
	{"PATCH /api/courses/{id}", "SELECT max(id) FROM courses", `{"name":"German A1","position":1}`},
	{"POST /api/sources", "", `{"name":"Fair"}`},
	{"PATCH /api/sources/{id}", "SELECT max(id) FROM sources", `{"name":"Book fair","position":1}`},
	{"PATCH /api/stages", "", `{"stages":[{"code":"new","name":"Fresh"}]}`},
	{"POST /api/intakes", "", `{"course":"NEET","name":"June","startsOn":"2027-06-01"}`},
	{"PATCH /api/intakes/{id}", "SELECT max(id) FROM intakes", `{"name":"July"}`},
	{"POST /api/templates", "", `{"channel":"sms","name":"Hello","language":"en","body":"Hello {name}"}`},
	{"PATCH /api/templates/{id}", "SELECT max(id) FROM templates", `{"name":"Good day"}`},
	{"DELETE /api/templates/{id}", "SELECT max(id) FROM templates", ""},
	{"POST /api/views", "", `{"name":"Lost","query":"stage=lost"}`},
	{"PATCH /api/views/{id}", "SELECT max(id) FROM views", `{"name":"Gone"}`},
	{"DELETE /api/views/{id}", "SELECT max(id) FROM views", ""},
	{"POST /api/forms", "", `{"name":"Open day","slug":"open-day"}`},
	{"PATCH /api/forms/{id}", "SELECT max(id) FROM forms", `{"name":"Open days"}`},
	{"POST /api/privacy/erase", "", `{"enquiries":[2],"reason":"asked"}`},
	{"POST /api/keys", "", `{"name":"Website","days":30,"userId":1,"scopes":["enquiries:read"]}`},
	{"DELETE /api/keys/{id}", "SELECT max(id) FROM api_keys", ""},
	{"POST /api/backups", "", ""},
	{"POST /api/suspects/{id}/let-in", "SELECT 1", ""},
	{"POST /api/suspects/{id}/spam", "SELECT 2", ""},
}

// unkeyed says of the other routes that change something why nothing can be
// refused there after a write, or where that is looked at.
var unkeyed = map[string]string{
	"POST /api/enquiries/public":         "one statement",
	"POST /f/{slug}":                     "one statement",
	"POST /f/{slug}/mine":                "one statement",
	"POST /api/duplicates/apart":         "one statement",
	"PATCH /api/setup":                   "one statement",
	"PATCH /api/checklist":               "one statement",
	"PATCH /api/me/notices":              "one statement",
	"POST /api/me/devices":               "one statement",
	"DELETE /api/me/devices/{id}":        "one statement",
	"POST /api/me/devices/{id}/test":     "one statement",
	"POST /api/letters/{id}/again":       "one statement",
	"POST /api/enquiries/reassign":       "each as if alone",
	"POST /api/enquiries/stage":          "each as if alone",
	"POST /api/enquiries/tags":           "each as if alone",
	"POST /api/auth/login":               "no op",
	"POST /api/auth/forgot":              "no op",
	"POST /api/session":                  "no op",
	"DELETE /api/session":                "no op",
	"POST /api/enquiries/{id}/looking":   "no op",
	"DELETE /api/enquiries/{id}/looking": "no op",
	"POST /api/me/totp":                  "no op: it answers with a secret",
	"POST /api/me/totp/confirm":          "no op: it answers with a secret",
	"POST /api/me/totp/codes":            "no op: it answers with a secret",
	"POST /api/users/{id}/reset-link":    "no op: it answers with a secret",
	"POST /api/invitations/look":         "reads",
	"POST /api/mail/preview":             "reads",
	"POST /api/mail/test":                "reads",
	"POST /api/forms/{id}/preview":       "reads",
	"POST /api/privacy/export":           "reads",
	"DELETE /api/me/totp":                "takes a secret: factor_test.go",
	"POST /api/auth/reset":               "takes a secret: reset_test.go",
	"POST /api/invitations/accept":       "takes a secret: invitation_test.go",
	"POST /api/setup":                    "before there is an owner: setup_test.go",
}

// TestWhatIsRefusedLeavesNothing refuses a request of every keyed route after all
// that it writes: nothing of it stays but the answer under its key, which is
// given again, and the same request with another key goes through.
func TestWhatIsRefusedLeavesNothing(t *testing.T) {
	t.Parallel()
	var armed atomic.Bool
	d, _, _, _ := team(t, func(a *app.Desk, _ *web.Config) { a.Store = late{a.Store, &armed} })
	everyRoute(t, d.table)
	d.query("UPDATE users SET max_open = 90 RETURNING ''") // so that claims look at limits, in a transaction
	for _, name := range []string{"Meera Nair", "Arjun Jadhav"} {
		d.enquire(name)
		d.ask("/f/enquiry", asked(d.opened("/f/enquiry"), "name", name)) // so quick that it is suspected
	}
	owner, everything := d.session(olga, time.Hour), d.query(wholeQuery)
	pool := dbtest.SQL(d.dsn)
	t.Cleanup(func() { _ = pool.Close() })
	state := func() (all string) {
		if err := pool.QueryRowContext(t.Context(), everything).Scan(&all); err != nil {
			t.Fatal(err)
		}
		return all
	}
	for i, r := range keyed {
		method, path, _ := strings.Cut(r.line, " ")
		if r.query != "" {
			path = path[:strings.Index(path, "{")] + d.query(r.query) + path[strings.LastIndex(path, "}")+1:]
		}
		body := strings.Replace(r.body, "TOMORROW", time.Now().Add(24*time.Hour).Format(time.RFC3339), 1)
		ask := func(key string) answer {
			return d.call(method, path, owner, body, "If-Match", "*", "Idempotency-Key", fmt.Sprintf("%d%s", i, key))
		}
		before := state()
		armed.Store(true)
		d.want(r.line+", refused late", ask("late"), 409, "too_late")
		armed.Store(false)
		if state() != before {
			t.Errorf("%s: refused, and something of it stays", r.line)
		}
		if again := ask("late"); again.status != 409 || again.header.Get("Idempotent-Replayed") != "true" {
			t.Errorf("%s: the refusal repeated: %d %s", r.line, again.status, again.body)
		}
		if a := ask("new"); a.status > 299 {
			t.Errorf("%s: with another key: %d %s", r.line, a.status, a.body)
		}
	}
}

// wholeQuery is stateQuery with sessions and the audit log, and without ops.
const wholeQuery = `SELECT 'SELECT ' || string_agg(format(
	$q$coalesce((SELECT md5(string_agg(row, '' ORDER BY row)) FROM
	   (SELECT (to_jsonb(t) - '{seen_at}'::text[])::text AS row FROM %I t) AS rows), '-')$q$, tablename), ' || ' ORDER BY tablename)
	FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'ops'`

// everyRoute fails for a route that changes something and is neither in keyed nor
// in unkeyed.
func everyRoute(t *testing.T, table []web.Line) {
	t.Helper()
	looked := maps.Clone(unkeyed)
	for _, r := range keyed {
		looked[r.line] = "refused late"
	}
	for _, l := range table {
		line := l.Method + " " + l.Path
		if l.Method != "GET" && looked[line] == "" {
			t.Errorf("%s: add a request to keyed that the owner can send", line)
		}
		delete(looked, line)
	}
	for line := range looked {
		t.Errorf("%s is no route", line)
	}
}
