package web_test

import (
	"sync"
	"testing"
)

func TestSamplesComeAndGo(t *testing.T) {
	t.Parallel()
	d := open(t)
	asha := d.register("Asha Patel", "asha@example.com")
	ravi := d.register("Ravi Rao", "ravi@example.com")
	real := d.enquire("Meera Nair")
	d.call("POST", "/api/enquiries/"+real+"/claim", ravi, "")
	d.enquire("Arjun Jadhav")
	before := d.query("SELECT (SELECT string_agg(e::text, ';' ORDER BY id) FROM enquiries e) || (SELECT string_agg(v::text, ';' ORDER BY id) FROM events v) || (SELECT string_agg(c::text, ';' ORDER BY id) FROM claims c)")
	if a := d.call("POST", "/api/samples", asha, `{"count":40}`); a.status != 201 || a.text("data", "count") != "40" {
		t.Fatalf("fill: %d %s", a.status, a.body)
	}
	if n := d.call("GET", "/api/enquiries/unclaimed", asha, "").text("data", "pagination", "total"); n != "41" {
		t.Errorf("%s wait, want 41", n)
	}
	sample := d.query("SELECT min(id)::text FROM enquiries WHERE sample")
	if a := d.call("POST", "/api/enquiries/"+sample+"/claim", ravi, ""); a.status != 200 {
		t.Fatalf("claim a sample: %d %s", a.status, a.body)
	}
	d.call("POST", "/api/enquiries/"+sample+"/looking", ravi, "")
	if a := d.call("DELETE", "/api/samples", ravi, ""); a.status != 403 {
		t.Errorf("a counsellor removes samples: %d", a.status)
	}
	if a := d.call("DELETE", "/api/samples", asha, ""); a.status != 200 || a.text("data", "removed") != "40" {
		t.Fatalf("remove: %d %s", a.status, a.body)
	}
	after := d.query("SELECT (SELECT string_agg(e::text, ';' ORDER BY id) FROM enquiries e) || (SELECT string_agg(v::text, ';' ORDER BY id) FROM events v) || (SELECT string_agg(c::text, ';' ORDER BY id) FROM claims c)")
	if after != before {
		t.Errorf("not only samples went:\n%s\n%s", before, after)
	}
	if n := d.call("GET", "/api/enquiries/unclaimed", asha, "").text("data", "pagination", "total"); n != "1" {
		t.Errorf("%s wait, want 1", n)
	}
}

func TestSamplesHaveALimit(t *testing.T) {
	t.Parallel()
	d := open(t)
	asha := d.register("Asha Patel", "asha@example.com")
	for _, body := range []string{`{"count":0}`, `{"count":41}`, `{}`} {
		if a := d.call("POST", "/api/samples", asha, body); a.status != 400 {
			t.Errorf("%s: %d %s", body, a.status, a.body)
		}
	}
	var wg sync.WaitGroup
	for range 5 {
		wg.Go(func() { d.call("POST", "/api/samples", asha, `{"count":40}`) })
	}
	wg.Wait()
	if n := d.call("GET", "/api/samples", asha, "").text("data", "count"); n != "80" {
		t.Errorf("%s samples, want 80", n)
	}
	if a := d.call("POST", "/api/samples", asha, `{"count":40}`); a.status != 409 || a.text("code") != "samples_full" {
		t.Errorf("too many: %d %s", a.status, a.body)
	}
}

// Samples may be claimed while they are removed: afterwards there is nothing of
// them, and the number of those who wait is right.
func TestRemovingSamplesWhileTheyAreClaimed(t *testing.T) {
	t.Parallel()
	d := open(t)
	asha := d.register("Asha Patel", "asha@example.com")
	ravi := d.register("Ravi Rao", "ravi@example.com")
	d.call("POST", "/api/samples", asha, `{"count":20}`)
	d.call("POST", "/api/enquiries/claim-next", ravi, "")
	const claim = `SELECT set_config('firstbell.changes_owner', 'yes', true);
		UPDATE enquiries SET claimed_by = 2, claimed_at = now() WHERE id = (SELECT max(id) FROM enquiries);
		INSERT INTO claims (enquiry_id, user_id, claimed_at) SELECT max(id), 2, now() FROM enquiries;
		INSERT INTO follow_ups (enquiry_id, type, due_at, created_at) SELECT max(id), 'first_call', now(), now() FROM enquiries`
	d.during("SELECT FROM enquiries WHERE id = (SELECT max(id) FROM enquiries) FOR UPDATE", 1, claim, func() {
		if a := d.call("DELETE", "/api/samples", asha, ""); a.status != 200 {
			t.Errorf("remove: %d %s", a.status, a.body)
		}
	})
	left := d.query("SELECT (SELECT count(*) FROM enquiries) || ' ' || (SELECT count(*) FROM events) || ' ' || (SELECT count(*) FROM claims) || ' ' || (SELECT sum(n) FROM waiting_counts)")
	if left != "0 0 0 0" {
		t.Errorf("left are %s", left)
	}
}

// Not even SQL by hand takes a real enquiry's history away.
func TestOnlySamplesCanGo(t *testing.T) {
	t.Parallel()
	d := open(t)
	d.enquire("Meera Nair")
	for _, q := range []string{
		"UPDATE enquiries SET sample = true",
		"DELETE FROM events",
		"UPDATE events SET kind = 'claimed'",
		"TRUNCATE events",
	} {
		if err := d.exec(q); err == nil {
			t.Errorf("%s was let through", q)
		}
	}
}
