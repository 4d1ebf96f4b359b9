package web_test

import (
	"encoding/json"
	"net/url"
	"strings"
	"testing"
	"time"
)

// An owner changes what a form asks, and the page asks it at once; what cannot
// be asked is refused and changes nothing.
func TestFormAsksWhatTheSchoolChose(t *testing.T) {
	t.Parallel()
	var c clock
	d := open(t, c.option)
	owner := d.register("Olga Owner", "olga@example.com")
	asha := d.register("Asha Patel", "asha@example.com")
	d.opened("/f/enquiry")
	const questions = `[{"id":"name","use":"required"},{"id":"own1","use":"required","type":"choice","label":{"en":"Which batch","hi":"कौन सा बैच"},"choices":["Morning","Evening"]},
		{"id":"own2","use":"optional","type":"date","label":{"en":"Born on"}},{"id":"phone","use":"required"},{"id":"email","use":"off"},{"id":"course","use":"off"},
		{"id":"message","use":"optional"},{"id":"who","use":"off"}]`
	d.want("change", d.call("PATCH", "/api/forms/1", owner, `{"fields":`+questions+`,"texts":{"en":{"title":"Open day","contact":"Call me about the open day."}},"origins":["https://School.example/page"]}`), 200, "")
	d.want("not an owner", d.call("PATCH", "/api/forms/1", asha, `{"name":"x"}`), 403, "owner_only")
	page := d.call("GET", "/f/enquiry", "", "")
	for _, want := range []string{"Open day", "Which batch", `name="own1"`, `type="date"`, "Call me about the open day."} {
		if !strings.Contains(page.body, want) {
			t.Errorf("%q is not asked: %s", want, page.body)
		}
	}
	if strings.Contains(page.body, `name="email"`) || strings.Contains(page.body, `name="who"`) || !strings.Contains(page.header.Get("Content-Security-Policy"), "frame-ancestors 'self' https://school.example") {
		t.Errorf("%v %s", page.header, page.body)
	}
	v := url.Values{"view": {hiddenView.FindStringSubmatch(page.body)[1]}, "v": {"2"}, "name": {"Meera Nair"}, "phone": {"+91 98220 41763"}, "own1": {"Noon"}, "own2": {"31.12.2010"}, "contact": {"yes"}}
	c.pass(9 * time.Second)
	if a := d.ask("/f/enquiry", v); a.status != 400 || !strings.Contains(a.body, "Check “Which batch”.") || !strings.Contains(a.body, "Check “Born on”.") {
		t.Errorf("answers that cannot be chosen: %d %s", a.status, a.body)
	}
	v.Set("own1", "Evening")
	v.Set("own2", "2010-12-31")
	if a := d.ask("/f/enquiry", v); a.status != 303 {
		t.Errorf("%d %s", a.status, a.body)
	}
	if got := d.query("SELECT own::text || (SELECT text FROM consents) FROM answers"); got != `[{"text": "Evening", "label": "Which batch"}, {"text": "2010-12-31", "label": "Born on"}]Call me about the open day.` {
		t.Errorf("kept: %s", got)
	}
	before := d.state()
	tried := d.call("POST", "/api/forms/1/preview", owner, `{"language":"hi","texts":{"hi":{"title":"खुला दिन"}},"fields":`+strings.Replace(questions, "Morning", "At noon", 1)+`}`)
	for _, want := range []string{"खुला दिन", "कौन सा बैच", "At noon"} {
		if tried.status != 200 || !strings.Contains(tried.body, want) {
			t.Errorf("the preview lacks %q: %d %s", want, tried.status, tried.body)
		}
	}
	d.want("a preview for others", d.call("POST", "/api/forms/1/preview", asha, `{"language":"en"}`), 403, "owner_only")
	d.want("a preview of no form", d.call("POST", "/api/forms/9/preview", owner, `{"language":"en"}`), 404, "form_not_found")
	d.want("a preview of what cannot be", d.call("POST", "/api/forms/1/preview", owner, `{"language":"en","fields":[]}`), 400, "")
	for name, body := range map[string]string{
		"without the name":       `{"fields":[{"id":"phone","use":"required"}]}`,
		"name optional":          `{"fields":` + strings.Replace(questions, `"id":"name","use":"required"`, `"id":"name","use":"optional"`, 1) + `}`,
		"phone off":              `{"fields":` + strings.Replace(questions, `"id":"phone","use":"required"`, `"id":"phone","use":"off"`, 1) + `}`,
		"a ninth question":       `{"fields":` + strings.Replace(questions, `"own1"`, `"own9"`, 1) + `}`,
		"one twice":              `{"fields":` + strings.Replace(questions, `"own2"`, `"own1"`, 1) + `}`,
		"one answer to choose":   `{"fields":` + strings.Replace(questions, `"Morning",`, ``, 1) + `}`,
		"a label with a control": `{"fields":` + strings.Replace(questions, `Which batch`, `Which\u0007batch`, 1) + `}`,
		"an origin of no site":   `{"origins":["javascript:alert(1)"]}`,
		"a policy in an origin":  `{"origins":["https://a.example; script-src *"]}`,
		"an address with a path": `{"slug":"../admin"}`,
		"another language":       `{"texts":{"xx":{"title":"x"}}}`,
	} {
		if a := d.call("PATCH", "/api/forms/1", owner, body); a.status != 400 {
			t.Errorf("%s: %d %s", name, a.status, a.body)
		}
	}
	if d.state() != before {
		t.Error("something was changed")
	}
	d.want("add", d.call("POST", "/api/forms", owner, `{"name":"Open day","slug":"open-day"}`), 201, "")
	d.want("add again", d.call("POST", "/api/forms", owner, `{"name":"Open day","slug":"open-day"}`), 409, "form_slug")
	d.opened("/f/open-day")
	d.want("switch off", d.call("PATCH", "/api/forms/2", owner, `{"active":false}`), 200, "")
	if a := d.call("GET", "/f/open-day", "", ""); a.status != 404 || !strings.Contains(a.body, "There is no form here") {
		t.Errorf("a form that is off: %d %s", a.status, a.body)
	}
}

