package web_test

import (
	"strings"
	"testing"
)

// withPhone is a form with a phone number as somebody types it.
func withPhone(number string) string {
	return strings.Replace(meera, "{", `{"phone":"`+number+`",`, 1)
}

// The number that people give is kept in one form, shown to those who may see it
// and hidden like the e-mail address from others.
func TestPhoneOfAnEnquiry(t *testing.T) {
	t.Parallel()
	d, owner, asha, rahul := team(t)
	d.want("the country", d.call("PATCH", "/api/settings", owner, `{"country":"IN","queueMode":"masked"}`), 200, "")
	for _, typed := range []string{"98220-41763", "+91 98220 41763", "09822041763"} { // check 30
		sent := d.want(typed, d.call("POST", "/api/enquiries/public", "", withPhone(typed)), 201, "")
		if strings.Contains(sent.body, "41763") {
			t.Errorf("the contract's answer has grown: %s", sent.body)
		}
	}
	form := d.call("POST", "/api/enquiries/public", "", "name=Eve+Adams&email=eve%40example.com&courseInterest=Go&phone=098220+41763",
		"Content-Type", "application/x-www-form-urlencoded")
	d.want("a form", form, 201, "")
	if got := d.query("SELECT string_agg(phone || origin, ' ') FROM touches"); got != strings.TrimSpace(strings.Repeat("+919822041763form ", 4)) {
		t.Fatalf("kept: %s", got)
	}

	hidden := func(what string, a answer, yes bool) {
		t.Helper()
		if got := strings.Contains(a.body, "41763"); got == yes {
			t.Errorf("%s: hidden should be %v: %s", what, yes, a.body)
		}
	}
	hidden("the queue, masked", d.call("GET", "/api/enquiries/unclaimed", asha, ""), true)
	hidden("the lead, masked", d.call("GET", "/api/enquiries/1", asha, ""), true)
	hidden("an owner", d.call("GET", "/api/enquiries/1", owner, ""), false)
	if a := d.call("GET", "/api/enquiries/unclaimed?q=9822041763", asha, ""); a.text("data", "pagination", "total") != "0" {
		t.Errorf("what is hidden can be searched: %s", a.body)
	}
	got := d.want("claim", d.call("POST", "/api/enquiries/1/claim", asha, ""), 200, "")
	if got.text("data", "enquiry", "phone") != "+919822041763" || got.text("data", "enquiry", "phoneShown") != "98220 41763" {
		t.Errorf("claimed: %s", got.body)
	}
	hidden("a colleague", d.call("GET", "/api/enquiries/1", rahul, ""), true)
	if a := d.call("GET", "/api/enquiries/mine?q=098220-41763", asha, ""); a.text("data", "pagination", "total") != "1" {
		t.Errorf("search by number: %s", a.body)
	}

	d.want("corrected", d.call("PATCH", "/api/enquiries/1", asha, `{"phone":"90110 02244","email":""}`, "If-Match", "*"), 200, "")
	d.want("nothing left", d.call("PATCH", "/api/enquiries/1", asha, `{"phone":null}`, "If-Match", "*"), 400, "invalid_input")
	d.want("no e-mail and no phone", d.call("PATCH", "/api/enquiries/1", asha, `{"phone":"","email":""}`, "If-Match", "*"), 400, "invalid_input")
	if got := d.query("SELECT phone || '/' || email FROM enquiries WHERE id = 1"); got != "+919011002244/" {
		t.Errorf("corrected to %s", got)
	}
	d.want("given away", d.call("POST", "/api/enquiries/1/release", asha, `{}`), 200, "")
	if a := d.call("GET", "/api/enquiries/1", rahul, ""); strings.Contains(a.body, "02244") || a.text("data", "enquiry", "email") != "" {
		t.Errorf("without an address: %s", a.body)
	}
}

func TestWrongPhones(t *testing.T) {
	t.Parallel()
	d, owner, _, _ := team(t)
	d.want("without a country", d.call("POST", "/api/enquiries/public", "", withPhone("98220 41763")), 400, "invalid_input")
	d.want("with its code", d.call("POST", "/api/enquiries/public", "", withPhone("+91 98220 41763")), 201, "")
	d.want("the country", d.call("PATCH", "/api/settings", owner, `{"country":"IN"}`), 200, "")
	before := d.rows()
	for typed, want := range map[string]string{
		"98220 4176":             "This number has 9 digits. Indian mobile numbers have 10",
		"98220 4l763":            "A phone number has only digits. Check “98220 4l763”",
		strings.Repeat("9", 41):  "Phone must not exceed 40 characters",
		`98220\u0000 41763`:      "Phone contains a character that cannot be stored",
		"98220 41763 </script>":  "A phone number has only digits",
		"+91 98220 41763; DROP ": "A phone number has only digits",
	} {
		a := d.want(typed, d.call("POST", "/api/enquiries/public", "", withPhone(typed)), 400, "invalid_input")
		if !strings.Contains(a.text("details"), want) && !strings.Contains(a.body, want) {
			t.Errorf("%q: %s", typed, a.body)
		}
	}
	for _, wrong := range []string{"5", "true", `["98220 41763"]`, "{}"} {
		d.want(wrong, d.call("POST", "/api/enquiries/public", "", strings.Replace(meera, "{", `{"phone":`+wrong+",", 1)), 400, "invalid_input")
	}
	for _, none := range []string{`""`, "null", `"  "`} {
		d.want(none, d.call("POST", "/api/enquiries/public", "", strings.Replace(meera, "{", `{"phone":`+none+",", 1)), 201, "")
	}
	if after := d.query("SELECT count(*) FROM enquiries WHERE phone IS NOT NULL"); after != "1" {
		t.Errorf("%s with a phone, before %s", after, before)
	}
}
