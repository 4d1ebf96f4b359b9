package web_test

import (
	"testing"
	"time"

	"firstbell/app"
	"firstbell/web"
)

// A person who tries out what is in the database, or takes file after file away,
// is stopped; their colleagues and their other work are not.
func TestSearchesAndExportsOfAPersonAreLimited(t *testing.T) {
	t.Parallel()
	now := time.Now()
	clock := func() time.Time { return now }
	d, owner, asha, _ := team(t, func(a *app.Desk, _ *web.Config) {
		a.Searches, a.Exports = app.NewSearchRate(clock), app.NewExportRate(clock)
	})
	search := func(who string) answer { return d.call("GET", "/api/enquiries/unclaimed?q=meera", who, "") }
	for range 120 {
		d.want("a search", search(asha), 200, "")
	}
	if a := d.want("one search too many", search(asha), 429, "rate"); a.header.Get("Retry-After") != "1" {
		t.Errorf("Retry-After: %q", a.header.Get("Retry-After"))
	}
	for _, elsewhere := range []string{"/api/enquiries/mine?q=meera", "/api/enquiries?q=meera", "/api/search?q=meera", "/api/enquiries/lookup?phone=%2B919822041763"} {
		d.want(elsewhere, d.call("GET", elsewhere, asha, ""), 429, "rate")
	}
	d.want("a list", d.call("GET", "/api/enquiries/unclaimed", asha, ""), 200, "")
	d.want("a colleague", search(owner), 200, "")

	export := func() answer { return d.call("GET", "/api/audit?format=csv", owner, "") }
	for range 10 {
		d.want("a file", export(), 200, "")
	}
	if a := d.want("one file too many", export(), 429, "rate"); a.header.Get("Retry-After") != "360" {
		t.Errorf("Retry-After: %q", a.header.Get("Retry-After"))
	}
	d.want("the log on the screen", d.call("GET", "/api/audit", owner, ""), 200, "")
}
