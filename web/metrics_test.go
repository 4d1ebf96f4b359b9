package web_test

import (
	"context"
	"regexp"
	"strings"
	"testing"
	"time"

	"firstbell/app"
	"firstbell/web"
)

const metricsToken = "a token of the tests for figures"

func TestFiguresAreForThoseWhoKnowTheToken(t *testing.T) {
	t.Parallel()
	closed := open(t)
	for _, token := range []string{"", "x", metricsToken} {
		if a := closed.call("GET", "/metrics", token, ""); a.status != 404 || a.text("code") != "route_not_found" {
			t.Errorf("without METRICS_TOKEN, %q: %d %s", token, a.status, a.body)
		}
	}
	d := open(t, func(_ *app.Desk, c *web.Config) { c.MetricsToken = metricsToken })
	for _, token := range []string{"", "x", metricsToken + "x"} {
		if a := d.call("GET", "/metrics", token, ""); a.status != 404 {
			t.Errorf("%q: %d", token, a.status)
		}
	}
	if a := d.call("GET", "/metrics", metricsToken, ""); a.status != 200 || !strings.HasPrefix(a.header.Get("Content-Type"), "text/plain") {
		t.Errorf("with the token: %d %s", a.status, a.header)
	}
}

func TestFiguresTellWhatTheDeskDid(t *testing.T) {
	t.Parallel()
	d := open(t, func(a *app.Desk, c *web.Config) {
		c.MetricsToken = metricsToken
		a.Vitals.Backup = func(context.Context) (app.ProvenBackup, bool) {
			return app.ProvenBackup{At: time.Now().Add(-time.Hour), OK: true}, true
		}
		a.Vitals.OutboxLag = func(context.Context) (time.Duration, bool) { return 3 * time.Second, true }
	})
	asha, rahul := d.register("Asha Patel", "asha.private@example.com"), d.register("Rahul Rao", "rahul.private@example.com")
	id := d.enquire("Meera Private")
	d.enquire("Kiran Private")
	d.call("POST", "/api/enquiries/"+id+"/claim", asha, "", "Idempotency-Key", "one")
	d.call("POST", "/api/enquiries/"+id+"/claim", asha, "", "Idempotency-Key", "one") // a repeat is no second claim
	d.call("POST", "/api/enquiries/"+id+"/claim", rahul, "")
	d.call("POST", "/api/auth/login", "", `{"email":"asha.private@example.com","password":"wrong password"}`)
	d.call("GET", "/no/such/private", "", "")
	body := d.call("GET", "/metrics", metricsToken, "").body
	for _, line := range []string{
		"firstbell_claims_total 1", "firstbell_lost_races_total 1", "firstbell_enquiries_total 2", "firstbell_sign_ins_refused_total 1",
		"firstbell_waiting 1", "firstbell_stream_clients 0", `firstbell_batched_total{kind="enquiries"} 2`, `firstbell_ready{point="disk"} 1`,
		`firstbell_http_requests_total{method="POST",route="/api/enquiries/:id/claim",status="200"} 2`, "firstbell_outbox_lag_seconds 3",
		`firstbell_http_request_seconds_count{method="POST",route="/api/enquiries/:id/claim"} 3`, `firstbell_info{version="test"} 1`, "firstbell_backup_proven_ok 1",
	} {
		if !strings.Contains(body, line+"\n") {
			t.Errorf("not there: %s", line)
		}
	}
	if !regexp.MustCompile(`firstbell_longest_wait_seconds \d`).MatchString(body) || !strings.Contains(body, "firstbell_backup_proven_age_seconds 36") {
		t.Error("the longest wait or the age of the backup is missing")
	}
	for _, personal := range []string{"rivate", "example.com", "Asha", "eyJ", "127.0.0.1"} {
		if strings.Contains(body, personal) {
			t.Errorf("the figures hold %q", personal)
		}
	}
}
