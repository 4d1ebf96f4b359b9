package web_test

import (
	"strings"
	"testing"
)

func TestTemplates(t *testing.T) {
	t.Parallel()
	d, owner, asha, _ := team(t)
	if a := d.want("at first", d.call("GET", "/api/templates", asha, ""), 200, ""); strings.Count(a.body, `"channel":"whatsapp"`) != 5 {
		t.Errorf("%s", a.body)
	}
	d.refused("by a counsellor", "POST", "/api/templates", asha, `{"channel":"sms","name":"Hello","language":"en","body":"Hello {name}"}`, 403, "owner_only")
	a := d.want("a new one", d.call("POST", "/api/templates", owner, `{"channel":"sms","name":"Hello","language":"mr","body":"नमस्कार {name},\n{me}, {school}"}`), 201, "")
	path := "/api/templates/" + a.text("data", "template", "id")
	for _, body := range []string{
		`{"channel":"fax","name":"Hello","language":"en","body":"x"}`, `{"channel":"sms","name":"Hello","language":"en","body":""}`, `{}`,
		`{"channel":"sms","name":"Hello","language":"en","body":"Hello {nmae}"}`, `{"channel":"sms","name":"Hello","language":"en","body":7}`,
		`{"channel":"sms","name":"Hello","language":"English","body":"x"}`, `{"channel":"sms","name":"Hello","language":null,"body":"x"}`,
	} {
		d.refused(body, "POST", "/api/templates", owner, body, 400, "invalid_input")
	}
	d.refused("a name in use", "POST", "/api/templates", owner, `{"channel":"sms","name":"HELLO","language":"MR","body":"x"}`, 409, "template_name")
	changed := d.want("changed", d.call("PATCH", path, owner, `{"body":"Hello {name}"}`), 200, "")
	if changed.text("data", "template", "body") != "Hello {name}" || changed.text("data", "template", "language") != "mr" {
		t.Errorf("%s", changed.body)
	}
	d.refused("unknown", "PATCH", "/api/templates/99", owner, `{"body":"x"}`, 404, "template_not_found")
	d.want("removed", d.call("DELETE", path, owner, ""), 200, "")
	d.refused("removed again", "DELETE", path, owner, "", 404, "template_not_found")
}

func TestIntakes(t *testing.T) {
	t.Parallel()
	d, owner, asha, _ := team(t)
	d.refused("by a counsellor", "POST", "/api/intakes", asha, `{"course":"NEET","name":"June","startsOn":"2027-06-01"}`, 403, "owner_only")
	a := d.want("june", d.call("POST", "/api/intakes", owner, `{"course":"NEET","name":"June","startsOn":"2027-06-01","deadline":"2027-05-15"}`), 201, "")
	if a.text("data", "intake", "startsOn") != "2027-06-01" || a.text("data", "intake", "deadline") != "2027-05-15" {
		t.Errorf("%s", a.body)
	}
	for _, body := range []string{`{}`, `{"course":"NEET","name":"July","startsOn":"1 July"}`, `{"course":"NEET","name":"July","startsOn":null}`, `{"course":"NEET","name":"July","startsOn":"2027-02-30"}`} {
		d.refused(body, "POST", "/api/intakes", owner, body, 400, "invalid_input")
	}
	d.refused("a name in use", "POST", "/api/intakes", owner, `{"course":"neet","name":"june","startsOn":"2027-06-02"}`, 409, "intake_name")
	d.want("archived", d.call("PATCH", "/api/intakes/1", owner, `{"archived":true,"deadline":null}`), 200, "")
	d.refused("unknown", "PATCH", "/api/intakes/9", owner, `{"archived":true}`, 404, "intake_not_found")
	if a := d.call("GET", "/api/intakes", asha, ""); a.text("data", "intakes") != `[{"archived":true,"course":"NEET","deadline":null,"id":1,"name":"June","startsOn":"2027-06-01"}]` {
		t.Errorf("%s", a.body)
	}
}
