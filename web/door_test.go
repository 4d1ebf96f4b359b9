package web_test

import (
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"
)

var hiddenView = regexp.MustCompile(`name="view" value="([^"]+)"`)

// opened opens a form and returns the name of the page.
func (d *desk) opened(path string) string {
	d.t.Helper()
	a := d.call("GET", path, "", "")
	m := hiddenView.FindStringSubmatch(a.body)
	if a.status != 200 || m == nil {
		d.t.Fatalf("open %s: %d %s", path, a.status, a.body)
	}
	return m[1]
}

// asked are the fields of a form that Meera has filled in.
func asked(view string, more ...string) url.Values {
	v := url.Values{"view": {view}, "lang": {"en"}, "v": {"1"}, "name": {"Meera Nair"}, "phone": {"+91 98220 41763"}, "email": {""},
		"course": {"Not sure yet"}, "message": {"When does it start?"}, "who": {"student"}, "contact": {"yes"}}
	for i := 0; i+1 < len(more); i += 2 {
		v.Set(more[i], more[i+1])
	}
	return v
}

func (d *desk) ask(path string, v url.Values, headers ...string) answer {
	d.t.Helper()
	return d.call("POST", path, "", v.Encode(), append([]string{"Content-Type", "application/x-www-form-urlencoded"}, headers...)...)
}

// The form is one answer of less than 14 kB, in either language, brings its own
// style and script, and sets no cookie. (Check 28.)
func TestFormIsOneSmallAnswer(t *testing.T) {
	t.Parallel()
	d := open(t)
	for lang, words := range map[string]string{"en": "Ask us anything", "hi": "हमसे कुछ भी पूछें"} {
		a := d.call("GET", "/f/enquiry?lang="+lang, "", "")
		size := len(a.body)
		for name, values := range a.header {
			size += len(name) + len(strings.Join(values, "")) + 4
		}
		figure(t, "the public form in %s: 1 request, %d bytes with headers", lang, size)
		if a.status != 200 || size > 14_000 || !strings.Contains(a.body, words) || !strings.Contains(a.body, `<html lang="`+lang+`"`) {
			t.Errorf("%s: %d, %d bytes: %s", lang, a.status, size, a.body)
		}
		for _, other := range []string{`src=`, `<link rel="stylesheet`, `url(`} {
			if strings.Contains(a.body, other) {
				t.Errorf("%s: the page asks for something else: %s", lang, other)
			}
		}
		if a.header.Get("Set-Cookie") != "" || a.header.Get("X-Frame-Options") != "" {
			t.Errorf("%s: %v", lang, a.header)
		}
	}
	if a := d.call("GET", "/f/enquiry", "", "", "Accept-Language", "hi-IN,hi;q=0.9,en;q=0.8"); !strings.Contains(a.body, `<html lang="hi"`) {
		t.Error("a browser that prefers Hindi is not shown it")
	}
	if a := d.call("GET", "/f/enquiry", "", "", "Accept-Language", "fr"); !strings.Contains(a.body, `<html lang="en"`) {
		t.Error("where the browser speaks neither, the school's language is not shown")
	}
}

// A form that is sent becomes one enquiry, and its sender gets a reference and
// the school's hours.
func TestFormBecomesAnEnquiry(t *testing.T) {
	t.Parallel()
	var c clock
	d := open(t, c.option)
	view := d.opened("/f/enquiry?utm_source=poster")
	c.pass(9 * time.Second)
	a := d.ask("/f/enquiry", asked(view, "utm_source", "poster"))
	to := a.header.Get("Location")
	if a.status != 303 || !strings.HasPrefix(to, "/f/enquiry/thanks?") {
		t.Fatalf("%d %s %s", a.status, to, a.body)
	}
	thanks := d.call("GET", to, "", "")
	if thanks.status != 200 || !regexp.MustCompile(`>[A-Z2-7]{4}-[A-Z2-7]{4}<`).MatchString(thanks.body) || !strings.Contains(thanks.body, "We are here") ||
		thanks.header.Get("Cache-Control") != "no-store" {
		t.Errorf("thanks: %d %s", thanks.status, thanks.body)
	}
	if got := d.query("SELECT count(*) || name || phone || origin || stage FROM enquiries GROUP BY name, phone, origin, stage"); got != "1Meera Nair+919822041763formnew" {
		t.Errorf("kept: %s", got)
	}
	if got := d.query("SELECT state || (enquiry IS NULL) || who || form_version FROM answers"); got != "intruestudent1" {
		t.Errorf("the answer: %s", got)
	}
}

