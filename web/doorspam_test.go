package web_test

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"html"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"
)

var (
	trapField = regexp.MustCompile(`data-trap="(\w+)"`)
	workAsked = regexp.MustCompile(`data-work="([^"]+)"`)
)

// Check 31: whatever fills in every field, the trap too, is answered like
// everybody and waits for somebody to look at it.
func TestSuspectedIsAnsweredAlikeAndKept(t *testing.T) {
	t.Parallel()
	var c clock
	d := open(t, c.option)
	owner := d.register("Olga Owner", "olga@example.com")
	page := d.call("GET", "/f/enquiry", "", "")
	v := asked(hiddenView.FindStringSubmatch(page.body)[1], "name", "Bot One", trapField.FindStringSubmatch(page.body)[1], "http://spam.example")
	c.pass(9 * time.Second)
	trapped := d.ask("/f/enquiry", v)
	quick := d.ask("/f/enquiry", asked(d.opened("/f/enquiry"), "name", "Quick Person"))
	honest := asked(d.opened("/f/enquiry"), "name", "Meera Nair")
	c.pass(9 * time.Second)
	good := d.ask("/f/enquiry", honest)
	for name, a := range map[string]answer{"trapped": trapped, "quick": quick, "good": good} {
		if a.status != 303 || !strings.HasPrefix(a.header.Get("Location"), "/f/enquiry/thanks?") || a.body != good.body {
			t.Errorf("%s: %d %s", name, a.status, a.body)
		}
		if thanks := d.call("GET", a.header.Get("Location"), "", ""); thanks.status != 200 || !strings.Contains(thanks.body, "Thank you") {
			t.Errorf("%s: %d", name, thanks.status)
		}
	}
	if got := d.query("SELECT string_agg(name, ',') FROM enquiries"); got != "Meera Nair" {
		t.Errorf("in the queue: %s", got)
	}
	list := d.call("GET", "/api/suspects", owner, "")
	if list.text("data", "total") != "2" || !strings.Contains(list.body, `"signs":["trap"]`) || !strings.Contains(list.body, `"signs":["quick"]`) || !strings.Contains(list.body, "Bot One") {
		t.Fatalf("the suspected: %s", list.body)
	}
	d.want("let in", d.call("POST", "/api/suspects/2/let-in", owner, ""), 200, "")
	d.want("let in again", d.call("POST", "/api/suspects/2/let-in", owner, ""), 404, "suspect_not_found")
	d.want("spam", d.call("POST", "/api/suspects/1/spam", owner, ""), 200, "")
	if got := d.query("SELECT string_agg(name, ',' ORDER BY id) FROM enquiries"); got != "Meera Nair,Quick Person" {
		t.Errorf("in the queue: %s", got)
	}
	if err := d.app.ForgetSpam(t.Context()); err != nil || d.query("SELECT count(*)::text FROM answers") != "3" {
		t.Errorf("spam of today is gone: %v", err)
	}
	c.pass(31 * 24 * time.Hour)
	if err := d.app.ForgetSpam(t.Context()); err != nil || d.query("SELECT count(*)::text FROM answers") != "2" {
		t.Errorf("spam of a month ago is still there: %v", err)
	}
}

// Two who decide about one at the same moment: one of them does.
func TestSuspectIsDecidedOnce(t *testing.T) {
	t.Parallel()
	var c clock
	d := open(t, c.option)
	owner := d.register("Olga Owner", "olga@example.com")
	for n := range 10 {
		d.ask("/f/enquiry", asked(d.opened("/f/enquiry"), "name", fmt.Sprint("Quick ", n)))
	}
	for n := 1; n <= 10; n++ {
		var wg sync.WaitGroup
		status := make([]int, 4)
		for i, what := range []string{"let-in", "spam", "let-in", "spam"} {
			wg.Go(func() { status[i] = d.call("POST", fmt.Sprintf("/api/suspects/%d/%s", n, what), owner, "").status })
		}
		wg.Wait()
		good := 0
		for _, s := range status {
			if s == 200 {
				good++
			}
		}
		if good != 1 {
			t.Errorf("suspect %d: %v", n, status)
		}
	}
	if got := d.query(`SELECT (SELECT count(*) FROM enquiries) = (SELECT count(*) FROM answers WHERE state = 'in') AND NOT EXISTS (SELECT FROM answers WHERE state = 'suspected')`); got != "true" {
		t.Error("what was let in and what is in the queue differ")
	}
}

