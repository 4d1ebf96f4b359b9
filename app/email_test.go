package app

import (
	"net/mail"
	"strings"
	"testing"
)

func TestEmail(t *testing.T) {
	t.Parallel()
	label := strings.Repeat("b", 63)
	longest := strings.Repeat("a", 64) + "@" + strings.Repeat(label+".", 2) + strings.Repeat("c", 58) + ".co"
	for in, want := range map[string]string{
		"asha@example.com":                     "asha@example.com",
		"  Asha.Rao+CRM@Example.COM\n":         "asha.rao+crm@example.com",
		"o'brien@example.ie":                   "o'brien@example.ie",
		"!#$%&'*+-/=?^_`{|}~@example.com":      "!#$%&'*+-/=?^_`{|}~@example.com",
		"asha@xn--bcher-kva.example":           "asha@xn--bcher-kva.example",
		"a@example.xn--p1ai":                   "a@example.xn--p1ai",
		"a@1.2.3.co":                           "a@1.2.3.co",
		"a@a--b.c1":                            "a@a--b.c1",
		strings.Repeat("a", 64) + "@b.co":      strings.Repeat("a", 64) + "@b.co",
		"a@" + label + ".com":                  "a@" + label + ".com",
		longest:                                longest,
		"x" + longest:                          "",
		strings.Replace(longest, "c", "cc", 1): "",
		strings.Repeat("a", 65) + "@b.co":      "",
		"a@b" + label + ".com":                 "",
	} {
		var c check
		if got := c.email("email", TextOf(in)); got != want || (want == "") != (c.err() != nil) {
			t.Errorf("%q = %q, %q; want %q", in, got, problems(&c), want)
		}
	}
}

func TestEmailRefused(t *testing.T) {
	t.Parallel()
	for _, in := range []string{
		"asha", "asha.example.com", "@example.com", "asha@", "a@b@example.com", "asha@example", "asha@.com", "asha@example.",
		"asha@example..com", "asha@example.c", "asha@example.com.", ".asha@example.com", "asha.@example.com", "a..b@example.com",
		"a@-example.com", "a@example-.com", "a@exam_ple.com", "a@example.123", "a@127.0.0.1", "a@[127.0.0.1]", "a@[IPv6:::1]",
		"\"a b\"@example.com", "a(comment)@example.com", "a@example.com (Asha)", "Asha <a@example.com>", "<a@example.com>",
		"a@example.com,b@example.com", "a@example.com;b@example.com", "a@example.com b@example.com", "a,@example.com",
		"a b@example.com", "a\t@example.com", "a@exam ple.com", "a@example.com\r\nBcc: all@school.test", "a@example.com\nX: y",
		"a\x00@example.com", "a@example.com\x00", "a\u200b@example.com", "a@example\u00ad.com", "mailto:a@example.com", "a\\@example.com",
		"' OR 1=1--", "a@example.com\u2028b", "a@example\u3002com", "a@example.com\x7f",
	} {
		var c check
		got := c.email("email", TextOf(in))
		if got != "" || len(c.fields) != 1 || !strings.HasPrefix(c.fields[0].Msg, badEmail) {
			t.Errorf("%q = %q, %q", in, got, problems(&c))
		}
	}
}

func TestEmailSaysWhatToDo(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		in   Text
		msgs string
	}{
		{Text{}, "Email is required|Invalid email format"},
		{Text{Given: true, Null: true}, "Email is required|Invalid email format"},
		{TextOf("  "), "Email is required|Invalid email format"},
		{Text{Given: true, Wrong: true}, "Invalid email format: it must be text"},
		{TextOf("a@аpple.com"), "Invalid email format: write an international domain in its xn-- form"},
		{TextOf("аdmin@example.com"), "Invalid email format: use only plain letters (a to z) and digits before the @"},
		{TextOf("mi\u212ae@example.com"), "Invalid email format: use only plain letters (a to z) and digits before the @"},
		{TextOf("a@example.com\xff"), "Invalid email format: write an international domain in its xn-- form"},
		{TextOf("a@b@c"), "Invalid email format"},
	} {
		var c check
		c.email("email", test.in)
		if got := strings.Join(problems(&c), "|"); got != test.msgs {
			t.Errorf("%q: %q, want %q", test.in.S, got, test.msgs)
		}
	}
}

// FuzzEmail holds every accepted address to what mail software makes of it: the
// standard library's reader of mail headers must see one address, the same one.
func FuzzEmail(f *testing.F) {
	for _, seed := range []string{"a@b.co", "a@b@c.de", "\"a b\"@c.de", "a@[1.2.3.4]", "A.b+c@xn--d-1a.ef", "a@b.co,c@d.ef", "аa@b.co"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, s string) {
		var c check
		got := c.email("email", TextOf(s))
		if (got == "") != (len(c.fields) > 0) {
			t.Fatalf("%q = %q with problems %q", s, got, problems(&c))
		}
		if got == "" {
			return
		}
		parsed, err := mail.ParseAddress(got)
		if err != nil || parsed.Address != got || parsed.Name != "" {
			t.Errorf("%q is read as %v, %v", got, parsed, err)
		}
		if !ascii(got) || strings.ToLower(got) != got || len(got) > maxEmail || strings.ContainsAny(got, " \r\n\t,;<>()[]\"\\") {
			t.Errorf("%q was accepted as %q", s, got)
		}
	})
}
