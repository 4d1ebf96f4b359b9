package web_test

import (
	"strings"
	"testing"
)

// Two that are one: the one closes, the other has all that was known, and for 30
// days it can be undone.
func TestMergeAndUndo(t *testing.T) {
	t.Parallel()
	d, owner, asha, rahul := team(t)
	one, two := d.enquire("Meera Nair"), d.enquire("Meera N")
	merge := func(who, id, into string) answer {
		return d.call("POST", "/api/enquiries/"+id+"/merge", who, `{"into":`+into+`}`)
	}
	before := d.rows()
	d.want("nobody's", merge(asha, one, two), 409, "not_claimed")
	d.want("itself", merge(owner, one, one), 400, "merge_self")
	d.want("unknown", merge(owner, one, "99"), 404, "enquiry_not_found")
	if after := d.rows(); after != before {
		t.Errorf("refused merges changed %s to %s", before, after)
	}
	d.want("claim", d.call("POST", "/api/enquiries/"+one+"/claim", asha, ""), 200, "")
	d.want("somebody else's", merge(rahul, two, one), 403, "not_holder")
	into := d.want("merged", merge(asha, one, two), 200, "")
	if into.text("data", "enquiry", "id") != two || into.text("data", "enquiry", "owner", "id") != "2" {
		t.Errorf("the other one does not go to Asha: %s", into.body)
	}
	closed := d.call("GET", "/api/enquiries/"+one, asha, "")
	if closed.text("data", "enquiry", "stage") != "not_enquiry" || closed.text("data", "enquiry", "closedReason") != "duplicate" || closed.text("data", "enquiry", "mergedInto") != two {
		t.Errorf("merged: %s", closed.body)
	}
	if touches := d.query("SELECT count(*) FROM touches"); strings.Count(d.call("GET", "/api/enquiries/"+two, asha, "").body, `"origin":"form","name"`) != 2 {
		t.Errorf("the other one does not show both times, of %s", touches)
	}
	d.want("again", merge(asha, one, two), 409, "merged")
	d.want("with one under it", merge(asha, two, d.enquire("Xavier")), 409, "holds_merged")
	d.want("moved", d.call("POST", "/api/enquiries/"+one+"/stage", asha, `{"stage":"new"}`), 409, "merged")
	d.want("reopened", d.call("POST", "/api/enquiries/"+one+"/reopen", asha, ""), 409, "merged")

	undo := func(who string) answer { return d.call("DELETE", "/api/enquiries/"+one+"/merge", who, "") }
	d.query("UPDATE merges SET at = at - interval '31 days' RETURNING ''")
	d.want("too late", undo(asha), 422, "merge_too_old")
	d.query("UPDATE merges SET at = at + interval '2 days' RETURNING ''")
	back := d.want("undone", undo(asha), 200, "")
	if back.text("data", "enquiry", "stage") != "new" || back.text("data", "enquiry", "owner", "id") != "2" || back.text("data", "enquiry", "followUp", "id") == "" {
		t.Errorf("undone: %s", back.body)
	}
	if got := d.query("SELECT coalesce(claimed_by::text, 'nobody') FROM enquiries WHERE id = $1", two); got != "nobody" {
		t.Errorf("the other one still belongs to %s", got)
	}
	d.want("twice", undo(asha), 409, "not_merged")
	if got := d.query("SELECT string_agg(kind || coalesce(' ' || other_id, ''), ', ' ORDER BY id) FROM events WHERE enquiry_id = $1", one); got != "received, claimed, closed, merged "+two+", unmerged "+two+", reopened" {
		t.Errorf("the history: %s", got)
	}
	if got := d.query("SELECT string_agg(kind || coalesce(' ' || other_id, ''), ', ' ORDER BY id) FROM events WHERE enquiry_id = $1", two); got != "received, merged "+one+", unmerged "+one+", released" {
		t.Errorf("the history of the other: %s", got)
	}
}

