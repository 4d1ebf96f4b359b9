package app

import (
	"fmt"
	"net/url"
	"regexp"
	"slices"
	"strings"
)

// FormInput is a new form, or a change of one: what is not given stays.
type FormInput struct {
	Slug, Name Text
	Active     *bool
	Fields     *[]FormField
	Texts      *map[string]FormTexts
	Origins    *[]string
}

// firstFields are the questions of a new form.
var firstFields = []FormField{{ID: "name", Use: FieldRequired}, {ID: "phone", Use: FieldOptional}, {ID: "email", Use: FieldOptional},
	{ID: "course", Use: FieldRequired}, {ID: "message", Use: FieldOptional}, {ID: "who", Use: FieldRequired}}

const (
	ownMost     = 8  // questions of the school's own
	choicesMost = 30 // of one of them
	originsMost = 20
)

var (
	slugForm = regexp.MustCompile(`^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$`)
	ownField = regexp.MustCompile(`^own[1-8]$`)
)

func (in FormInput) apply(f Form) (Form, error) {
	var c check
	isNew := f.ID == 0
	if in.Slug.Given || isNew {
		if f.Slug = trim(in.Slug.S); in.Slug.Wrong || !slugForm.MatchString(f.Slug) {
			c.add("slug", nil, "The end of the address has small letters, digits and hyphens only, such as open-day")
		}
	}
	if in.Name.Given || isNew {
		f.Name = c.line("name", "Name", in.Name, 1, 100)
	}
	if in.Active != nil {
		f.Active = *in.Active
	}
	if in.Fields != nil {
		f.Fields = c.formFields(*in.Fields)
	}
	if in.Texts != nil {
		f.Texts = c.formTexts(*in.Texts)
	}
	if in.Origins != nil {
		f.Origins = c.origins("origins", *in.Origins)
	}
	return f, c.err()
}

// formFields reads the questions of a form: each of ours once, the name always
// required and the phone always asked for, so that somebody can be answered.
func (c *check) formFields(in []FormField) []FormField {
	seen := map[string]bool{}
	var list []FormField
	for i, f := range in {
		path := fmt.Sprintf("fields.%d", i)
		ours := slices.ContainsFunc(firstFields, func(o FormField) bool { return o.ID == f.ID })
		switch {
		case !ours && !ownField.MatchString(f.ID) || seen[f.ID]:
			c.add(path, nil, fmt.Sprintf("Each question is there once, and up to %d are your own: own1 to own%[1]d", ownMost))
			continue
		case !slices.Contains([]FieldUse{FieldOff, FieldOptional, FieldRequired}, f.Use):
			c.add(path, nil, "A question is off, optional or required")
		case f.ID == "name" && f.Use != FieldRequired || f.ID == "phone" && f.Use == FieldOff:
			c.add(path, nil, "Name and phone stay on, so that you know whom to answer")
		}
		seen[f.ID] = true
		if ours {
			list = append(list, FormField{ID: f.ID, Use: f.Use})
		} else {
			list = append(list, c.ownField(path, f))
		}
	}
	for _, f := range firstFields {
		if !seen[f.ID] {
			c.add("fields", nil, "A question is missing: "+f.ID)
		}
	}
	return list
}

func (c *check) ownField(path string, f FormField) FormField {
	own := FormField{ID: f.ID, Use: f.Use, Type: f.Type, Label: c.byLanguage(path+".label", "Question", f.Label, 120)}
	if len(own.Label) == 0 {
		c.add(path+".label", nil, "Write the question in one language at least")
	}
	switch f.Type {
	case FieldText, FieldDate:
	case FieldChoice:
		own.Choices = c.names(path+".choices", nil, &f.Choices)
		if len(own.Choices) < 2 || len(own.Choices) > choicesMost {
			c.add(path+".choices", nil, fmt.Sprintf("Give from two to %d answers to choose from", choicesMost))
		}
	default:
		c.add(path+".type", nil, "A question takes text, a choice or a date")
	}
	return own
}

// byLanguage reads texts of one line in the languages of a form, without those
// that are empty.
func (c *check) byLanguage(path, label string, in map[string]string, most int) map[string]string {
	out := map[string]string{}
	for lang, s := range in {
		if !slices.Contains(FormLanguages, lang) {
			c.add(path, nil, "A form speaks "+strings.Join(FormLanguages, " and "))
		} else if s = c.optional(path+"."+lang, label, TextOf(s), most); s != "" {
			out[lang] = s
		}
	}
	return out
}

func (c *check) formTexts(in map[string]FormTexts) map[string]FormTexts {
	out := map[string]FormTexts{}
	for lang, t := range in {
		if !slices.Contains(FormLanguages, lang) {
			c.add("texts", nil, "A form speaks "+strings.Join(FormLanguages, " and "))
			continue
		}
		at := "texts." + lang + "."
		out[lang] = FormTexts{
			Title:   c.optional(at+"title", "Title", TextOf(t.Title), 100),
			Intro:   c.optional(at+"intro", "Introduction", TextOf(t.Intro), 300),
			Contact: c.optional(at+"contact", "Consent to contact", TextOf(t.Contact), 500),
			News:    c.optional(at+"news", "Consent to news", TextOf(t.News), 500),
		}
	}
	return out
}

// origins reads addresses of sites, such as https://school.example, as browsers
// write them.
func (c *check) origins(path string, in []string) []string {
	list := []string{}
	if len(in) > originsMost {
		c.add(path, nil, fmt.Sprintf("At most %d sites can be listed", originsMost))
		return list
	}
	for _, typed := range in {
		o, ok := origin(typed)
		if !ok {
			c.add(path, nil, fmt.Sprintf("A site is written like https://school.example. Check “%.60s”", typed))
		} else if !slices.Contains(list, o) {
			list = append(list, o)
		}
	}
	return list
}

var hostForm = regexp.MustCompile(`^[a-z0-9.-]+(:[0-9]{1,5})?$`)

// origin reads the address of a site; what comes after its name is left out.
func origin(typed string) (string, bool) {
	u, err := url.Parse(strings.ToLower(trim(typed)))
	if err != nil || u.Scheme != "https" && u.Scheme != "http" || u.User != nil || !hostForm.MatchString(u.Host) {
		return "", false
	}
	return u.Scheme + "://" + u.Host, true
}
