package web_test

import (
	"fmt"
	"strings"
	"sync"
	"testing"
)

// fates are the answers of a request about several enquiries: a number with ok
// or the code of the refusal.
func fates(a answer) string {
	var list []string
	for part := range strings.SplitSeq(a.body, `{"id":`) {
		id, rest, _ := strings.Cut(part, `,"done":`)
		switch {
		case strings.HasPrefix(rest, "true"):
			list = append(list, id+" ok")
		case rest != "":
			_, code, _ := strings.Cut(rest, `"code":"`)
			code, _, _ = strings.Cut(code, `"`)
			list = append(list, id+" "+code)
		}
	}
	return strings.Join(list, ", ")
}

// Each lead of several gets what it would get alone: the same rule, the same
// line of history, the same refusal.
func TestSeveralLeadsAreChangedAsIfAlone(t *testing.T) {
	t.Parallel()
	d, owner, asha, rahul := team(t)
	for _, name := range []string{"Meera", "Sana", "Arjun", "Tenzin", "Grace"} {
		d.enquire(name)
	}
	for _, id := range []string{"1", "2", "4"} {
		d.want("claim", d.call("POST", "/api/enquiries/"+id+"/claim", asha, ""), 200, "")
	}
	d.want("claim", d.call("POST", "/api/enquiries/3/claim", rahul, ""), 200, "")
	d.want("lost", d.call("POST", "/api/enquiries/4/stage", asha, `{"stage":"lost","reason":"fees"}`), 200, "")
	d.want("his limit", d.call("PATCH", "/api/users/3", owner, `{"maxOpen":2}`), 200, "")

	for _, c := range []struct{ what, as, path, body, want string }{
		{"a counsellor hands over", asha, "reassign", `{"ids":[99,3,5,3],"userId":3,"note":"on leave"}`, "3 not_holder, 5 not_held, 99 enquiry_not_found"},
		{"up to a limit", asha, "reassign", `{"ids":[2,1],"userId":3,"note":"on leave"}`, "1 ok, 2 limit_reached"},
		{"an owner does, past limits", owner, "reassign", `{"ids":[2,5],"userId":3}`, "2 ok, 5 ok"},
		{"a counsellor moves", asha, "stage", `{"ids":[4,5,98,2],"stage":"visit"}`, "2 not_holder, 4 ok, 5 not_holder, 98 enquiry_not_found"},
		{"an owner closes", owner, "stage", `{"ids":[1,2,3],"stage":"lost","reason":"fees"}`, "1 ok, 2 ok, 3 ok"},
	} {
		if a := d.want(c.what, d.call("POST", "/api/enquiries/"+c.path, c.as, c.body), 200, ""); fates(a) != c.want {
			t.Errorf("%s: %s, want %s", c.what, fates(a), c.want)
		}
	}
	events := d.query(`SELECT string_agg(enquiry_id || ' ' || kind || ' ' || coalesce(reason, ''), ', ' ORDER BY id)
		FROM events WHERE kind NOT IN ('received', 'claimed')`)
	want := "4 closed fees, 1 reassigned on leave, 2 reassigned over the limit"
	if !strings.HasPrefix(events, want) || !strings.HasSuffix(events, "4 reopened , 1 closed fees, 2 closed fees, 3 closed fees") {
		t.Errorf("the history says %s", events)
	}
}

func TestSeveralLeadsAreRefusedTogether(t *testing.T) {
	t.Parallel()
	d, owner, asha, _ := team(t)
	d.enquire("Meera")
	d.want("a front desk", d.call("PATCH", "/api/users/3", owner, `{"role":"front_desk"}`), 200, "")
	many := "1"
	for id := 2; id <= 51; id++ {
		many += fmt.Sprint(",", id)
	}
	before := d.state()
	for _, c := range []struct {
		what, as, path, body string
		status               int
		code                 string
	}{
		{"no leads", owner, "reassign", `{"ids":[],"userId":2}`, 400, "invalid_input"},
		{"no list", owner, "reassign", `{"userId":2}`, 400, "invalid_input"},
		{"too many", owner, "reassign", `{"ids":[` + many + `],"userId":2}`, 400, "invalid_input"},
		{"no number", owner, "stage", `{"ids":[0],"stage":"visit"}`, 400, "invalid_input"},
		{"a word", owner, "stage", `{"ids":["x"],"stage":"visit"}`, 400, ""},
		{"nobody", owner, "reassign", `{"ids":[1],"userId":99}`, 400, "unknown_user"},
		{"who holds none", owner, "reassign", `{"ids":[1],"userId":3}`, 400, "holds_none"},
		{"no stage", owner, "stage", `{"ids":[1],"stage":"won"}`, 400, "invalid_input"},
		{"lost without a reason", owner, "stage", `{"ids":[1],"stage":"lost"}`, 400, "invalid_input"},
		{"no tag", owner, "tags", `{"ids":[1],"add":[]}`, 400, "invalid_input"},
		{"a tag with a comma", owner, "tags", `{"ids":[1],"add":["a, b"]}`, 400, "invalid_input"},
		{"an empty tag", owner, "tags", `{"ids":[1],"remove":[" "]}`, 400, "invalid_input"},
		{"a long tag", owner, "tags", `{"ids":[1],"add":["` + strings.Repeat("x", 41) + `"]}`, 400, "invalid_input"},
		{"eleven tags", owner, "tags", `{"ids":[1],"add":["a","b","c","d","e","f","g","h","i","j","k"]}`, 400, "invalid_input"},
		{"a stranger", "", "stage", `{"ids":[1],"stage":"visit"}`, 401, ""},
	} {
		d.want(c.what, d.call("POST", "/api/enquiries/"+c.path, c.as, c.body), c.status, c.code)
	}
	if a := d.want("somebody else's", d.call("POST", "/api/enquiries/stage", asha, `{"ids":[1],"stage":"visit"}`), 200, ""); fates(a) != "1 not_claimed" {
		t.Errorf("somebody else's: %s", a.body)
	}
	if d.state() != before {
		t.Error("a refused request has changed the database")
	}
}

