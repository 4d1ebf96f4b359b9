package app

import "strings"

// badEmail begins every sentence about a refused address, because clients of
// the original look for it.
const badEmail = "Invalid email format"

const (
	maxEmail = 254 // what fits into an SMTP path with its angle brackets
	maxLocal = 64
	maxLabel = 63
)

// emailProblem says what keeps s from being one plain address, or nothing.
// Quoted parts, comments, IP literals, lists and display names are legal in
// mail headers and break the tools behind us, so they are refused; look-alike
// letters are refused because staff could not see them.
func emailProblem(s string) string {
	local, domain, found := strings.Cut(s, "@")
	switch {
	case !found || strings.Contains(domain, "@"):
		return badEmail
	case !ascii(domain):
		return badEmail + ": write an international domain in its xn-- form"
	case !ascii(local):
		return badEmail + ": use only plain letters (a to z) and digits before the @"
	case len(s) > maxEmail:
		return badEmail + ": it must not exceed 254 characters"
	case !dotAtom(local) || len(local) > maxLocal || !hostname(domain):
		return badEmail
	}
	return ""
}

func ascii(s string) bool {
	return !strings.ContainsFunc(s, func(r rune) bool { return r > 0x7F })
}

func letter(r rune) bool { return 'a' <= r && r <= 'z' || 'A' <= r && r <= 'Z' }
func digit(r rune) bool  { return '0' <= r && r <= '9' }

// dotAtom tells the plain form of a local part: one or more words of RFC 5321's
// atom characters with single dots between them.
func dotAtom(s string) bool {
	for word := range strings.SplitSeq(s, ".") {
		if word == "" || strings.ContainsFunc(word, func(r rune) bool {
			return !letter(r) && !digit(r) && !strings.ContainsRune("!#$%&'*+-/=?^_`{|}~", r)
		}) {
			return false
		}
	}
	return true
}

// hostname tells a domain of two or more labels whose last one can be a
// top-level domain.
func hostname(s string) bool {
	labels := strings.Split(s, ".")
	for _, label := range labels {
		if !hostLabel(label) {
			return false
		}
	}
	top := labels[len(labels)-1]
	return len(labels) > 1 && len(top) > 1 && strings.ContainsFunc(top, letter)
}

func hostLabel(s string) bool {
	if s == "" || len(s) > maxLabel || s[0] == '-' || s[len(s)-1] == '-' {
		return false
	}
	return !strings.ContainsFunc(s, func(r rune) bool { return !letter(r) && !digit(r) && r != '-' })
}
