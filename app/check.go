package app

import (
	"fmt"
	"regexp"
	"strings"
	"unicode/utf8"

	"firstbell/app/phone"
)

// maxPassword bounds the work of hashing. It is refused, never cut: what was
// typed is what counts.
const maxPassword = 256

// check reads the fields of one input and collects everything that is wrong
// with them. The sentences of the first rules are the original service's, word
// for word, because clients show and test them.
type check struct{ fields []Field }

// err is nil when nothing was wrong, else one refusal that names every field.
func (c *check) err() error {
	if len(c.fields) == 0 {
		return nil
	}
	return &Error{
		Kind:    Invalid,
		Code:    "invalid_input",
		Title:   "Validation failed",
		Message: "Invalid input data",
		Fields:  c.fields,
	}
}

func (c *check) add(path string, value any, msg string) {
	c.fields = append(c.fields, Field{Path: path, Msg: msg, Value: value})
}

// line reads a required text of one line, trimmed, of min to max characters.
func (c *check) line(path, label string, t Text, min, max int) string {
	s, ok := c.plain(path, label, t, lineBreaksRefused)
	if !ok {
		return ""
	}
	between := fmt.Sprintf("%s must be between %d and %d characters", label, min, max)
	length := utf8.RuneCountInString(s)
	switch {
	case length == 0:
		// The original runs both rules over an empty field and reports both.
		c.add(path, sent(t, s), label+" is required")
		c.add(path, sent(t, s), between)
	case length < min || length > max:
		c.add(path, s, between)
	case blank(s):
		c.add(path, nil, label+" contains no visible character. Write at least one letter")
	default:
		return s
	}
	return ""
}

// message reads an optional text of several lines, trimmed, of at most max
// characters. Absent and null are nil; an empty text stays one, as the original
// keeps it.
func (c *check) message(path, label string, t Text, max int) *string {
	if !t.Given || t.Null {
		return nil
	}
	s, ok := c.plain(path, label, t, lineBreaksKept)
	if !ok {
		return nil
	}
	if utf8.RuneCountInString(s) > max {
		c.add(path, s, fmt.Sprintf("%s must not exceed %d characters", label, max))
		return nil
	}
	return &s
}

// optional reads a text of one line that may be missing, trimmed, of at most
// max characters.
func (c *check) optional(path, label string, t Text, max int) string {
	if !t.Given || t.Null {
		return ""
	}
	s, ok := c.plain(path, label, t, lineBreaksRefused)
	if ok && utf8.RuneCountInString(s) > max {
		c.add(path, s, fmt.Sprintf("%s must not exceed %d characters", label, max))
	}
	return s
}

// filled is optional for a field that counts as missing when it is empty: nil.
func (c *check) filled(path, label string, t Text, max int) *string {
	s := c.optional(path, label, t, max)
	if s == "" {
		return nil
	}
	return &s
}

// language reads the tag of a language, which may be missing: the primary tag of
// BCP 47, two or three letters such as hi, in lower case.
func (c *check) language(path string, t Text) *string {
	if s := trim(t.S); t.Wrong || s != "" && !languageTag.MatchString(s) {
		c.add(path, nil, "Language must be a tag of two or three letters, such as hi for Hindi")
		return nil
	}
	s := strings.ToLower(trim(t.S))
	if s == "" {
		return nil
	}
	return &s
}

var languageTag = regexp.MustCompile(`^[A-Za-z]{2,3}$`)

// email reads a required address and returns it as it is stored: trimmed and
// in lower case.
func (c *check) email(path string, t Text) string {
	s := trim(t.S)
	switch {
	case t.Wrong:
		c.add(path, nil, badEmail+": it must be text")
	case s == "":
		c.add(path, sent(t, s), "Email is required")
		c.add(path, sent(t, s), badEmail)
	default:
		problem := emailProblem(s)
		if problem == "" {
			return strings.ToLower(s)
		}
		var value any = s
		if refused(s, lineBreaksRefused) != "" {
			value = nil // not even an error may carry such characters on
		}
		c.add(path, value, problem)
	}
	return ""
}

// phone reads a number that may be missing and returns it in E.164; home is the
// country whose numbers may come without a country code.
func (c *check) phone(path string, t Text, home string) *string {
	typed := c.optional(path, "Phone", t, 40)
	if typed == "" || len(c.fields) > 0 && c.fields[len(c.fields)-1].Path == path {
		return nil
	}
	number, err := phone.Read(typed, home)
	if err != nil {
		c.add(path, typed, err.Error())
		return nil
	}
	return &number
}

// emailOrNone is email for an address that may be missing: "".
func (c *check) emailOrNone(path string, t Text) string {
	if !t.Given || t.Null || !t.Wrong && trim(t.S) == "" {
		return ""
	}
	return c.email(path, t)
}

// reachable refuses somebody whom nobody could call or write to.
func (c *check) reachable(email string, phone *string) {
	if len(c.fields) == 0 && email == "" && phone == nil {
		c.add("phone", nil, "Enter a mobile number, or an e-mail address, so that somebody can answer")
	}
}

// password reads a required password of at least min characters, exactly as it
// was typed. With a min of 0 or 1 (signing in) it only has to be there: the
// rules for new passwords must not lock out those who have an older one.
func (c *check) password(path string, t Text, min int) string {
	short := fmt.Sprintf("Password must be at least %d characters long", min)
	length := utf8.RuneCountInString(t.S)
	switch {
	case t.Wrong:
		c.add(path, nil, "Password must be text")
	case length == 0:
		c.add(path, nil, "Password is required")
		if min > 1 {
			c.add(path, nil, short)
		}
	case !utf8.ValidString(t.S):
		c.add(path, nil, "Password is not valid UTF-8 text. Type it again")
	case strings.ContainsFunc(t.S, control):
		c.add(path, nil, "Password contains a control character. Remove it and try again")
	case length < min:
		c.add(path, nil, short)
	case length > maxPassword:
		c.add(path, nil, fmt.Sprintf("Password must not exceed %d characters", maxPassword))
	default:
		return t.S
	}
	return ""
}

// plain trims a text and refuses one that is no text or holds a character that
// cannot be stored.
func (c *check) plain(path, label string, t Text, breaks lineBreaks) (string, bool) {
	if t.Wrong {
		c.add(path, nil, label+" must be text")
		return "", false
	}
	s := trim(t.S)
	if why := refused(s, breaks); why != "" {
		c.add(path, nil, label+" "+why)
		return "", false
	}
	return s, true
}

// sent is the value to report for an empty field: what was sent, or nil when
// nothing was.
func sent(t Text, s string) any {
	if !t.Given || t.Null {
		return nil
	}
	return s
}
