package app

import (
	"errors"
	"reflect"
	"strings"
	"testing"
)

const (
	nameRequired = "Name is required"
	nameBetween  = "Name must be between 2 and 255 characters"
)

// problems are the sentences a check has collected, in order.
func problems(c *check) []string {
	var all []string
	for _, f := range c.fields {
		all = append(all, f.Msg)
	}
	return all
}

func TestLine(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		in   Text
		want string
		msgs []string
	}{
		{TextOf("Asha Rao"), "Asha Rao", nil},
		{TextOf("\ufeff \t\u00a0Asha Rao\u3000\r\n"), "Asha Rao", nil},
		{TextOf("李雷"), "李雷", nil},
		{TextOf("क्\u200dषितिज शर्मा"), "क्\u200dषितिज शर्मा", nil},
		{TextOf("🧑🏽\u200d🎓🎉"), "🧑🏽\u200d🎓🎉", nil},
		{TextOf("\u200fמשה\u200e Levi"), "\u200fמשה\u200e Levi", nil},
		{TextOf("Siobhán O'Brien-Smith"), "Siobhán O'Brien-Smith", nil},
		{TextOf("'; DROP TABLE users; --"), "'; DROP TABLE users; --", nil},
		{TextOf(strings.Repeat("é", 255)), strings.Repeat("é", 255), nil},
		{TextOf(strings.Repeat("é", 256)), "", []string{nameBetween}},
		{TextOf("A"), "", []string{nameBetween}},
		{TextOf("🧑"), "", []string{nameBetween}},
		{Text{}, "", []string{nameRequired, nameBetween}},
		{Text{Given: true, Null: true}, "", []string{nameRequired, nameBetween}},
		{TextOf(" \t\ufeff"), "", []string{nameRequired, nameBetween}},
		{Text{Given: true, Wrong: true}, "", []string{"Name must be text"}},
		{TextOf("\u2800\u2800\u2800"), "", []string{"Name contains no visible character. Write at least one letter"}},
		{TextOf("Asha \u202eoaR"), "", []string{"Name contains a character that cannot be stored (U+202E). Remove it and try again"}},
		{TextOf("Asha\xffRao"), "", []string{"Name is not valid UTF-8 text. Send it again as UTF-8"}},
	} {
		var c check
		got := c.line("name", "Name", test.in, 2, 255)
		if got != test.want || !reflect.DeepEqual(problems(&c), test.msgs) {
			t.Errorf("%q = %q, %q; want %q, %q", test.in.S, got, problems(&c), test.want, test.msgs)
		}
	}
}

func TestMessage(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		in   Text
		want string // "nil" for none
		msgs []string
	}{
		{Text{}, "nil", nil},
		{Text{Given: true, Null: true}, "nil", nil},
		{TextOf("  "), "", nil},
		{TextOf(" line1\r\n\tline2\n"), "line1\r\n\tline2", nil},
		{TextOf(strings.Repeat("ж", 1000)), strings.Repeat("ж", 1000), nil},
		{TextOf(strings.Repeat("ж", 1001)), "nil", []string{"Message must not exceed 1000 characters"}},
		{TextOf("a\x00b"), "nil", []string{"Message contains a character that cannot be stored (U+0000). Remove it and try again"}},
		{TextOf("a\vb"), "nil", []string{"Message contains a character that cannot be stored (U+000B). Remove it and try again"}},
		{Text{Given: true, Wrong: true}, "nil", []string{"Message must be text"}},
	} {
		var c check
		got := "nil"
		if p := c.message("message", "Message", test.in, 1000); p != nil {
			got = *p
		}
		if got != test.want || !reflect.DeepEqual(problems(&c), test.msgs) {
			t.Errorf("%q = %q, %q; want %q, %q", test.in.S, got, problems(&c), test.want, test.msgs)
		}
	}
}

func TestPassword(t *testing.T) {
	t.Parallel()
	const required, short = "Password is required", "Password must be at least 6 characters long"
	for _, test := range []struct {
		in   Text
		min  int
		msgs []string
	}{
		{TextOf("123456"), 6, nil},
		{TextOf("  66  "), 6, nil},
		{TextOf(strings.Repeat("пароль", 42)), 6, nil},
		{TextOf(strings.Repeat("🔑", 256)), 6, nil},
		{TextOf("x"), 1, nil},
		{Text{}, 6, []string{required, short}},
		{TextOf(""), 6, []string{required, short}},
		{TextOf(""), 1, []string{required}},
		{Text{Given: true, Null: true}, 0, []string{required}},
		{TextOf("12345"), 6, []string{short}},
		{TextOf("short"), 10, []string{"Password must be at least 10 characters long"}},
		{TextOf(strings.Repeat("p", 257)), 6, []string{"Password must not exceed 256 characters"}},
		{TextOf(strings.Repeat("p", 60000)), 1, []string{"Password must not exceed 256 characters"}},
		{TextOf("longenough\x00tail"), 6, []string{"Password contains a control character. Remove it and try again"}},
		{TextOf("longenough\u0085"), 6, []string{"Password contains a control character. Remove it and try again"}},
		{TextOf("longenough\xff"), 6, []string{"Password is not valid UTF-8 text. Type it again"}},
		{Text{Given: true, Wrong: true}, 6, []string{"Password must be text"}},
	} {
		var c check
		got := c.password("password", test.in, test.min)
		if !reflect.DeepEqual(problems(&c), test.msgs) {
			t.Errorf("%.20q: %q, want %q", test.in.S, problems(&c), test.msgs)
		}
		if test.msgs == nil && got != test.in.S {
			t.Errorf("%.20q became %.20q", test.in.S, got)
		}
		for _, f := range c.fields {
			if f.Value != nil {
				t.Errorf("%.20q: the password is repeated as %v", test.in.S, f.Value)
			}
		}
	}
}

func TestCheckReportsEveryFieldAtOnce(t *testing.T) {
	t.Parallel()
	var c check
	c.line("name", "Name", TextOf(" A "), 2, 255)
	c.email("email", TextOf(""))
	c.line("courseInterest", "Course interest", Text{}, 1, 255)
	var got *Error
	if err := c.err(); !errors.As(err, &got) || got.Kind != Invalid {
		t.Fatalf("not a refusal: %v", err)
	}
	want := &Error{
		Kind: Invalid, Code: "invalid_input", Title: "Validation failed", Message: "Invalid input data",
		Fields: []Field{
			{Path: "name", Msg: nameBetween, Value: "A"},
			{Path: "email", Msg: "Email is required", Value: ""},
			{Path: "email", Msg: "Invalid email format", Value: ""},
			{Path: "courseInterest", Msg: "Course interest is required", Value: nil},
			{Path: "courseInterest", Msg: "Course interest must be between 1 and 255 characters", Value: nil},
		},
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got  %+v\nwant %+v", got, want)
	}
	if err := new(check).err(); err != nil {
		t.Errorf("nothing wrong, yet %v", err)
	}
}

func TestRefusedCharactersAreNotRepeated(t *testing.T) {
	t.Parallel()
	var c check
	c.line("name", "Name", TextOf("A\u202eB"), 2, 255)
	c.email("email", TextOf("a@example.com\r\nBcc: b@example.com"))
	for _, f := range c.fields {
		if f.Value != nil {
			t.Errorf("%s repeats %q", f.Path, f.Value)
		}
	}
}
