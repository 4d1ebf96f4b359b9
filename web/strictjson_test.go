package web

import (
	"bytes"
	"encoding/json"
	"fmt"
	"reflect"
	"strings"
	"testing"
	"unicode/utf8"
)

func nested(levels int) string {
	return strings.Repeat(`{"a":`, levels-1) + `{}` + strings.Repeat(`}`, levels-1)
}

func manyKeys(n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, `,"k%d":1`, i)
	}
	return "{" + b.String()[1:] + "}"
}

func TestJSONAccepted(t *testing.T) {
	t.Parallel()
	for _, body := range []string{
		`{}`,
		" \t\r\n{ } \n",
		`{"name":"Asha Rao","message":null,"n":-1.5e3,"b":[true,false,[]],"o":{"a":{}}}`,
		`{"a":{"x":1},"b":{"x":1}}`, // the same key in two objects
		`{"a":1,"A":2," a":3}`,      // other keys
		`{"a":"\ud83d\ude00 \u00e9 \\ud800 \"\\"}`,
		`{"a":"\\\ud83d\ude00"}`,
		`{"a":"😀\u0000"}`, // whether a NUL is storable is for the rules of text to say
		`{"a":"` + "\u007f" + `"}`,
		`{"__proto__":{"isAdmin":true},"constructor":{"prototype":{"x":1}}}`,
		`{"x":` + strings.Repeat("9", 10000) + `}`,
		`{"x":"` + strings.Repeat("x", 60000) + `"}`,
		nested(maxDepth),
		`{"a":[[[[]]]]}`,
		manyKeys(maxKeys),
	} {
		if problem := jsonProblem([]byte(body)); problem != "" {
			t.Errorf("%.80s: %s", body, problem)
		}
	}
}

