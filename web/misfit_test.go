package web_test

import (
	"strings"
	"testing"
)

// What cannot be read at all is refused by its field, in a sentence that screens know
// in every language.
func TestAFieldOfTheWrongKindIsNamed(t *testing.T) {
	t.Parallel()
	d, owner, _, _ := team(t)
	for _, c := range []struct{ method, path, body, field, msg string }{
		{"PATCH", "/api/settings", `{"promiseMinutes":"five"}`, "promiseMinutes", "This must be a whole number of at most 18 digits"},
		{"PATCH", "/api/settings", `{"promiseMinutes":1e30}`, "promiseMinutes", "This must be a whole number of at most 18 digits"},
		{"PATCH", "/api/settings", `{"hours":7}`, "hours", "This must be a list"},
		{"PATCH", "/api/settings", `{"hours":[[],null]}`, "hours", "This must be an object with fields"},
		{"PATCH", "/api/settings", `{"hours":[{"from":9}]}`, "hours.from", "This must be text"},
		{"POST", "/api/enquiries/reassign", `{"ids":["7"],"userId":2}`, "ids", "This must be a whole number of at most 18 digits"},
		{"PATCH", "/api/me/notices", `{"sound":"yes"}`, "sound", "This must be true or false"},
	} {
		before := d.state()
		a := d.want(c.body, d.call(c.method, c.path, owner, c.body), 400, "invalid_input")
		if !strings.Contains(a.body, `"details":[{"type":"field","path":"`+c.field+`","location":"body","msg":"`+c.msg+`"}]`) {
			t.Errorf("%s: %s", c.body, a.body)
		}
		if d.state() != before {
			t.Errorf("%s changed something", c.body)
		}
	}
}