// A merge takes the facts that were chosen, and nothing else; its undo gives them
// back, but for what was corrected since.
func TestMergeFactByFact(t *testing.T) {
	t.Parallel()
	d, owner, _, _ := team(t)
	ask := func(body string) string {
		return d.want("enquire", d.call("POST", "/api/enquiries/public", "", body), 201, "").text("data", "id")
	}
	two := ask(`{"name":"Meera N","email":"meera@mail.example","courseInterest":"NEET","message":"Fees?"}`)
	one := ask(`{"name":"Meera Nair","email":"m.nair@mail.example","phone":"+919822041763","courseInterest":"JEE","message":"Is there a weekend batch?"}`)
	merge := func(take string) answer {
		return d.call("POST", "/api/enquiries/"+one+"/merge", owner, `{"into":`+two+`,"take":`+take+`}`)
	}
	before := d.rows()
	d.want("an unknown fact", merge(`["owner"]`), 400, "")
	d.want("no list", merge(`"name"`), 400, "")
	if after := d.rows(); after != before {
		t.Errorf("refused merges changed %s to %s", before, after)
	}
	const facts = "SELECT concat_ws('|', name, email, coalesce(phone, '-'), course_interest, message) FROM enquiries WHERE id = $1"
	wantFacts := func(when, id, want string) {
		t.Helper()
		if got := d.query(facts, id); got != want {
			t.Errorf("%s: %s, want %s", when, got, want)
		}
	}
	own, other := "Meera N|meera@mail.example|-|NEET|Fees?", "Meera Nair|m.nair@mail.example|+919822041763|JEE|Is there a weekend batch?"
	a := d.want("merged", merge(`["name","phone","message","name"]`), 200, "")
	if a.text("data", "enquiry", "phone") != "+919822041763" {
		t.Errorf("the answer: %s", a.body)
	}
	wantFacts("merged", two, "Meera Nair|meera@mail.example|+919822041763|NEET|Is there a weekend batch?")
	wantFacts("the other", one, other)
	if got := d.query("SELECT array_to_string(fields, ' ') FROM events WHERE kind = 'edited' AND enquiry_id = $1", two); got != "message name phone" {
		t.Errorf("the history tells of %s", got)
	}
	d.want("undone", d.call("DELETE", "/api/enquiries/"+one+"/merge", owner, ""), 200, "")
	wantFacts("undone", two, own)
	wantFacts("undone, the other", one, other)

	d.want("merged without", merge(`[]`), 200, "")
	wantFacts("nothing chosen", two, own)
	d.want("undone", d.call("DELETE", "/api/enquiries/"+one+"/merge", owner, ""), 200, "")
	d.want("all", merge(`["name","email","phone","courseInterest","language","branch","message"]`), 200, "")
	wantFacts("all", two, other)
	d.want("corrected", d.call("PATCH", "/api/enquiries/"+two, owner, `{"phone":"+919822041764"}`, "If-Match", "*"), 200, "")
	d.want("undone", d.call("DELETE", "/api/enquiries/"+one+"/merge", owner, ""), 200, "")
	wantFacts("what was corrected stays", two, "Meera N|meera@mail.example|+919822041764|NEET|Fees?")

	d.want("no address", d.call("PATCH", "/api/enquiries/"+one, owner, `{"email":""}`, "If-Match", "*"), 200, "")
	d.want("no number", d.call("PATCH", "/api/enquiries/"+two, owner, `{"phone":null}`, "If-Match", "*"), 200, "")
	before = d.rows()
	d.want("nobody could be reached", merge(`["email"]`), 400, "invalid_input")
	if after := d.rows(); after != before {
		t.Errorf("a refused merge changed %s to %s", before, after)
	}
}

// Whose limit does not let them have the other one merges nothing; one that is
// closed for it does not count.
func TestMergeWithinLimits(t *testing.T) {
	t.Parallel()
	d, owner, asha, _ := team(t)
	one, two := d.enquire("Meera Nair"), d.enquire("Meera N")
	d.want("claim", d.call("POST", "/api/enquiries/"+one+"/claim", asha, ""), 200, "")
	state := func() string {
		return d.rows() + d.query("SELECT string_agg(concat_ws(' ', id, stage, claimed_by, merged_into, version), ', ' ORDER BY id) || (SELECT count(*) FROM merges) FROM enquiries")
	}
	d.want("one a day", d.call("PATCH", "/api/users/2", owner, `{"maxClaimsPerDay":1}`), 200, "")
	before := state()
	d.want("a second one today", d.call("POST", "/api/enquiries/"+one+"/merge", asha, `{"into":`+two+`}`), 422, "limit_reached")
	if after := state(); after != before {
		t.Errorf("a refused merge changed %s to %s", before, after)
	}
	d.want("one at a time", d.call("PATCH", "/api/users/2", owner, `{"maxClaimsPerDay":null,"maxOpen":1,"maxUntouched":1}`), 200, "")
	d.want("one for the other", d.call("POST", "/api/enquiries/"+one+"/merge", asha, `{"into":`+two+`}`), 200, "")
}