// However often a request about several leads is sent with one key, and at
// whatever moment, each lead is changed once and the answer is the same.
func TestSeveralLeadsAreChangedOnce(t *testing.T) {
	t.Parallel()
	d, owner, _, _ := team(t)
	ids := ""
	for n := range 12 {
		ids += "," + d.enquire(fmt.Sprint("Person ", n))
	}
	body := `{"ids":[` + ids[1:] + `],"userId":2}`
	var wg sync.WaitGroup
	answers := make([]answer, 6)
	for i := range answers {
		wg.Go(func() { answers[i] = d.call("POST", "/api/enquiries/reassign", owner, body, "Idempotency-Key", "k1") })
	}
	wg.Wait()
	last := d.want("once more", d.call("POST", "/api/enquiries/reassign", owner, body, "Idempotency-Key", "k1"), 200, "")
	for _, a := range answers {
		if a.status != 409 && a.body != last.body {
			t.Errorf("%d %s, want %s", a.status, a.body, last.body)
		}
	}
	if last.header.Get("Idempotent-Replayed") != "true" || last.text("data", "done") != "12" {
		t.Errorf("repeated: %v %s", last.header, last.body)
	}
	if n := d.query("SELECT count(*) || ' ' || count(DISTINCT enquiry_id) FROM events WHERE kind = 'reassigned'"); n != "12 12" {
		t.Errorf("handed over: %s", n)
	}
	d.want("another request", d.call("POST", "/api/enquiries/reassign", owner, `{"ids":[1],"userId":3}`, "Idempotency-Key", "k1"), 422, "idempotency_key_reuse")
}

// Whoever hands the same leads to different people at the same moment, in
// whatever order, waits for nobody for long, and each lead has one owner, as its
// history says.
func TestSeveralLeadsInTwoHands(t *testing.T) {
	t.Parallel()
	d, owner, asha, rahul := team(t)
	var ids []string
	for n := range 20 {
		ids = append(ids, d.enquire(fmt.Sprint("Person ", n)))
	}
	list := `{"ids":[` + strings.Join(ids, ",") + `]`
	// On a machine with more to do a lock may be waited for in vain; then the
	// answer says to try again.
	change := func(what, path, who, key, body string) {
		a := d.call("POST", path, who, body, "Idempotency-Key", key)
		for n := 0; a.status == 503 && n < 10; n++ {
			a = d.call("POST", path, who, body, "Idempotency-Key", key)
		}
		d.want(what, a, 200, "")
	}
	var wg sync.WaitGroup
	for round := range 3 {
		for to := 1; to <= 3; to++ {
			wg.Go(func() {
				change("hand over", "/api/enquiries/reassign", owner, fmt.Sprintf("hand-%d-%d", round, to), list+fmt.Sprintf(`,"userId":%d}`, to))
			})
		}
		for _, who := range []string{asha, rahul} {
			wg.Go(func() { d.call("POST", "/api/enquiries/"+ids[round]+"/release", who, "") })
			wg.Go(func() {
				change("stages", "/api/enquiries/stage", who, fmt.Sprintf("stage-%d", round), list+`,"stage":"visit"}`)
			})
		}
	}
	wg.Wait()
	broken := d.query(`SELECT count(*) FROM (SELECT owner_before, lag(owner_after) OVER (PARTITION BY enquiry_id ORDER BY id) AS before FROM events
		WHERE kind IN ('received', 'reassigned', 'released', 'claimed')) e WHERE owner_before IS DISTINCT FROM before`)
	wrong := d.query(`SELECT count(*) FROM enquiries e WHERE claimed_by IS DISTINCT FROM
		(SELECT owner_after FROM events WHERE enquiry_id = e.id AND kind IN ('reassigned', 'released') ORDER BY id DESC LIMIT 1)`)
	if broken != "0" || wrong != "0" {
		t.Errorf("links of the history that do not fit: %s; owners that it does not know: %s", broken, wrong)
	}
}
