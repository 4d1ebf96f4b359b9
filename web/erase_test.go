package web_test

import (
	"archive/zip"
	"fmt"
	"io"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"firstbell/app"
	"firstbell/db/dbtest"
)

// holding lists the tables that hold a word, whatever columns they have, as text
// or as bytes: tables that come later are looked at like those there are.
func (d *desk) holding(word string) string {
	d.t.Helper()
	looks := d.query(`SELECT string_agg(format($q$SELECT %L WHERE EXISTS (SELECT FROM %I x WHERE to_jsonb(x)::text ILIKE '%%' || $1 || '%%'%s)$q$, t.table_name, t.table_name,
		coalesce((SELECT string_agg(format(' OR position(convert_to($1, ''UTF8'') IN %I) > 0', c.column_name), '') FROM information_schema.columns c
		           WHERE c.table_schema = t.table_schema AND c.table_name = t.table_name AND c.data_type = 'bytea'), '')), ' UNION ALL ' ORDER BY t.table_name)
		FROM information_schema.tables t WHERE t.table_schema = current_schema() AND t.table_type = 'BASE TABLE'`)
	pool := dbtest.SQL(d.dsn)
	defer pool.Close()
	var found string
	if err := pool.QueryRowContext(d.t.Context(), "SELECT coalesce(string_agg(t, ' ' ORDER BY t), '') FROM ("+looks+") x (t)", word).Scan(&found); err != nil {
		d.t.Fatal(err)
	}
	return found
}

// zubeida's data is in every place that keeps any; every word of hers is odd.
func (d *desk) zubeida(c *clock, owner, asha, rahul string) {
	d.t.Helper()
	token := d.sent(c, "name", "Zubeida Canaryworth", "phone", "+91 98220 41763", "email", "zubeida@canary.example", "message", "quokka one",
		"who", "minor", "parentName", "Quokka Parent", "parentPhone", "+91 98220 55555")
	key := func(k string) []string { return []string{"Idempotency-Key", k} }
	d.want("claimed", d.call("POST", "/api/enquiries/1/claim", asha, "", key("a")...), 200, "")
	d.want("a note", d.call("POST", "/api/enquiries/1/notes", asha, `{"text":"quokka two, Zubeida"}`, key("b")...), 201, "")
	d.want("an attempt", d.call("POST", "/api/enquiries/1/attempts", asha, `{"channel":"call","outcome":"connected","note":"quokka three"}`, key("c")...), 201, "")
	d.want("stale", d.call("PATCH", "/api/enquiries/1", asha, `{"name":"Zubeida Canaryworthy","phone":"+919822041763"}`, "If-Match", `"1"`, "Idempotency-Key", "d"), 412, "stale")
	d.want("edited", d.call("PATCH", "/api/enquiries/1", asha, `{"branch":"Quokka street","email":"other@canary.example"}`, "If-Match", "*", "Idempotency-Key", "e"), 200, "")
	d.want("handed on", d.call("POST", "/api/enquiries/1/reassign", asha, `{"userId":3,"note":"quokka four"}`, key("f")...), 200, "")
	d.want("put back", d.call("POST", "/api/enquiries/1/release", rahul, `{"reason":"quokka five"}`, key("g")...), 200, "")
	d.want("again by API", d.call("POST", "/api/enquiries/public", "", `{"name":"Zubeida Canaryworth","email":"zubeida@canary.example","phone":"+919822041763","courseInterest":"quokka six","message":"quokka seven","source":"quokka","referrer":"https://quokka.example/"}`), 201, "")
	d.want("claimed", d.call("POST", "/api/enquiries/2/claim", asha, ""), 200, "")
	d.want("lost claim of another", d.call("POST", "/api/enquiries/2/claim", rahul, "", key("h")...), 409, "claimed")
	d.want("taken over", d.call("POST", "/api/enquiries/1/claim", asha, ""), 200, "")
	d.want("merged", d.call("POST", "/api/enquiries/2/merge", owner, `{"into":1}`, key("i")...), 200, "")
	d.call("POST", "/api/enquiries/1/looking", asha, "")
	if d.query(`UPDATE follow_ups SET note = 'quokka eight' WHERE ended_at IS NULL RETURNING ''`) != "" ||
		d.query(`INSERT INTO outbox (kind, via, enquiry_id, answer, nonce, due_at) VALUES ('auto_reply', 'mail', 1, 'no such user zubeida@canary.example', 'quokka', now() + interval '1 day') RETURNING ''`) != "" {
		d.t.Fatal("set up")
	}
	d.query("INSERT INTO answers (submission, view, form_id, form_version, language, enquiry, own, state, at) SELECT gen_random_uuid(), 'v', 1, 1, 'en', '{\"Name\":\"Zubeida\",\"Phone\":\"+919822041763\"}', '[\"quokka\"]', 'suspected', now() RETURNING ''")
	d.ask("/f/enquiry/mine", url.Values{"t": {token}, "ask": {"erase"}})
}

