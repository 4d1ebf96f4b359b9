package web_test

import (
	"strings"
	"testing"

	"firstbell/app"
	"firstbell/web"
)

// While the disk is almost full nothing new is taken, in words; people still
// get in, read, and end what has to end.
func TestALowDiskStopsWritesAndNothingElse(t *testing.T) {
	t.Parallel()
	d := open(t)
	token := d.register("Asha Patel", "asha@example.com")
	id := d.enquire("Meera Nair")
	d.app.Gate.SetDiskLow(true)
	before := d.state()
	for _, path := range []string{"/api/enquiries/public", "/api/enquiries/" + id + "/claim", "/api/enquiries/claim-next", "/api/auth/register"} {
		a := d.call("POST", path, token, `{"name":"Ravi Rao","email":"r@example.com","courseInterest":"NEET","password":"secret1"}`)
		if a.status != 503 || a.text("code") != "disk_low" || !strings.Contains(a.text("message"), "Nothing was saved") || a.header.Get("Retry-After") != "60" {
			t.Errorf("POST %s: %d %s", path, a.status, a.body)
		}
	}
	if d.state() != before {
		t.Error("a refused request has changed something")
	}
	for _, path := range []string{"/api/enquiries/unclaimed", "/api/me", "/health", "/livez"} {
		if a := d.call("GET", path, token, ""); a.status != 200 {
			t.Errorf("GET %s: %d %s", path, a.status, a.body)
		}
	}
	signIn := `{"email":"asha@example.com","password":"secret1"}`
	if a := d.call("POST", "/api/session", "", signIn); a.status != 200 {
		t.Errorf("sign in: %d %s", a.status, a.body)
	}
	if a := d.call("DELETE", "/api/me/sessions", token, ""); a.status != 200 {
		t.Errorf("end sessions: %d %s", a.status, a.body)
	}
	if a := d.call("GET", "/readyz", "", ""); a.status != 503 || a.text("details", "points", "disk") != "false" || a.text("details", "points", "database") != "true" {
		t.Errorf("/readyz: %d %s", a.status, a.body)
	}
	d.app.Gate.SetDiskLow(false)
	d.enquire("Kiran Shah")
}

func TestMaintenanceSaysSoToPeopleAndPrograms(t *testing.T) {
	t.Parallel()
	d := open(t)
	token := d.register("Asha Patel", "asha@example.com")
	d.app.Gate.SetMaintenance(true)
	before := d.state()
	page := d.call("GET", "/inbox", "", "")
	if page.status != 503 || !strings.Contains(page.header.Get("Content-Type"), "text/html") || !strings.Contains(page.body, "Back soon") || page.header.Get("Retry-After") != "60" {
		t.Errorf("a page: %d %s", page.status, page.body)
	}
	for _, line := range []string{"GET /api/enquiries/unclaimed", "POST /api/enquiries/public", "POST /api/session", "DELETE /api/session"} {
		method, path, _ := strings.Cut(line, " ")
		a := d.call(method, path, token, "")
		if a.status != 503 || a.text("code") != "maintenance" || a.text("success") != "false" {
			t.Errorf("%s: %d %s", line, a.status, a.body)
		}
	}
	if d.state() != before {
		t.Error("a refused request has changed something")
	}
	for path, status := range map[string]int{"/livez": 200, "/health": 200, "/readyz": 503} {
		if a := d.call("GET", path, "", ""); a.status != status {
			t.Errorf("%s: %d %s", path, a.status, a.body)
		}
	}
	d.app.Gate.SetMaintenance(false)
	if a := d.call("GET", "/readyz", "", ""); a.status != 200 || a.text("data", "points", "maintenance") != "true" || a.text("data", "backup") != "null" {
		t.Errorf("/readyz afterwards: %d %s", a.status, a.body)
	}
}

// A database that a newer program has changed meanwhile is not ready.
func TestReadinessSeesAnotherSchema(t *testing.T) {
	t.Parallel()
	d := open(t, func(a *app.Desk, _ *web.Config) { a.Steps = 1 })
	if a := d.call("GET", "/readyz", "", ""); a.status != 503 || a.text("details", "points", "schema") != "false" {
		t.Errorf("%d %s", a.status, a.body)
	}
}