func TestJSONRefused(t *testing.T) {
	t.Parallel()
	const syntax = "The body is not one valid JSON value"
	for _, test := range []struct{ body, want string }{
		{" ", syntax},
		{"\x00", syntax},
		{`{"a":1`, syntax},
		{`{"a":1,}`, syntax},
		{`{,}`, syntax},
		{`{'a':1}`, syntax},
		{`{a:1}`, syntax},
		{`{"a":01}`, syntax},
		{`{"a":+1}`, syntax},
		{`{"a":NaN}`, syntax},
		{`{"a":Infinity}`, syntax},
		{`{"a":0x10}`, syntax},
		{`{"a":1}/* */`, syntax},
		{`{"a":1}//`, syntax},
		{`{} {}`, syntax},
		{`{}{}`, syntax},
		{`{}x`, syntax},
		{"{}\x00", syntax},
		{"{}\x0c", syntax},
		{"{\u00a0}", syntax},
		{`{"a":"\x41"}`, syntax},
		{`{"a":"\u12"}`, syntax},
		{`{"a":"\`, syntax},
		{"{\"a\":\"line\nbreak\"}", syntax},
		{"{\"a\":\"tab\there\"}", syntax},
		{"{\"a\":\"nul\x00\"}", syntax},
		{"{\"a\x1f\":1}", syntax},
		{`{"a":` + strings.Repeat("[", 60000), syntax},
		{`[]`, "The body must be a JSON object"},
		{`"a"`, "The body must be a JSON object"},
		{`null`, "The body must be a JSON object"},
		{` 1 `, "The body must be a JSON object"},
		{"\ufeff{}", "The body begins with a byte order mark"},
		{"{}\ufeff", syntax},
		{"\xff\xfe{\x00}\x00", "The body is not valid UTF-8"},
		{"{\"a\":\"Jos\xe9\"}", "The body is not valid UTF-8"},
		{"{\"a\":\"\xe0\xa4\"}", "The body is not valid UTF-8"},
		{"{\"a\":\"\xc0\x80\"}", "The body is not valid UTF-8"},
		{"{\"a\":\"\xed\xa0\x80\"}", "The body is not valid UTF-8"},
		{`{"a":"\ud800"}`, `The body has half of a character (\ud800)`},
		{`{"a":"\uDFFFx"}`, `The body has half of a character (\uDFFF)`},
		{`{"a":"\ud83d\ud83d\ude00"}`, `The body has half of a character (\ud83d)`},
		{`{"a":"\ud83d\\ude00"}`, `The body has half of a character (\ud83d)`},
		{`{"a":"\ud83d \ude00"}`, `The body has half of a character (\ud83d)`},
		{`{"a":"\ude00\ud83d"}`, `The body has half of a character (\ude00)`},
		{`{"\ud800":1}`, `The body has half of a character (\ud800)`},
		{`{"a":1,"a":1}`, `The key "a" is there twice`},
		{`{"a":1,"\u0061":2}`, `The key "a" is there twice`},
		{`{"é":1,"\u00e9":2}`, `The key "é" is there twice`},
		{`{"":1,"":2}`, `The key "" is there twice`},
		{`{"x":[{"b":{"c":1,"c":2}}]}`, `The key "c" is there twice`},
		{`{"a\u202e":1,"a\u202e":2}`, `The key "a\u202e" is there twice`},
		{nested(maxDepth + 1), "The body is nested more than 5 levels deep"},
		{`{"a":[[[[[]]]]]}`, "The body is nested more than 5 levels deep"},
		{manyKeys(maxKeys + 1), "The body has more than 100 keys"},
		{`{"x":[` + strings.Repeat(manyKeys(1)+",", maxKeys) + `1]}`, "The body has more than 100 keys"},
	} {
		if problem := jsonProblem([]byte(test.body)); !strings.HasPrefix(problem, test.want) {
			t.Errorf("%.80q: %q, want %q", test.body, problem, test.want)
		}
	}
}

// FuzzStrictJSON holds every accepted body to what makes it safe: the standard
// library reads it, as an object, in plain UTF-8, and reading it, writing it and
// reading it again changes nothing. A key given twice would be lost on the way,
// so as many keys come back as went in.
func FuzzStrictJSON(f *testing.F) {
	for _, seed := range []string{
		`{}`, `{"a":1,"a":2}`, `{"a":"\ud83d\ude00"}`, `{"a":"\ud800"}`, `{"a":{"b":[{"c":null}]}}`, "\ufeff{}", `{"a":"\\ud800"}`, `[1]`, `{} {}`,
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		if jsonProblem(body) != "" {
			return
		}
		var object map[string]any
		decoder := json.NewDecoder(bytes.NewReader(body))
		decoder.UseNumber()
		if err := decoder.Decode(&object); err != nil || object == nil || decoder.More() || !utf8.Valid(body) {
			t.Fatalf("%q was accepted: %v", body, err)
		}
		if !bytes.Contains(body, []byte("\ufffd")) && !bytes.Contains(bytes.ToLower(body), []byte(`\ufffd`)) {
			if again, _ := json.Marshal(object); bytes.Contains(again, []byte("\ufffd")) {
				t.Fatalf("%q was changed on reading: %q", body, again)
			}
		}
		if kept, written := countKeys(object), bytes.Count(withoutStrings(body), []byte(":")); kept != written || kept > maxKeys {
			t.Fatalf("%q has %d keys and %d were read", body, written, kept)
		}
		again, err := json.Marshal(object)
		var second map[string]any
		decoder = json.NewDecoder(bytes.NewReader(again))
		decoder.UseNumber()
		if err != nil || decoder.Decode(&second) != nil || !reflect.DeepEqual(object, second) {
			t.Fatalf("%q reads as %v, then as %v", body, object, second)
		}
	})
}

func countKeys(v any) int {
	n := 0
	switch v := v.(type) {
	case map[string]any:
		for _, inner := range v {
			n += 1 + countKeys(inner)
		}
	case []any:
		for _, inner := range v {
			n += countKeys(inner)
		}
	}
	return n
}

// withoutStrings blanks the strings of a JSON text, so that the colons left are
// those after keys.
func withoutStrings(body []byte) []byte {
	var out []byte
	inside := false
	for i := 0; i < len(body); i++ {
		switch {
		case inside && body[i] == '\\':
			i++
		case body[i] == '"':
			inside = !inside
		case !inside:
			out = append(out, body[i])
		}
	}
	return out
}