// Check 40, and the promise of erasing: no byte of the person is left in any
// table, old or new. What was asked for is told, and who was erased by number.
func TestErasedIsNowhere(t *testing.T) {
	t.Parallel()
	var c clock
	d := open(t, c.option)
	owner, asha, rahul := d.register("Olga Owner", "olga@example.com"), d.register("Asha Patel", "asha@example.com"), d.register("Rahul Rao", "rahul@example.com")
	d.zubeida(&c, owner, asha, rahul)
	words := []string{"zubeida", "canary", "9822041763", "98220 41763", "quokka", "9822055555"}
	for _, w := range []string{"zubeida", "quokka", "9822041763"} {
		if n := len(strings.Fields(d.holding(w))); n < 4 {
			t.Fatalf("only %d tables hold %q before: %s", n, w, d.holding(w))
		}
	}
	asks := d.want("requests", d.call("GET", "/api/privacy/requests", owner, ""), 200, "")
	if !strings.Contains(asks.body, `"kind":"erase","at"`) || !strings.Contains(asks.body, `"doneAt":null`) {
		t.Errorf("requests: %s", asks.body)
	}
	d.refused("without a country", "GET", "/api/privacy/person?q="+url.QueryEscape("98220 41763"), owner, "", 400, "invalid_input")
	person := d.want("the person", d.call("GET", "/api/privacy/person?q="+url.QueryEscape("+91 98220 41763"), owner, ""), 200, "")
	for _, want := range []string{`"answers":[2]`, "quokka one", "quokka two", "quokka three", "quokka four", "quokka eight", "no such user", "Quokka Parent", "may call and write to me"} {
		if !strings.Contains(person.body, want) {
			t.Errorf("the person's data has no %s", want)
		}
	}
	if same := d.call("GET", "/api/privacy/person?enquiry=2", owner, ""); same.text("data", "enquiries") != person.text("data", "enquiries") {
		t.Errorf("by number: %s, by phone: %s", same.text("data", "enquiries"), person.text("data", "enquiries"))
	}
	d.refused("no number", "GET", "/api/privacy/person?enquiry=x", owner, "", 400, "invalid_id")
	d.refused("a stranger to everybody", "GET", "/api/privacy/person?q=nobody@example.com", owner, "", 404, "nobody")
	d.refused("by a counsellor", "POST", "/api/privacy/erase", asha, `{"enquiries":[1],"reason":"asked"}`, 403, "owner_only")
	d.refused("for no reason", "POST", "/api/privacy/erase", owner, `{"enquiries":[1],"reason":"Zubeida asked"}`, 400, "invalid_input")
	d.refused("nobody", "POST", "/api/privacy/erase", owner, `{"enquiries":[],"reason":"asked"}`, 400, "invalid_input")
	d.refused("one is not there", "POST", "/api/privacy/erase", owner, `{"enquiries":[1,99],"reason":"asked"}`, 404, "enquiry_not_found")

	const erase = `{"enquiries":[2,1],"answers":[2],"reason":"asked"}`
	done := d.want("erased", d.call("POST", "/api/privacy/erase", owner, erase, "Idempotency-Key", "z"), 200, "")
	if again := d.call("POST", "/api/privacy/erase", owner, erase, "Idempotency-Key", "z"); again.body != done.body {
		t.Errorf("again: %s", again.body)
	}
	for _, w := range words {
		if found := d.holding(w); found != "" {
			t.Errorf("%q is still in %s", w, found)
		}
	}
	if got := d.query(`SELECT string_agg(concat_ws('|', id, name, email, stage, closed_reason, (erased_at IS NOT NULL)), ' ' ORDER BY id) FROM enquiries`); got != "1|Erased||lost|erased|t 2|Erased||not_enquiry|duplicate|t" {
		t.Errorf("what stays: %s", got)
	}
	if got := d.query("SELECT string_agg(concat_ws('|', object_kind, object_id, array_to_string(fields, ',')), ' ' ORDER BY id) FROM audit WHERE action = 'erased'"); got != "enquiry|1|asked enquiry|2|asked" {
		t.Errorf("the audit log: %s", got)
	}
	if got := d.query("SELECT string_agg(kind || number || reason || erased_by, ' ' ORDER BY kind, number) FROM erasures"); got != "answer1asked1 answer2asked1 enquiry1asked1 enquiry2asked1" {
		t.Errorf("the list of erasures: %s", got)
	}
	asks = d.call("GET", "/api/privacy/requests", owner, "")
	if strings.Contains(asks.body, `"doneAt":null`) {
		t.Errorf("requests after: %s", asks.body)
	}
	d.erasedForGood(owner, asha)
}