// Who asks again under an address that was merged away touches the enquiry that
// is left.
func TestWhoWasMergedIsKnown(t *testing.T) {
	t.Parallel()
	d, owner, _, _ := team(t)
	post := func(email, words string) answer {
		return d.want(words, d.call("POST", "/api/enquiries/public", "", `{"name":"Meera Nair","email":"`+email+`","courseInterest":"NEET","message":"`+words+`"}`), 201, "")
	}
	one, two := post("old@example.com", "first").text("data", "id"), post("new@example.com", "second").text("data", "id")
	d.want("merge", d.call("POST", "/api/enquiries/"+one+"/merge", owner, `{"into":`+two+`}`), 200, "")
	post("old@example.com", "third")
	if got := d.query("SELECT enquiry_id FROM touches WHERE message = 'third'"); got != two {
		t.Errorf("the third touch is of %s, want %s", got, two)
	}
	lead := d.call("GET", "/api/enquiries/"+two, owner, "").body
	for _, words := range []string{"first", "second", "third"} {
		if !strings.Contains(lead, words) {
			t.Errorf("%q is not shown: %s", words, lead)
		}
	}
}

func TestFamilyAndTheDesk(t *testing.T) {
	t.Parallel()
	d, owner, asha, rahul, _ := india(t)
	a := d.want("Sunita", d.call("POST", "/api/enquiries", asha, with(`"for":"me","source":"newspaper"`, sunita)), 201, "")
	b := d.want("her brother", d.call("POST", "/api/enquiries", rahul, strings.Replace(sunita, "Sunita", "Arjun", 1)), 201, "")
	again := d.want("Sunita again", d.call("POST", "/api/enquiries", rahul, with(`"for":"me","message":"Any seats left?"`, sunita), "Idempotency-Key", "k"), 201, "")
	if again.text("data", "again") != "true" || again.text("data", "enquiry", "id") != a.text("data", "enquiry", "id") || again.text("data", "enquiry", "claimedBy") != "2" || a.text("data", "again") != "false" {
		t.Errorf("again: %s, first %s", again.body, a.body)
	}
	if same := d.call("POST", "/api/enquiries", rahul, with(`"for":"me","message":"Any seats left?"`, sunita), "Idempotency-Key", "k"); same.body != again.body {
		t.Errorf("repeated: %s, first %s", same.body, again.body)
	}
	taken := d.want("Arjun again", d.call("POST", "/api/enquiries", rahul, with(`"for":"me"`, strings.Replace(sunita, "Sunita", "ARJUN", 1)), "Idempotency-Key", "l"), 201, "")
	if taken.text("data", "again") != "true" || taken.text("data", "enquiry", "claimedBy") != "3" {
		t.Errorf("whom nobody held, again: %s", taken.body)
	}
	if same := d.call("POST", "/api/enquiries", rahul, with(`"for":"me"`, strings.Replace(sunita, "Sunita", "ARJUN", 1)), "Idempotency-Key", "l"); same.body != taken.body {
		t.Errorf("repeated: %s, first %s", same.body, taken.body)
	}
	lead := d.want("her lead", d.call("GET", "/api/enquiries/"+a.text("data", "enquiry", "id"), owner, ""), 200, "").body
	for _, want := range []string{`"Any seats left?"`, `"newspaper"`, `"family":[{"id":` + b.text("data", "enquiry", "id") + ",", `"sameName":false`} {
		if !strings.Contains(lead, want) {
			t.Errorf("the lead does not hold %s: %s", want, lead)
		}
	}
}