// Check 29: what is wrong comes back with all that was typed, a summary that
// leads to each field, and a title that says so first.
func TestFormSaysWhatIsWrong(t *testing.T) {
	t.Parallel()
	d := open(t)
	before := d.state()
	v := asked(d.opened("/f/enquiry"), "name", " ", "phone", "+91 12", "contact", "", "message", `<b>"so"</b>`)
	a := d.ask("/f/enquiry", v)
	for _, want := range []string{"<title>Error: ", `href="#name"`, `id="name-e"`, "Enter your name.", `href="#phone"`, `value="&#43;91 12"`, "This number has 2 digits",
		`href="#contact"`, "&lt;b&gt;&#34;so&#34;", `aria-describedby="phone-h phone-e"`, `autofocus`} {
		if !strings.Contains(a.body, want) {
			t.Errorf("%q is not in %s", want, a.body)
		}
	}
	if strings.Contains(a.body, `name="contact" value="yes" checked`) {
		t.Error("a box is ticked")
	}
	if a.status != 400 {
		t.Errorf("status %d", a.status)
	}
	v.Set("lang", "hi")
	if a := d.ask("/f/enquiry", v); !strings.Contains(a.body, "<title>गलती: ") || !strings.Contains(a.body, "अपना नाम लिखें।") {
		t.Errorf("in Hindi: %s", a.body)
	}
	if a := d.ask("/f/enquiry", url.Values{}); strings.Count(a.body, "<li>") != 5 {
		t.Errorf("an empty form: %s", a.body)
	}
	if d.state() != before {
		t.Error("something was kept")
	}
}

// A second press, a form sent again after going back, and one that a browser
// sends again by itself are one enquiry, also at the same moment.
func TestFormSentAgainIsOneEnquiry(t *testing.T) {
	t.Parallel()
	var c clock
	d := open(t, c.option)
	v := asked(d.opened("/f/enquiry"))
	c.pass(9 * time.Second)
	answers := make(chan answer, 8)
	for range 8 {
		go func() { answers <- d.ask("/f/enquiry", v) }()
	}
	places := map[string]bool{}
	for range 8 {
		a := <-answers
		if a.status != 303 {
			t.Errorf("%d %s", a.status, a.body)
		}
		places[a.header.Get("Location")] = true
	}
	c.pass(3 * time.Hour)
	if a := d.ask("/f/enquiry", v); a.status != 303 {
		t.Errorf("hours later: %d", a.status)
	}
	if got := d.query("SELECT (SELECT count(*) FROM enquiries) || ' ' || (SELECT count(*) FROM answers) || ' ' || (SELECT count(*) FROM consents)"); got != "1 1 1" || len(places) != 1 {
		t.Errorf("enquiries, answers, consents: %s; %d different answers", got, len(places))
	}
}

// Check 30: three ways to write a number are one number.
func TestFormReadsNumbersAsTheyAreWritten(t *testing.T) {
	t.Parallel()
	var c clock
	d := open(t, c.option)
	d.query("UPDATE school SET country = 'IN' RETURNING ''")
	for _, number := range []string{"98220-41763", "+91 98220 41763", "09822041763"} {
		v := asked(d.opened("/f/enquiry"), "phone", number)
		c.pass(9 * time.Second)
		if a := d.ask("/f/enquiry", v); a.status != 303 {
			t.Errorf("%s: %d %s", number, a.status, a.body)
		}
	}
	if got := d.query("SELECT count(DISTINCT phone)::text FROM enquiries"); got != "1" {
		t.Errorf("%s different numbers", got)
	}
}