// erasedForGood is what becomes of requests about enquiry 1 after it was erased.
func (d *desk) erasedForGood(owner, asha string) {
	d.t.Helper()
	lead := d.want("the lead", d.call("GET", "/api/enquiries/1", owner, ""), 200, "")
	if lead.text("data", "enquiry", "name") != "Erased" || lead.text("data", "enquiry", "email") != "" || !strings.Contains(lead.body, `"erasedAt":"2`) {
		d.t.Errorf("the lead: %s", lead.body)
	}
	if mine := d.call("GET", "/api/enquiries/mine", asha, ""); mine.status != 200 || !strings.Contains(mine.body, `"name":"Erased","email":""`) {
		d.t.Errorf("mine: %s", mine.body)
	}
	history := d.call("GET", "/api/enquiries/1/events", owner, "")
	for _, want := range []string{`"kind":"erased"`, `"kind":"erasure_asked"`, `"kind":"noted"`} {
		if !strings.Contains(history.body, want) {
			d.t.Errorf("the history has no %s: %s", want, history.body)
		}
	}
	if found := d.call("GET", "/api/search?q=Erased", owner, ""); found.status != 200 || strings.Contains(found.body, `"id":1`) {
		d.t.Errorf("the search: %s", found.body)
	}
	d.refused("erased again", "POST", "/api/privacy/erase", owner, `{"enquiries":[1],"reason":"asked"}`, 409, "erased")
	d.refused("the person", "GET", "/api/privacy/person?q="+url.QueryEscape("+919822041763"), owner, "", 404, "nobody")
	for path, c := range map[string]struct {
		method, body, code string
		status             int
	}{
		"":          {"PATCH", `{"name":"Zubeida"}`, "erased", 409},
		"/notes":    {"POST", `{"text":"it was Zubeida"}`, "erased", 409},
		"/reopen":   {"POST", "", "erased", 409},
		"/stage":    {"POST", `{"stage":"in_touch"}`, "erased", 409},
		"/attempts": {"POST", `{"channel":"call","outcome":"no_answer"}`, "erased", 409},
		"/claim":    {"POST", "", "claimed", 409},
		"/release":  {"POST", "", "closed", 409},
		"/reassign": {"POST", `{"userId":3,"note":"it was Zubeida"}`, "closed", 409},
		"/merge":    {"POST", `{"into":2}`, "erased", 409},
	} {
		d.refused("after it was erased, "+path, c.method, "/api/enquiries/1"+path, owner, c.body, c.status, c.code, "If-Match", "*")
	}
	d.refused("undo the merge", "DELETE", "/api/enquiries/2/merge", owner, "", 409, "erased")
	if again := d.call("POST", "/api/enquiries/1/notes", asha, `{"text":"quokka two, Zubeida"}`, "Idempotency-Key", "b"); again.status != 409 || strings.Contains(again.body, "quokka") {
		d.t.Errorf("a repeat of what was written before: %d %s", again.status, again.body)
	}
	d.enquire("Zubeida Canaryworth") // who asks again is a new enquiry
	if got := d.query("SELECT count(*) FROM touches WHERE enquiry_id = 1 AND name <> 'Erased'"); got != "0" {
		d.t.Error("what was erased has a new touch")
	}
}

// A person's data can be taken away, to give it to them; that is written down.
func TestPersonIsAFile(t *testing.T) {
	t.Parallel()
	d := open(t)
	owner := d.register("Olga Owner", "olga@example.com")
	id := d.enquire("Meera <b>Nair")
	d.want("a note", d.call("POST", "/api/enquiries/"+id+"/notes", owner, `{"text":"Likes physics"}`), 201, "")
	a := d.want("the file", d.call("POST", "/api/privacy/export", owner, `{"enquiry":`+id+`}`), 200, "")
	z, err := zip.NewReader(strings.NewReader(a.body), int64(len(a.body)))
	if err != nil || len(z.File) != 2 || a.header.Get("Content-Type") != "application/zip" {
		t.Fatal(err, a.header)
	}
	for i, want := range []string{"Meera &lt;b&gt;Nair", `"name": "Meera \u003cb\u003eNair"`} {
		r, err := z.File[i].Open()
		if err != nil {
			t.Fatal(err)
		}
		text, err := io.ReadAll(r)
		if err != nil || !strings.Contains(string(text), want) || !strings.Contains(string(text), "Likes physics") {
			t.Errorf("%s: %v %s", z.File[i].Name, err, text)
		}
	}
	if log := d.audited(); !strings.HasSuffix(log, "user 1 exported enquiry person") {
		t.Errorf("the audit log: %s", log)
	}
	d.refused("nobody", "POST", "/api/privacy/export", owner, `{"q":"nobody@example.com"}`, 404, "nobody")
	d.refused("no number", "POST", "/api/privacy/export", owner, `{"q":7}`, 400, "invalid_input")
}

