package app

import (
	"encoding/json"
	"testing"
)

func TestTextRemembersWhatItHeld(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]Text{
		`{}`:               {},
		`{"x":null}`:       {Given: true, Null: true},
		`{"x":""}`:         {Given: true},
		`{"x":"a\u0062"}`:  {Given: true, S: "ab"},
		`{"x": "null" }`:   {Given: true, S: "null"},
		`{"x":1e400}`:      {Given: true, Wrong: true},
		`{"x":false}`:      {Given: true, Wrong: true},
		`{"x":["a","b"]}`:  {Given: true, Wrong: true},
		`{"x":{"a":null}}`: {Given: true, Wrong: true},
	} {
		var got struct {
			X Text `json:"x"`
		}
		if err := json.Unmarshal([]byte(in), &got); err != nil || got.X != want {
			t.Errorf("%s = %+v, %v; want %+v", in, got.X, err, want)
		}
	}
}

func TestTextRefusesOnlyBrokenJSON(t *testing.T) {
	t.Parallel()
	for _, in := range []string{``, ` `, `"a`, `nul`, `[1`, `1 2`} {
		var got Text
		if got.UnmarshalJSON([]byte(in)) == nil {
			t.Errorf("%q was read as %+v", in, got)
		}
	}
}
