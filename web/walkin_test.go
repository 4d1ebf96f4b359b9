package web_test

import (
	"fmt"
	"strings"
	"sync"
	"testing"
)

// sunita is somebody at the desk who leaves a number and nothing else.
const sunita = `{"origin":"walk_in","name":"Sunita Nair","phone":"98220 41763"}`

func with(fields, body string) string { return strings.Replace(body, "{", "{"+fields+",", 1) }

// india is a team at a school in India, with Fred at the front desk.
func india(t *testing.T) (d *desk, owner, asha, rahul, fred string) {
	t.Helper()
	d, owner, asha, rahul = team(t)
	fred = d.register("Fred Desk", "fred@example.com")
	d.query("UPDATE users SET role = 'front_desk' WHERE id = 4 RETURNING ''")
	d.want("the country", d.call("PATCH", "/api/settings", owner, `{"country":"IN"}`), 200, "")
	return d, owner, asha, rahul, fred
}

func TestWalkIns(t *testing.T) {
	t.Parallel()
	d, owner, asha, rahul, fred := india(t)
	for _, c := range []struct {
		what, who, body, owner, history string
	}{
		{"the front desk puts her in the Inbox", fred, sunita, "", "received by 4"},
		{"the front desk hands her to Asha", fred, with(`"userId":2`, sunita), "2", "received by 4, reassigned by 4"},
		{"Rahul takes her himself", rahul, with(`"for":"me"`, sunita), "3", "received by 3, claimed by 3"},
		{"Rahul gives her to Asha, with a note", rahul, with(`"userId":2,"note":"asked for the fee sheet"`, sunita), "2", "received by 3, noted by 3, reassigned by 3"},
		{"an owner", owner, with(`"for":"queue"`, sunita), "", "received by 1"},
	} {
		a := d.want(c.what, d.call("POST", "/api/enquiries", c.who, c.body), 201, "")
		id := a.text("data", "enquiry", "id")
		d.query("UPDATE enquiries SET phone = '+9198220' || 10000 + id RETURNING ''") // the next one is somebody else
		if got := d.query("SELECT coalesce(claimed_by::text, '') FROM enquiries WHERE id = $1", id); got != c.owner {
			t.Errorf("%s: she belongs to %q", c.what, got)
		}
		if got := d.query("SELECT string_agg(kind || ' by ' || coalesce(actor_id, 0), ', ' ORDER BY id) FROM events WHERE enquiry_id = $1", id); got != c.history {
			t.Errorf("%s: the history is %s", c.what, got)
		}
		if a.text("data", "enquiry", "courseInterest") != "Not sure yet" || a.text("data", "enquiry", "email") != "" {
			t.Errorf("%s: %s", c.what, a.body)
		}
	}
	mail := `{"origin":"referral","name":"Ayaan Q","email":"A@example.com","courseInterest":"Maths","language":"hi","branch":"Kothrud","message":"Mornings"}`
	d.want("an e-mail address is enough", d.call("POST", "/api/enquiries", asha, mail), 201, "")
	if got := d.query("SELECT origin || email || course_interest || language || branch || message FROM enquiries ORDER BY id DESC LIMIT 1"); got != "referrala@example.comMathshiKothrudMornings" {
		t.Errorf("kept: %s", got)
	}
	first := d.call("POST", "/api/enquiries", asha, with(`"for":"me"`, sunita), "Idempotency-Key", "k1")
	again := d.call("POST", "/api/enquiries", asha, with(`"for":"me"`, sunita), "Idempotency-Key", "k1")
	if first.status != 201 || again.body != first.body {
		t.Errorf("repeated: %s, before %s", again.body, first.body)
	}
	d.want("the original's list", d.call("GET", "/api/enquiries/unclaimed", asha, ""), 200, "")
}

func TestWalkInsThatAreRefused(t *testing.T) {
	t.Parallel()
	d, _, asha, _, fred := india(t)
	d.query("UPDATE users SET max_open = 1 WHERE id = 2 RETURNING ''")
	d.want("all that Asha may hold", d.call("POST", "/api/enquiries", asha, with(`"for":"me"`, sunita)), 201, "")
	before := d.rows()
	for _, c := range []struct {
		who, body string
		status    int
		code      string
	}{
		{fred, with(`"for":"me"`, sunita), 400, "holds_none"},
		{fred, with(`"userId":4`, sunita), 400, "holds_none"},
		{fred, with(`"userId":99`, sunita), 400, "unknown_user"},
		{fred, with(`"userId":2`, sunita), 422, "limit_reached"},
		{asha, with(`"for":"me"`, sunita), 422, "limit_reached"},
		{asha, with(`"for":"me","userId":2`, sunita), 400, "invalid_input"},
		{asha, with(`"for":"somebody"`, sunita), 400, "invalid_input"},
		{asha, strings.Replace(sunita, "walk_in", "form", 1), 400, "invalid_input"},
		{asha, `{"origin":"phone","name":"Sunita Nair"}`, 400, "invalid_input"},
		{asha, `{"origin":"phone","name":"Sunita Nair","email":"","phone":null}`, 400, "invalid_input"},
		{asha, `{"origin":"phone","phone":"98220 41763"}`, 400, "invalid_input"},
		{asha, `{}`, 400, "invalid_input"},
		{"", sunita, 401, "no_token"},
	} {
		d.want(c.body, d.call("POST", "/api/enquiries", c.who, c.body), c.status, c.code)
	}
	if after := d.rows(); after != before {
		t.Errorf("refused requests changed %s to %s", before, after)
	}
}