// Whoever claims, writes or asks again at the moment of an erasure is before it,
// and erased with it, or after it, and refused or somebody new: nothing of theirs
// is left in what was erased, and one erasure of several counts.
func TestEraseRaces(t *testing.T) {
	t.Parallel()
	d, owner, asha, rahul := team(t)
	const rounds = 12
	for i := range rounds {
		id, n := d.enquire(fmt.Sprintf("Canary %d", i)), d.asked.Load()
		path := "/api/enquiries/" + id
		start := make(chan struct{})
		var wg sync.WaitGroup
		for _, r := range [][4]string{
			{"POST", "/api/privacy/erase", owner, `{"enquiries":[` + id + `],"reason":"asked"}`},
			{"POST", "/api/privacy/erase", owner, `{"enquiries":[` + id + `],"reason":"mistake"}`},
			{"POST", path + "/claim", asha, ""}, {"POST", path + "/claim", rahul, ""},
			{"POST", path + "/notes", asha, `{"text":"Canary note"}`},
			{"POST", "/api/enquiries/public", "", fmt.Sprintf(`{"name":"Canary %d","email":"x@example%d.com","courseInterest":"NEET","message":"Canary again"}`, i, n)},
		} {
			wg.Go(func() {
				<-start
				if a := d.call(r[0], r[1], r[2], r[3]); a.status >= 500 {
					t.Errorf("%s: %d %s", r[1], a.status, a.body)
				}
			})
		}
		close(start)
		wg.Wait()
	}
	if got := d.query("SELECT count(*) FROM enquiries WHERE erased_at IS NOT NULL"); got != fmt.Sprint(rounds) {
		t.Errorf("%s of %d were erased", got, rounds)
	}
	for what, query := range map[string]string{
		"touches":    "SELECT count(*) FROM touches t JOIN enquiries e ON e.id = t.enquiry_id WHERE e.erased_at IS NOT NULL AND t.name <> 'Erased'",
		"notes":      "SELECT count(*) FROM notes n JOIN enquiries e ON e.id = n.enquiry_id WHERE e.erased_at IS NOT NULL",
		"follow-ups": "SELECT count(*) FROM follow_ups f JOIN enquiries e ON e.id = f.enquiry_id WHERE e.erased_at IS NOT NULL AND f.ended_at IS NULL",
		"claims":     "SELECT count(*) FROM enquiries e WHERE e.claimed_by IS DISTINCT FROM (SELECT user_id FROM claims c WHERE c.enquiry_id = e.id AND c.ended_at IS NULL)",
		"erasures":   "SELECT count(*) FROM events WHERE kind = 'erased' HAVING count(*) <> 12",
		"kept ops":   "SELECT count(*) FROM ops o JOIN events v ON v.op_id = o.id JOIN enquiries e ON e.id = v.enquiry_id WHERE e.erased_at IS NOT NULL AND o.outcome::text LIKE '%Canary%'",
	} {
		if got := d.query("SELECT coalesce((" + query + ")::text, '0')"); got != "0" {
			t.Errorf("%s: %s", what, got)
		}
	}
}

// What a person takes back, and the answer they get, are lines of the history.
func TestHistoryTellsOfConsentAndReplies(t *testing.T) {
	t.Parallel()
	var c clock
	d := open(t, c.option)
	owner := d.register("Olga Owner", "olga@example.com")
	token := d.sent(&c)
	for range 2 {
		d.ask("/f/enquiry/mine", url.Values{"t": {token}, "ask": {"no_contact"}})
	}
	d.query("INSERT INTO outbox (kind, via, enquiry_id) VALUES ('auto_reply', 'mail', 1), ('auto_reply', 'mail', 1), ('nudge', 'mail', 1) RETURNING ''")
	for _, r := range []string{"sent", "failed", "sent"} {
		l, err := d.store.LeaseLetter(t.Context(), "mail", time.Minute)
		if err == nil {
			err = d.store.EndLetter(t.Context(), l, app.Result(r), "250 ok")
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if got := d.query("SELECT string_agg(kind, ' ' ORDER BY id) FROM events"); got != "received contact_withdrawn reply_sent reply_failed" {
		t.Errorf("the history: %s", got)
	}
	if a := d.call("GET", "/api/enquiries/1/events", owner, ""); !strings.Contains(a.body, `"kind":"reply_failed"`) || !strings.Contains(a.body, `"by":null`) {
		t.Errorf("the history: %s", a.body)
	}
}
