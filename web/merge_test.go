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
