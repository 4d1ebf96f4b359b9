package web_test

import (
	"sync"
	"testing"
)

func TestLimitsOfARole(t *testing.T) {
	t.Parallel()
	d, owner, asha, rahul := team(t)
	for _, name := range []string{"Meera Nair", "Daniel Rao", "Sana Qureshi"} {
		d.enquire(name)
	}
	limits := `SELECT coalesce((SELECT json_agg(r ORDER BY role) FROM role_limits r)::text, 'none')`
	for _, c := range []struct {
		what, as, path, body string
		status               int
		code                 string
	}{
		{"a colleague", asha, "counsellor", `{"maxOpen":9}`, 403, "owner_only"},
		{"nobody", "", "counsellor", `{"maxOpen":9}`, 401, ""},
		{"no role", owner, "boss", `{"maxOpen":9}`, 404, "unknown_role"},
		{"no limit", owner, "counsellor", `{"maxOpen":0}`, 400, "invalid_input"},
		{"no number", owner, "counsellor", `{"maxOpen":"nine"}`, 400, ""},
	} {
		d.want(c.what, d.call("PATCH", "/api/roles/"+c.path, c.as, c.body), c.status, c.code)
	}
	d.want("a colleague looks", d.call("GET", "/api/roles", asha, ""), 403, "owner_only")
	if n := d.query(limits); n != "none" {
		t.Fatalf("refused changes have set %s", n)
	}

	d.want("one open", d.call("PATCH", "/api/roles/counsellor", owner, `{"maxOpen":1}`), 200, "")
	d.want("her own", d.call("PATCH", "/api/users/2", owner, `{"maxOpen":2}`), 200, "")
	// What a person takes is changed without making the role's limits their own.
	him := d.want("his courses", d.call("PATCH", "/api/users/3", owner, `{"courses":[]}`), 200, "")
	if him.text("data", "maxOpen") != "null" || him.text("data", "inForce", "maxOpen") != "1" {
		t.Errorf("his limits: %s", him.body)
	}
	d.want("his first", d.call("POST", "/api/enquiries/1/claim", rahul, ""), 200, "")
	d.want("his second", d.call("POST", "/api/enquiries/2/claim", rahul, ""), 422, "limit_reached")
	d.want("her first", d.call("POST", "/api/enquiries/2/claim", asha, ""), 200, "")
	d.want("her second", d.call("POST", "/api/enquiries/3/claim", asha, ""), 200, "")
	d.want("no limit again", d.call("PATCH", "/api/roles/counsellor", owner, `{"maxOpen":null,"maxUntouched":30}`), 200, "")
	if log := d.query("SELECT array_to_string(fields, ' ') FROM audit WHERE action = 'takes_changed' ORDER BY id LIMIT 1"); log != "role counsellor maxOpen" {
		t.Errorf("the audit log says %s", log)
	}
	if a := d.call("GET", "/api/users", asha, ""); a.status != 200 || d.query(limits) != `[{"role":"counsellor","max_untouched":30,"max_open":null,"max_claims_per_day":null}]` {
		t.Errorf("%s\n%s", d.query(limits), a.body)
	}
}

// Two owners who set different limits of a role at the same moment both get
// what they set.
func TestTwoOwnersSetLimitsOfARole(t *testing.T) {
	t.Parallel()
	d := open(t)
	owner := d.register("Olga Owner", "olga@example.com")
	var wg sync.WaitGroup
	for range 10 {
		for _, body := range []string{`{"maxOpen":5}`, `{"maxUntouched":3}`, `{"maxClaimsPerDay":7}`} {
			wg.Go(func() { d.want(body, d.call("PATCH", "/api/roles/counsellor", owner, body), 200, "") })
		}
	}
	wg.Wait()
	if n := d.query("SELECT concat_ws(' ', max_untouched, max_open, max_claims_per_day) FROM role_limits"); n != "3 5 7" {
		t.Errorf("the limits are %s", n)
	}
}
