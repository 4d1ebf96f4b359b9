package app

import (
	"slices"
	"strings"
)

// TakesInput is a change of what a person takes; what is nil stays.
type TakesInput struct {
	Courses, Languages *[]string
	Branch             Text
	LimitsInput
}

// fields names what was sent, for the audit log.
func (in TakesInput) fields() []string {
	takes := given(part{"courses", in.Courses != nil}, part{"languages", in.Languages != nil}, part{"branch", in.Branch.Given})
	return append(takes, in.LimitsInput.fields()...)
}

// read returns t with what was sent.
func (in TakesInput) read(c *check, t Takes) Takes {
	t.Courses = c.names("courses", t.Courses, in.Courses)
	t.Languages = c.languages("languages", t.Languages, in.Languages)
	if in.Branch.Given {
		t.Branch = c.filled("branch", "Branch", in.Branch, 255)
	}
	t.Limits = c.limits(t.Own, in.LimitsInput)
	return t
}

// names reads a list of names: trimmed, without empty ones.
func (c *check) names(path string, old []string, in *[]string) []string {
	if in == nil {
		return old
	}
	if len(*in) > 200 {
		c.add(path, nil, "At most 200 names can be listed")
		return old
	}
	var list []string
	for _, name := range *in {
		if s := c.line(path, "Each name", TextOf(name), 1, 255); s != "" && !slices.ContainsFunc(list, func(o string) bool { return strings.EqualFold(o, s) }) {
			list = append(list, s)
		}
	}
	return list
}

// languages reads a list of tags as enquiries have them.
func (c *check) languages(path string, old []string, in *[]string) []string {
	if in == nil {
		return old
	}
	var tags []string
	for _, name := range c.names(path, nil, in) {
		if tag := c.language(path, TextOf(name)); tag != nil {
			tags = append(tags, *tag)
		}
	}
	return tags
}
