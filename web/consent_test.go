package web_test

import (
	"net/url"
	"strings"
	"testing"
	"time"
)

// sent sends a form as Meera filled it in and returns the token of her link.
func (d *desk) sent(c *clock, more ...string) string {
	d.t.Helper()
	v := asked(d.opened("/f/enquiry"), more...)
	c.pass(9 * time.Second)
	a := d.ask("/f/enquiry", v)
	to, err := url.Parse(a.header.Get("Location"))
	if a.status != 303 || err != nil {
		d.t.Fatalf("%d %v %s", a.status, err, a.body)
	}
	return to.Query().Get("t")
}

// Check 32: under 18 a parent's name and number are needed; boxes are never
// ticked before somebody ticks them, and what was agreed to is kept as it was
// read.
func TestMinorsBringAParentAndConsentIsKept(t *testing.T) {
	t.Parallel()
	var c clock
	d := open(t, c.option)
	page := d.call("GET", "/f/enquiry?utm_source=x&gclid=click", "", "")
	if strings.Contains(page.body, " checked>") || !strings.Contains(page.body, `name="parentName"`) {
		t.Errorf("the page: %s", page.body)
	}
	v := asked(hiddenView.FindStringSubmatch(page.body)[1], "who", "minor", "gclid", "click")
	c.pass(9 * time.Second)
	a := d.ask("/f/enquiry", v)
	if a.status != 400 || !strings.Contains(a.body, `href="#parentName"`) || !strings.Contains(a.body, `href="#parentPhone"`) {
		t.Errorf("without a parent: %d %s", a.status, a.body)
	}
	v.Set("parentName", "Anita Nair")
	v.Set("parentPhone", "+91 98220 11111")
	v.Set("news", "yes")
	if a := d.ask("/f/enquiry", v); a.status != 303 {
		t.Fatalf("with a parent: %d %s", a.status, a.body)
	}
	if got := d.query("SELECT minor::text || (SELECT coalesce(click_id, '') FROM touches) FROM enquiries"); got != "true" {
		t.Errorf("minor, and the advertisement they came by: %s", got)
	}
	if got := d.query("SELECT string_agg(purpose || text_version || (given_at IS NOT NULL) || text, '|' ORDER BY id) FROM consents"); !strings.HasPrefix(got, "contact1true") ||
		!strings.Contains(got, "may call and write to me") || !strings.Contains(got, "|news1true") {
		t.Errorf("consents: %s", got)
	}
	owner := d.register("Olga Owner", "olga@example.com")
	asha := d.register("Asha Patel", "asha@example.com")
	for range 3 {
		if a := d.call("GET", "/api/enquiries/1", owner, ""); a.text("data", "enquiry", "minor") != "true" {
			t.Errorf("the lead: %s", a.body)
		}
	}
	d.call("GET", "/api/enquiries/1", asha, "")
	if got := d.query("SELECT string_agg(actor_id::text || ':' || object_id, ',' ORDER BY id) FROM audit WHERE action = 'minor_record_viewed'"); got != "1:1,2:1" {
		t.Errorf("who looked: %s", got)
	}
	c.pass(24 * time.Hour)
	d.query("UPDATE sessions SET expires_at = now() + interval '1 year' RETURNING ''")
	form := d.call("GET", "/api/enquiries/1/form", owner, "")
	for _, want := range []string{`"parentName":"Anita Nair"`, `"parentPhone":"+919822011111"`, `"who":"minor"`, `"purpose":"news"`} {
		if form.status == 200 && !strings.Contains(form.body, want) {
			t.Errorf("%s is not in %s", want, form.body)
		}
	}
}

// Whoever has the link can end all contact and ask for their data to be deleted,
// once; nobody else can.
func TestLinkEndsContact(t *testing.T) {
	t.Parallel()
	var c clock
	d := open(t, c.option)
	owner := d.register("Olga Owner", "olga@example.com")
	token := d.sent(&c)
	other := d.sent(&c, "name", "Ravi Rao", "phone", "+91 98220 22222")
	page := d.call("GET", "/f/enquiry/mine?t="+token, "", "")
	if page.status != 200 || strings.Contains(page.body, "Meera") || !strings.Contains(page.body, `value="no_contact"`) || !strings.Contains(page.body, `value="erase"`) {
		t.Errorf("the link: %d %s", page.status, page.body)
	}
	before := d.state()
	for name, v := range map[string]url.Values{
		"another token": {"t": {other[:len(other)-2] + "xx"}, "ask": {"erase"}},
		"no token":      {"ask": {"erase"}},
		"another wish":  {"t": {token}, "ask": {"everything"}},
	} {
		if a := d.ask("/f/enquiry/mine", v); a.status != 404 {
			t.Errorf("%s: %d", name, a.status)
		}
	}
	if d.state() != before {
		t.Error("something was changed")
	}
	for range 2 {
		if a := d.ask("/f/enquiry/mine", url.Values{"t": {token}, "ask": {"no_contact"}}); a.status != 200 || !strings.Contains(a.body, "contacts you about this any more") {
			t.Errorf("no contact: %d %s", a.status, a.body)
		}
	}
	d.ask("/f/enquiry/mine", url.Values{"t": {token}, "ask": {"erase"}})
	if got := d.query("SELECT string_agg(name || (no_contact_at IS NOT NULL), ',' ORDER BY id) FROM enquiries"); got != "Meera Nairtrue,Ravi Raofalse" {
		t.Errorf("who may not be contacted: %s", got)
	}
	if got := d.query("SELECT string_agg(action || object_id, ',' ORDER BY id) FROM audit WHERE action IN ('contact_withdrawn', 'erasure_asked')"); got != "contact_withdrawn1,erasure_asked1" {
		t.Errorf("the audit log: %s", got)
	}
	lead := d.call("GET", "/api/enquiries/1", owner, "")
	form := d.call("GET", "/api/enquiries/1/form", owner, "")
	if lead.text("data", "enquiry", "noContactAt") == "null" || !strings.Contains(form.body, `"kind":"erase"`) || strings.Contains(form.body, `"withdrawnAt":null`) {
		t.Errorf("the lead: %s\n%s", lead.body, form.body)
	}
	d.sent(&c)
	if got := d.query("SELECT (no_contact_at IS NULL)::text FROM enquiries WHERE id = 1"); got != "true" {
		t.Error("who asks again, and allows it, cannot be contacted")
	}
}
