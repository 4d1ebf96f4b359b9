package app

import (
	"bytes"
	"encoding/json"
)

// Text is one text as it came in: it remembers whether the field was there at
// all, whether it was null, and whether it was something other than text. A use
// case can then report every wrong field at once, which a decoder that stops at
// the first wrong type cannot.
type Text struct {
	Given bool   // the field was there, whatever it held
	Null  bool   // it held null
	Wrong bool   // it held a number, true or false, a list or an object
	S     string // the text, empty unless it held one
}

// TextOf returns the Text of a string that was given.
func TextOf(s string) Text { return Text{Given: true, S: s} }

// UnmarshalJSON records what the JSON holds. It fails for broken JSON only,
// never for a wrong type: the use case says that in the field's own words.
func (t *Text) UnmarshalJSON(data []byte) error {
	*t = Text{Given: true}
	data = bytes.TrimSpace(data)
	switch {
	case bytes.Equal(data, []byte("null")):
		t.Null = true
		return nil
	case len(data) > 0 && data[0] == '"':
		return json.Unmarshal(data, &t.S)
	default:
		t.Wrong = true
		var any json.RawMessage
		return json.Unmarshal(data, &any)
	}
}