// What the poster, the picture and the script of a form hold.
func TestFormIsShownInOtherPlaces(t *testing.T) {
	t.Parallel()
	d := open(t)
	if a := d.call("GET", "/f/enquiry/poster?lang=hi", "", ""); a.status != 200 || !strings.Contains(a.body, d.url+"/f/enquiry") || !strings.Contains(a.body, "<path d=\"M4 4h7v1h-7z") {
		t.Errorf("the poster: %d %s", a.status, a.body)
	}
	if a := d.call("GET", "/f/enquiry/qr.png", "", ""); a.status != 200 || !strings.HasPrefix(a.body, "\x89PNG") {
		t.Errorf("the picture: %d", a.status)
	}
	a := d.call("GET", "/f/enquiry/embed.js", "", "")
	size, _ := json.Marshal(len(a.body))
	if a.status != 200 || len(a.body) > 10_000 || !strings.HasPrefix(a.header.Get("Content-Type"), "text/javascript") {
		t.Errorf("the script: %d, %s bytes", a.status, size)
	}
	if a := d.call("GET", "/f/work.js", "", ""); a.status != 200 {
		t.Errorf("the worker: %d", a.status)
	}
	kiosk := d.call("GET", "/f/enquiry?kiosk=1", "", "")
	if !strings.Contains(kiosk.body, `name="kiosk" value="1"`) || strings.Contains(kiosk.body, `autocomplete="name"`) {
		t.Errorf("at the reception desk: %s", kiosk.body)
	}
	if a := d.call("GET", "/f/enquiry/thanks?kiosk=1", "", ""); !strings.Contains(a.body, `content="20;url=/f/enquiry?kiosk=1"`) {
		t.Errorf("the page after it: %s", a.body)
	}
}
