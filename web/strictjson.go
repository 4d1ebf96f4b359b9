package web

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"unicode/utf8"
)

// What the largest of our forms needs, with room: a body that asks for more is
// not one of ours and costs memory and time.
const (
	maxDepth = 5
	maxKeys  = 100
)

// jsonProblem says what keeps body from being exactly one JSON object that every
// reader takes for the same, or nothing. The grammar is encoding/json's; what it
// forgives is refused besides: bytes that are not UTF-8, a byte order mark, keys
// given twice, half a surrogate pair.
func jsonProblem(body []byte) string {
	switch {
	case bytes.HasPrefix(body, []byte("\ufeff")):
		return "The body begins with a byte order mark. Send it without one"
	case !utf8.Valid(body):
		return "The body is not valid UTF-8. Send it in UTF-8"
	}
	var whole json.RawMessage
	if err := json.Unmarshal(body, &whole); err != nil {
		at := int64(len(body))
		if syntax, ok := errors.AsType[*json.SyntaxError](err); ok {
			at = syntax.Offset
		}
		return fmt.Sprintf("The body is not one valid JSON value: something is wrong at byte %d. "+
			"Check quotes, commas and brackets, and that nothing follows the end", at)
	}
	if bytes.TrimLeft(body, " \t\r\n")[0] != '{' {
		return `The body must be a JSON object with the fields in it, like {"name": "Asha Rao"}`
	}
	if half := loneSurrogate(body); half != "" {
		return "The body has half of a character (" + half + "). Send the whole surrogate pair, or plain UTF-8"
	}
	w := walk{json: json.NewDecoder(bytes.NewReader(body))}
	w.json.UseNumber() // a number of ten thousand digits is only copied, never computed
	return w.value(1)
}

// loneSurrogate returns an escape like \ud800 that has no partner. Decoders put
// U+FFFD in its place, which is not what was sent. It needs valid JSON, where a
// backslash stands in strings only.
func loneSurrogate(body []byte) string {
	for i := 0; i < len(body); i++ {
		if body[i] != '\\' {
			continue
		}
		i++ // over the escaped character, which may be a backslash
		if body[i] != 'u' {
			continue
		}
		unit := escaped(body[i-1:])
		switch {
		case unit < 0xD800 || unit > 0xDFFF:
			i += 4
		case unit < 0xDC00 && isLow(escaped(body[i+5:])):
			i += 10
		default:
			return string(body[i-1 : i+5])
		}
	}
	return ""
}

func isLow(unit uint64) bool { return unit >= 0xDC00 && unit <= 0xDFFF }

// escaped reads the \uXXXX that b begins with; 0 when it begins with none.
func escaped(b []byte) uint64 {
	if len(b) < 6 || b[0] != '\\' || b[1] != 'u' {
		return 0
	}
	unit, err := strconv.ParseUint(string(b[2:6]), 16, 16)
	if err != nil {
		return 0
	}
	return unit
}

// walk goes through the tokens of a JSON text that is known to be valid.
type walk struct {
	json *json.Decoder
	keys int
}

// value goes through one value, whose own depth is given, and says what is
// wrong in it.
func (w *walk) value(depth int) string {
	token, err := w.json.Token()
	if err != nil {
		return "The body cannot be read as JSON. Check quotes, commas and brackets"
	}
	open, nested := token.(json.Delim)
	if !nested {
		return ""
	}
	if depth > maxDepth {
		return fmt.Sprintf("The body is nested more than %d levels deep. Send it flatter", maxDepth)
	}
	seen := map[string]bool{}
	for w.json.More() {
		if open == '{' {
			if problem := w.key(seen); problem != "" {
				return problem
			}
		}
		if problem := w.value(depth + 1); problem != "" {
			return problem
		}
	}
	_, _ = w.json.Token() // the closing bracket, which valid JSON has
	return ""
}

// key reads one key of an object. Keys are compared as decoded, so that another
// spelling of the same key does not pass for another key.
func (w *walk) key(seen map[string]bool) string {
	token, _ := w.json.Token()
	key, _ := token.(string)
	if w.keys++; w.keys > maxKeys {
		return fmt.Sprintf("The body has more than %d keys. Send fewer", maxKeys)
	}
	if seen[key] {
		return fmt.Sprintf("The key %.40q is there twice. Send it once", key)
	}
	seen[key] = true
	return ""
}
