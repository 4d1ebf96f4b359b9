package web_test

import (
	"strings"
	"testing"
)

// Who says which language and branch they want is served by those who take it.
func TestLanguageAndBranchOfAnEnquiry(t *testing.T) {
	t.Parallel()
	d, owner, asha, rahul := team(t)
	body := strings.Replace(meera, "{", `{"language":" HI ","branch":" Kothrud ",`, 1)
	sent := d.want("form", d.call("POST", "/api/enquiries/public", "", body), 201, "")
	if strings.Contains(sent.body, "Kothrud") {
		t.Errorf("the contract's answer has grown: %s", sent.body)
	}
	said := func(what string, a answer) {
		t.Helper()
		if a.text("data", "enquiry", "language") != "hi" || a.text("data", "enquiry", "branch") != "Kothrud" {
			t.Errorf("%s: %s", what, a.body)
		}
	}
	said("the lead", d.call("GET", "/api/enquiries/1", asha, ""))
	d.want("what Asha takes", d.call("PATCH", "/api/users/2", owner, `{"languages":["mr"]}`), 200, "")
	d.want("what Rahul takes", d.call("PATCH", "/api/users/3", owner, `{"languages":["MR","Hi"],"branch":"kothrud"}`), 200, "")
	if a := d.call("POST", "/api/enquiries/claim-next", asha, ""); a.text("data", "enquiry") != "null" {
		t.Errorf("another language: %s", a.body)
	}
	next := d.call("POST", "/api/enquiries/claim-next", rahul, "", "Idempotency-Key", "k1")
	said("claim next", next)
	if again := d.call("POST", "/api/enquiries/claim-next", rahul, "", "Idempotency-Key", "k1"); again.body != next.body {
		t.Errorf("repeated: %s", again.body)
	}

	none := strings.Replace(strings.Replace(meera, "Meera", "Arjun", 1), "{", `{"language":"","branch":null,`, 1)
	d.want("nothing said", d.call("POST", "/api/enquiries/public", "", none), 201, "")
	if a := d.call("GET", "/api/enquiries/2", asha, ""); a.text("data", "enquiry", "language") != "null" || a.text("data", "enquiry", "branch") != "null" {
		t.Errorf("nothing said: %s", a.body)
	}

	before := d.rows()
	for _, wrong := range []string{`"language":"Hindi"`, `"language":"h"`, `"language":"hi-IN"`, `"language":5`, `"language":"हि"`,
		`"branch":["Pune"]`, `"branch":"a\nb"`, `"branch":"` + strings.Repeat("x", 256) + `"`} {
		body := strings.Replace(meera, "{", "{"+wrong+",", 1)
		d.want(wrong, d.call("POST", "/api/enquiries/public", "", body), 400, "invalid_input")
	}
	d.want("a name for a tag", d.call("PATCH", "/api/users/2", owner, `{"languages":["Hindi"]}`), 400, "invalid_input")
	if after := d.rows() + d.query("SELECT languages::text FROM users WHERE id = 2"); after != before+"{mr}" {
		t.Errorf("refused requests changed %s to %s", before, after)
	}
}
