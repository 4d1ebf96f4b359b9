package web_test

import "testing"

// The description in testdata is what the typed client of the UI is made from.
// It cannot drift: this test compares it with what the server makes from its
// types, and every other test compares answers with it.
func TestDescriptionIsCurrent(t *testing.T) {
	t.Parallel()
	d := open(t)
	res, err := rawGet(d.url + "/api/openapi.json")
	if err != nil {
		t.Fatal(err)
	}
	golden(t, "openapi.json", res+"\n")
}