// However many add walk-ins for one colleague at once, no limit is passed.
func TestWalkInsKeepLimits(t *testing.T) {
	t.Parallel()
	d, _, _, _, fred := india(t)
	d.query("UPDATE users SET max_open = 3 WHERE id = 2 RETURNING ''")
	var all sync.WaitGroup
	for i := range 12 {
		all.Go(func() {
			a := d.call("POST", "/api/enquiries", fred, with(fmt.Sprintf(`"userId":2,"note":"n%d"`, i), strings.Replace(sunita, "41763", fmt.Sprint(41763+i), 1)))
			if a.status != 201 && a.status != 422 {
				t.Errorf("%d %s", a.status, a.body)
			}
		})
	}
	all.Wait()
	if got := d.query("SELECT count(*) || ' of ' || count(claimed_by) FROM enquiries"); got != "3 of 3" {
		t.Errorf("kept: %s", got)
	}
}

func TestWalkInsByKey(t *testing.T) {
	t.Parallel()
	d, owner, _, _, _ := india(t)
	creates, _ := d.key(owner, 2, "enquiries:create")
	claims, _ := d.key(owner, 2, "enquiries:create", "enquiries:claim")
	d.want("a key that creates", d.call("POST", "/api/enquiries", creates, sunita), 201, "")
	d.want("and would claim", d.call("POST", "/api/enquiries", creates, with(`"for":"me"`, sunita)), 403, "key_scope")
	d.want("and would give away", d.call("POST", "/api/enquiries", creates, with(`"userId":3`, sunita)), 403, "key_scope")
	d.want("a key that claims", d.call("POST", "/api/enquiries", claims, with(`"for":"me"`, strings.Replace(sunita, "Sunita", "Arjun", 1))), 201, "")
	if got := d.query("SELECT string_agg(coalesce(claimed_by, 0)::text, ' ' ORDER BY id) FROM enquiries"); got != "0 2" {
		t.Errorf("owners: %s", got)
	}
	public := d.want("the form, by key", d.call("POST", "/api/enquiries/public", creates, meera), 201, "")
	if got := d.query("SELECT origin FROM enquiries WHERE id = $1", public.text("data", "id")); got != "api" {
		t.Errorf("by key its origin is %s", got)
	}
}

func TestWhoHasThisNumber(t *testing.T) {
	t.Parallel()
	d, owner, asha, rahul, fred := india(t)
	d.want("masked", d.call("PATCH", "/api/settings", owner, `{"queueMode":"masked"}`), 200, "")
	d.want("one of Asha's", d.call("POST", "/api/enquiries", asha, with(`"for":"me"`, sunita)), 201, "")
	d.want("one that waits", d.call("POST", "/api/enquiries/public", "", withPhone("+91 98220-41763")), 201, "")
	d.want("another number", d.call("POST", "/api/enquiries", asha, strings.Replace(sunita, "41763", "41764", 1)), 201, "")
	for _, c := range []struct{ who, waiting, hers string }{
		{owner, "Meera Nair", "Sunita Nair"}, {asha, "M.", "Sunita Nair"}, {rahul, "M.", "Sunita Nair"}, {fred, "M.", "Sunita Nair"},
	} {
		a := d.want("lookup", d.call("GET", "/api/enquiries/lookup?phone=098220%2041763", c.who, ""), 200, "")
		first, second := strings.Index(a.body, `"name":"`+c.waiting+`"`), strings.Index(a.body, `"name":"`+c.hers+`"`)
		if first < 0 || second < first || !strings.Contains(a.body[second:], `"owner":{"id":2,`) || strings.Count(a.body, `"stage"`) != 2 || strings.Contains(a.body, "4176") {
			t.Errorf("%s", a.body)
		}
	}
	for _, number := range []string{"98220", "", "Meera", "%25", "98220%00"} {
		d.want(number, d.call("GET", "/api/enquiries/lookup?phone="+number, asha, ""), 400, "invalid_input")
	}
	none := d.want("nobody", d.call("GET", "/api/enquiries/lookup?phone=9011002244", asha, ""), 200, "")
	if !strings.Contains(none.body, `"enquiries":[]`) {
		t.Errorf("nobody: %s", none.body)
	}
}
