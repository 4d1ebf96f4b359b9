package web_test

import (
	"strings"
	"testing"
)

// What people find in the queue and of each other's leads depends on what they
// may see there; a whole phone number says in every case that somebody came before.
func TestSearchFindsWhatTheActorMaySee(t *testing.T) {
	t.Parallel()
	d, owner, asha, rahul := team(t)
	d.want("the country", d.call("PATCH", "/api/settings", owner, `{"country":"IN","queueMode":"masked"}`), 200, "")
	for _, body := range []string{
		`{"name":"Meera Nair","email":"meera@mail.example","phone":"98220 41763","courseInterest":"NEET"}`,
		`{"name":"Meera Iyer","email":"iyer@mail.example","phone":"98220 99999","courseInterest":"German A2"}`,
		`{"name":"Arjun Rao","email":"arjun@mail.example","courseInterest":"NEET"}`,
	} {
		d.want("enquire", d.call("POST", "/api/enquiries/public", "", body), 201, "")
	}
	d.want("claim", d.call("POST", "/api/enquiries/2/claim", rahul, ""), 200, "")
	d.want("lost", d.call("POST", "/api/enquiries/2/stage", rahul, `{"stage":"lost","reason":"fees"}`), 200, "")
	for _, c := range []struct{ who, q, want string }{
		{owner, "meera", "Meera Nair, Meera Iyer"},
		{owner, "99999", "Meera Iyer"},
		{owner, "No. 3", "Arjun Rao"},
		{owner, "m", ""},
		{owner, "", ""},
		{asha, "meera", "Meera Iyer"},
		{asha, "99999", ""},
		{asha, "9822099999", "Meera Iyer"},
		{asha, "iyer@mail", ""},
		{asha, "3", "A."},
		{rahul, "99999", "Meera Iyer"},
		{rahul, "iyer@mail", "Meera Iyer"},
	} {
		a := d.want(c.q, d.call("GET", "/api/search?q="+strings.ReplaceAll(c.q, " ", "+"), c.who, ""), 200, "")
		if got := strings.ReplaceAll(listed(a), " ", ","); got != strings.ReplaceAll(strings.ReplaceAll(c.want, ", ", ","), " ", ",") {
			t.Errorf("%q finds %q, not %q", c.q, listed(a), c.want)
		}
	}
	a := d.call("GET", "/api/search?q=9822099999", asha, "")
	for _, want := range []string{`"owner":{"id":3,"name":"Rahul`, `"phone":"•••"`, `"masked":true`, `"stage":"lost"`, `"similar":false`} {
		if !strings.Contains(a.body, want) {
			t.Errorf("without %s: %s", want, a.body)
		}
	}
	if strings.Contains(a.body, "99999") || strings.Contains(a.body, "iyer@") {
		t.Errorf("tells what is hidden: %s", a.body)
	}
	for _, q := range []string{"%00", "%ff", strings.Repeat("a", 256)} {
		d.want(q, d.call("GET", "/api/search?q="+q, owner, ""), 400, "invalid_q")
	}
	d.want("nobody", d.call("GET", "/api/search?q=meera", "", ""), 401, "")
	d.want("a few", d.call("GET", "/api/search?q=meera&limit=1", owner, ""), 200, "")
}