// What does not come from a page of ours is shown to its sender once more, with
// all that was typed, and then taken.
func TestFormOfAnotherSiteIsConfirmedFirst(t *testing.T) {
	t.Parallel()
	var c clock
	d := open(t, c.option)
	a := d.ask("/f/enquiry", asked("", "view", "made.up.token"), "Origin", "https://school.example")
	m := hiddenView.FindStringSubmatch(a.body)
	if a.status != 200 || m == nil || !strings.Contains(a.body, "Not sent yet") || !strings.Contains(a.body, `value="Meera Nair"`) {
		t.Fatalf("%d %s", a.status, a.body)
	}
	if n := d.query("SELECT count(*)::text FROM answers"); n != "0" {
		t.Errorf("%s answers are kept already", n)
	}
	c.pass(5 * time.Second)
	if a := d.ask("/f/enquiry", asked(m[1])); a.status != 303 {
		t.Errorf("confirmed: %d %s", a.status, a.body)
	}
	d.query("UPDATE forms SET origins = '{https://school.example}' RETURNING ''")
	c.pass(6 * time.Second) // what was read before is forgotten
	v := asked("", "name", "Ravi Rao")
	for range 2 {
		if a := d.ask("/f/enquiry", v, "Origin", "https://school.example"); a.status != 303 {
			t.Errorf("from a site that is listed: %d %s", a.status, a.body)
		}
	}
	if got := d.query("SELECT string_agg(name, ',' ORDER BY id) FROM enquiries"); got != "Meera Nair,Ravi Rao" {
		t.Errorf("in the queue: %s", got)
	}
}

// solved does the work that a page asks for.
func solved(t *testing.T, asked string) string {
	t.Helper()
	var w struct {
		Algorithm, Challenge, Salt, Signature string
		MaxNumber                             int
	}
	if err := json.Unmarshal([]byte(html.UnescapeString(asked)), &w); err != nil {
		t.Fatal(err)
	}
	for n := range w.MaxNumber {
		if h := sha256.Sum256(fmt.Append(nil, w.Salt, n)); hex.EncodeToString(h[:]) == w.Challenge {
			raw, err := json.Marshal(map[string]any{"algorithm": w.Algorithm, "challenge": w.Challenge, "number": n, "salt": w.Salt, "signature": w.Signature})
			if err != nil {
				t.Fatal(err)
			}
			return base64.StdEncoding.EncodeToString(raw)
		}
	}
	t.Fatal("the work cannot be done")
	return ""
}

// Where many send from one network, the next is asked to work or to wait, and is
// let in then: nobody is refused.
func TestCrowdWorksOrWaits(t *testing.T) {
	t.Parallel()
	var c clock
	d := open(t, c.option)
	views := make([]string, 13)
	for n := range views {
		views[n] = d.opened("/f/enquiry")
	}
	c.pass(time.Minute)
	var last answer
	for n, view := range views {
		last = d.ask("/f/enquiry", asked(view, "name", fmt.Sprint("Person ", n), "phone", fmt.Sprintf("+91 98220 417%02d", n)))
		if n < 10 && last.status != 303 {
			t.Fatalf("person %d: %d %s", n, last.status, last.body)
		}
	}
	m := workAsked.FindStringSubmatch(last.body)
	if last.status != 200 || m == nil || !strings.Contains(last.body, "not sent yet") || !strings.Contains(last.body, `value="Person 12"`) {
		t.Fatalf("the thirteenth: %d %s", last.status, last.body)
	}
	pass := hiddenView.FindStringSubmatch(last.body)[1]
	mine := asked(pass, "name", "Person 12", "phone", "+91 98220 41712")
	if a := d.ask("/f/enquiry", mine); a.status != 200 {
		t.Errorf("without waiting: %d", a.status)
	}
	mine.Set("altcha", solved(t, m[1]))
	if a := d.ask("/f/enquiry", mine); a.status != 303 {
		t.Errorf("with the work done: %d %s", a.status, a.body)
	}
	eleven := d.ask("/f/enquiry", asked(views[11], "name", "Person 11", "phone", "+91 98220 41711"))
	c.pass(30 * time.Second)
	if a := d.ask("/f/enquiry", asked(hiddenView.FindStringSubmatch(eleven.body)[1], "name", "Person 11", "phone", "+91 98220 41711")); a.status != 303 {
		t.Errorf("after waiting: %d %s", a.status, a.body)
	}
	if got := d.query("SELECT count(*)::text || (SELECT count(*) FROM answers WHERE state = 'suspected') FROM enquiries"); got != "120" {
		t.Errorf("in the queue, and suspected: %s", got)
	}
}

// One page that is sent with one name after the other is suspected in the end.
func TestOnePageWithManyNamesIsSuspected(t *testing.T) {
	t.Parallel()
	var c clock
	d := open(t, c.option)
	view := d.opened("/f/enquiry")
	c.pass(time.Minute)
	for n := range 8 {
		if a := d.ask("/f/enquiry", asked(view, "name", fmt.Sprint("Person ", n))); a.status != 303 {
			t.Errorf("%d: %d", n, a.status)
		}
	}
	if got := d.query("SELECT count(*)::text || (SELECT count(*) FROM answers WHERE 'repeated' = ANY (signs)) FROM enquiries"); got != "53" {
		t.Errorf("in the queue, and suspected: %s", got)
	}
}
