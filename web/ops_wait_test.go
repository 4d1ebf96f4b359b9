package web_test

import (
	"fmt"
	"testing"
	"time"

	"firstbell/db/dbtest"
)

// locking is a transaction of somebody else that has not ended.
func (d *desk) locking(statements ...string) (end func()) {
	d.t.Helper()
	pool := dbtest.SQL(d.dsn)
	tx, err := pool.BeginTx(d.t.Context(), nil)
	if err != nil {
		d.t.Fatal(err)
	}
	for _, q := range statements {
		if _, err := tx.ExecContext(d.t.Context(), q); err != nil {
			d.t.Fatalf("%s: %v", q, err)
		}
	}
	return func() {
		_ = tx.Rollback()
		_ = pool.Close()
	}
}

// A request whose first sending has not ended is told so after two seconds, and
// not that the server is in trouble; whatever the two meet at: the op itself, or
// the enquiry that the first has locked before.
func TestRepeatOfWhatStillRunsIsInProgress(t *testing.T) {
	t.Parallel()
	d := open(t)
	asha := d.register("Asha Patel", "asha@example.com")
	one, two := d.enquire("Meera Nair"), d.enquire("Daniel Rao")
	op := func(id string) string {
		return "INSERT INTO ops (id, request, outcome) VALUES ('" + id + "', '', 'null')"
	}
	lock := func(id string) string { return "SELECT FROM enquiries WHERE id = " + id + " FOR UPDATE" }
	before := d.rows()
	for _, c := range []struct {
		name, method, path, token, body string
		first                           []string // what the first sending has done so far
		status                          int
		code                            string
	}{
		{"a form", "POST", "/api/enquiries/public", "", meera, []string{op("net 127.0.0.0/24:k1")}, 409, "in_progress"},
		{"settings", "PATCH", "/api/settings", asha, `{"name":"Kite School"}`, []string{op("user 1:k1")}, 409, "in_progress"},
		{"a claim", "POST", "/api/enquiries/" + one + "/claim", asha, "", []string{op("user 1:k1")}, 409, "in_progress"},
		{"a claim of a locked row", "POST", "/api/enquiries/" + one + "/claim", asha, "", []string{lock(one), op("user 1:k1")}, 409, "in_progress"},
		{"what another has locked", "POST", "/api/enquiries/" + two + "/claim", asha, "", []string{lock(two)}, 503, "unavailable"},
	} {
		end := d.locking(c.first...)
		begun := time.Now()
		a := d.call(c.method, c.path, c.token, c.body, "Idempotency-Key", "k1")
		took := time.Since(begun)
		end()
		d.want(c.name, a, c.status, c.code)
		if a.header.Get("Retry-After") == "" || c.status == 409 && a.header.Get("Retry-After") != "1" {
			t.Errorf("%s: Retry-After is %q", c.name, a.header.Get("Retry-After"))
		}
		if took < 1900*time.Millisecond {
			t.Errorf("%s: waited for %v, not two seconds", c.name, took)
		}
		if after := d.rows(); after != before {
			t.Errorf("%s: the database was %s and is %s", c.name, before, after)
		}
	}
	d.want("the first did not happen after all", d.call("POST", "/api/enquiries/"+one+"/claim", asha, "", "Idempotency-Key", "k1"), 200, "")
}

// Posts that come together share a transaction. Somebody whose first post waits
// for a lock and who sends it again and again must not hold up everybody else:
// another post is answered while the first still waits. A first waits two seconds
// at most, which a busy machine may sleep through, hence the rounds.
func TestRepeatsHoldUpNobodyElse(t *testing.T) {
	t.Parallel()
	d := open(t)
	const rounds = 5
	for round := range rounds {
		if d.answeredBeside(round) {
			return
		}
	}
	t.Errorf("in none of %d rounds was another post answered while the first of the repeats waited", rounds)
}

// answeredBeside sends one post eight times, more than there are transactions for
// posts, while a lock holds it up, and a post of somebody else. It tells whether
// that one was answered first.
func (d *desk) answeredBeside(round int) bool {
	d.t.Helper()
	who := fmt.Sprintf("m%d@example.com", round)
	end := d.locking("INSERT INTO contact_points (value, kind) VALUES ('" + who + "', 'email')")
	const repeats = 8
	answers := make(chan answer, repeats)
	for range repeats {
		go func() {
			answers <- d.call("POST", "/api/enquiries/public", "", formBody("Meera Nair", who), "Idempotency-Key", who)
		}()
	}
	const waiting = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
	for until := time.Now().Add(20 * time.Second); d.query(waiting) == "0" && len(answers) == 0 && time.Now().Before(until); {
	}
	other := d.call("POST", "/api/enquiries/public", "", formBody("Daniel Rao", "other-"+who))
	first := len(answers) == 0 && d.query(waiting) != "0"
	end()
	d.want("somebody else", other, 201, "")
	for range repeats {
		<-answers
	}
	d.want("once more, when nothing is in the way", d.call("POST", "/api/enquiries/public", "", formBody("Meera Nair", who), "Idempotency-Key", who), 201, "")
	if n := d.query("SELECT count(*) FROM enquiries WHERE email = '" + who + "'"); n != "1" {
		d.t.Errorf("round %d: there are %s enquiries of the repeats, not 1", round, n)
	}
	return first
}

func formBody(name, email string) string {
	return `{"name":"` + name + `","email":"` + email + `","courseInterest":"NEET"}`
}

// What only the database finds out, that a name is in use, is refused the same
// with a key, and again when it is repeated.
func TestANameInUseIsRefusedWithAKeyToo(t *testing.T) {
	t.Parallel()
	d, owner, _, _ := team(t)
	for _, c := range []struct{ path, body, code string }{
		{"/api/templates", `{"channel":"sms","name":"Hello","language":"en","body":"Hello"}`, "template_name"},
		{"/api/forms", `{"name":"Open day","slug":"open-day"}`, "form_slug"},
		{"/api/courses", `{"name":"Maths"}`, "name_taken"},
		{"/api/sources", `{"name":"Poster"}`, "name_taken"},
		{"/api/views", `{"name":"Waiting","query":"stage=new"}`, "view_name"},
	} {
		d.want(c.path, d.call("POST", c.path, owner, c.body, "Idempotency-Key", "first"+c.path), 201, "")
		before := d.query("SELECT count(*) FROM ops")
		for try := range 2 {
			a := d.want(c.path, d.call("POST", c.path, owner, c.body, "Idempotency-Key", "second"+c.path), 409, c.code)
			if replayed := a.header.Get("Idempotent-Replayed") == "true"; replayed != (try == 1) {
				t.Errorf("%s: try %d is replayed: %v", c.path, try+1, replayed)
			}
		}
		if after := d.query("SELECT count(*) - 1 FROM ops"); after != before {
			t.Errorf("%s: %s outcomes are kept, and %s without one", c.path, before, after)
		}
	}
}
