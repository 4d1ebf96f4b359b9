package web_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"firstbell/db/dbtest"
)

// Whoever opens or closes a lead is seen at once, also by those on another
// server; saying again that it is open tells nobody anything.
func TestLookingIsToldAtOnce(t *testing.T) {
	t.Parallel()
	d, _, asha, rahul := team(t)
	other := &desk{t: t, dsn: d.dsn, store: dbtest.Open(t, d.dsn), log: &lockedBuffer{}}
	other.serve()
	path := "/api/enquiries/" + d.enquire("Meera Nair") + "/looking"
	hers, his := other.listen(t.Context(), asha, ""), d.listen(t.Context(), rahul, "")
	await(t, hers, "retry:")
	await(t, his, "retry:")
	d.listening(2)
	for _, what := range []struct{ method, hers string }{
		{"POST", `{"looking":{"1":[{"id":3,"name":"Rahul Rao"}]}}`},
		{"DELETE", `{"looking":{"1":[]}}`},
		{"POST", `{"looking":{"1":[{"id":3,"name":"Rahul Rao"}]}}`},
	} {
		begun := time.Now()
		for range 3 { // only the first changes anything
			d.want(what.method, d.call(what.method, path, rahul, ""), 200, "")
		}
		if line := await(t, hers, "data:", "looking"); line != "data: "+what.hers {
			t.Errorf("%s: she hears %s", what.method, line)
		}
		if line := await(t, his, "data:", "looking"); line != `data: {"looking":{"1":[]}}` {
			t.Errorf("%s: he hears of himself: %s", what.method, line)
		}
		t.Logf("%s told after %v", what.method, time.Since(begun))
	}
	before := d.query("SELECT count(*) FROM looking")
	d.want("closing what is not there", d.call("DELETE", "/api/enquiries/99/looking", rahul, ""), 200, "")
	d.want("closing no number", d.call("DELETE", "/api/enquiries/x/looking", rahul, ""), 400, "")
	d.want("a stranger", d.call("DELETE", path, "", ""), 401, "")
	if after := d.query("SELECT count(*) FROM looking"); after != before {
		t.Errorf("%s looked, %s look now", before, after)
	}
}

// listening waits until so many processes hear of each other.
func (d *desk) listening(processes int) {
	d.t.Helper()
	for n := ""; n != fmt.Sprint(processes); {
		n = d.query(`SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND query ~ '^(LISTEN|NOTIFY)'`)
	}
}

// One browser that opens and closes leads as fast as it can makes others hear a
// few words now and then, and the truth in the end.
func TestLookingCannotFlood(t *testing.T) {
	t.Parallel()
	d, _, asha, rahul := team(t)
	const leads, rounds = 120, 3
	for i := range leads {
		d.enquire(fmt.Sprintf("Meera Nair %d", i))
	}
	lines := d.listen(t.Context(), asha, "")
	await(t, lines, "retry:")
	d.listening(1)
	begun := time.Now()
	var browser sync.WaitGroup
	defer browser.Wait()
	browser.Go(func() {
		for round := range rounds {
			for i := range leads {
				path := fmt.Sprintf("/api/enquiries/%d/looking", i+1)
				d.call("POST", path, rahul, "")
				if round < rounds-1 {
					d.call("DELETE", path, rahul, "")
				}
			}
		}
	})
	told, seen := 0, map[string]bool{}
	for len(seen) < leads {
		var news struct {
			Looking map[string][]struct{ ID int }
		}
		if err := json.Unmarshal([]byte(strings.TrimPrefix(await(t, lines, "data:", "looking"), "data: ")), &news); err != nil {
			t.Fatal(err)
		}
		told++
		if len(news.Looking) > 50 {
			t.Errorf("%d enquiries at once", len(news.Looking))
		}
		for id, people := range news.Looking {
			seen[id] = len(people) == 1
			if !seen[id] {
				delete(seen, id)
			}
		}
	}
	if most := int(time.Since(begun)/(200*time.Millisecond)) + 2; told > most {
		t.Errorf("%d changes were told %d times, want at most %d", leads*(2*rounds-1), told, most)
	}
}
