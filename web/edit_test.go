package web_test

import (
	"sync"
	"testing"
)

func TestFactsAreCorrectedByWhoReadThem(t *testing.T) {
	t.Parallel()
	d, owner, asha, rahul := team(t)
	path := "/api/enquiries/" + d.enquire("Mera Nair")
	tag := func() string { return d.call("GET", path, asha, "").header.Get("ETag") }
	d.refused("nobody owns it", "PATCH", path, asha, `{"name":"Meera Nair"}`, 409, "not_claimed", "If-Match", tag())
	d.want("claim", d.call("POST", path+"/claim", asha, ""), 200, "")
	read := tag()
	d.refused("without If-Match", "PATCH", path, asha, `{"name":"Meera Nair"}`, 428, "if_match")
	d.refused("by somebody else", "PATCH", path, rahul, `{"name":"Meera Nair"}`, 403, "not_holder", "If-Match", read)
	d.refused("no name", "PATCH", path, asha, `{"name":"","email":"x"}`, 400, "invalid_input", "If-Match", read)
	done := d.want("corrected", d.call("PATCH", path, asha, `{"name":"Meera Nair","language":"mr","branch":"Kothrud"}`, "If-Match", read), 200, "")
	if done.header.Get("ETag") == read || done.header.Get("ETag") != tag() || done.text("data", "enquiry", "language") != "mr" {
		t.Errorf("corrected: %v %s", done.header, done.body)
	}
	stale := d.refused("what was read before", "PATCH", path, owner, `{"name":"Mira Nair","branch":null}`, 412, "stale", "If-Match", read)
	if stale.text("details", "fields") != `[{"field":"name","theirs":"Meera Nair","yours":"Mira Nair"},{"field":"branch","theirs":"Kothrud","yours":null}]` ||
		stale.text("details", "by", "name") != "Asha Patel" || stale.text("details", "etag") != done.header.Get("ETag") {
		t.Errorf("stale: %s", stale.body)
	}
	for _, other := range []string{`W/"2"`, "2", `"x"`, `"02"`, `"2", "3"`} {
		d.refused("an ETag that is none: "+other, "PATCH", path, asha, `{"name":"Mira Nair"}`, 412, "stale", "If-Match", other)
	}
	d.want("nothing new", d.call("PATCH", path, asha, `{"name":"Meera Nair"}`, "If-Match", tag()), 200, "")
	d.want("whatever there is", d.call("PATCH", path, owner, `{"email":"meera@example.com"}`, "If-Match", "*"), 200, "")
	if got := d.query("SELECT string_agg(concat_ws('|', actor_id, array_to_string(fields, ',')), ' ' ORDER BY id) FROM events WHERE kind = 'edited'"); got != "2|name,language,branch 1|email" {
		t.Errorf("the history tells %s", got)
	}
	before := tag()
	d.want("an attempt", d.call("POST", path+"/attempts", asha, `{"channel":"call","outcome":"no_answer"}`), 201, "")
	if tag() == before {
		t.Error("an attempt leaves the ETag as it was")
	}
}

// Of many who read the same, one corrects it.
func TestOneOfManyEditsWins(t *testing.T) {
	t.Parallel()
	d, _, asha, _ := team(t)
	path := "/api/enquiries/" + d.enquire("Meera Nair")
	d.want("claim", d.call("POST", path+"/claim", asha, ""), 200, "")
	read := d.call("GET", path, asha, "").header.Get("ETag")
	var wg sync.WaitGroup
	var mu sync.Mutex
	counts := map[int]int{}
	for i := range 16 {
		wg.Go(func() {
			a := d.call("PATCH", path, asha, `{"name":"Meera `+string(rune('A'+i))+`"}`, "If-Match", read)
			mu.Lock()
			defer mu.Unlock()
			counts[a.status]++
		})
	}
	wg.Wait()
	if counts[200] != 1 || counts[412] != 15 {
		t.Errorf("the answers were %v", counts)
	}
}
