package app

import (
	"slices"
	"strings"
	"time"
	"unicode/utf8"
)

// AskInput is what somebody typed into a form, by the names of its fields, and
// how they came to it.
type AskInput struct {
	Values map[string]string
	Agreed map[Purpose]string // the words of each box that is ticked
	Lang   string
	View   string // of the page it was typed into
	Came   TouchInput
}

// Who says who fills in a form.
type Who string

// Who may fill in a form. Of a minor the parent is asked for as well.
const (
	WhoStudent Who = "student" // of age
	WhoMinor   Who = "minor"
	WhoParent  Who = "parent"
)

// Answer is what came in through a form and keeps the rules.
type Answer struct {
	ID          int64
	Submission  string // the same words from the same page have the same
	View        string
	FormID      int64
	FormVersion int
	Language    string
	Enquiry     *NewEnquiry // nil once it is let in
	Own         []OwnAnswer
	Who         *Who
	ParentName  *string
	ParentPhone *string
	State       AnswerState
	Signs       []Sign `bun:",array"`
	At          time.Time
	Consents    []Consent `bun:"-"`
}

// OwnAnswer is the answer to a question of the school's own.
type OwnAnswer struct {
	Label string `json:"label"`
	Text  string `json:"text"`
}

// AnswerState says what became of an answer.
type AnswerState string

// The states of an answer.
const (
	AnswerReceived  AnswerState = "received"  // about to be let in
	AnswerIn        AnswerState = "in"        // an enquiry
	AnswerSuspected AnswerState = "suspected" // somebody has to look at it
	AnswerSpam      AnswerState = "spam"      // somebody has
)

// lengths of the fields of ours, in characters.
const (
	nameMost    = 255
	messageMost = 1000
	ownTextMost = 500
)

// Check returns the answer as it will be kept, or every field that is wrong,
// each once: the code of its problem is missing or bad.
func (in AskInput) Check(door Door, now time.Time) (Answer, error) {
	var c check
	form, v := door.Form, in.value
	e := NewEnquiry{
		Name:    c.line("name", "Name", v("name"), 2, nameMost),
		Phone:   c.phone("phone", v("phone"), door.School.Country),
		Email:   c.emailOrNone("email", v("email")),
		Message: c.message("message", "Message", v("message"), messageMost)}
	if e.Message != nil && *e.Message == "" {
		e.Message = nil
	}
	e.Language = c.language("lang", TextOf(in.Lang))
	e.CourseInterest = c.optional("course", "Course", v("course"), 255)
	a := Answer{View: in.View, FormID: form.ID, FormVersion: form.Version, Language: in.Lang, At: now}
	for _, f := range form.Fields {
		if strings.HasPrefix(f.ID, "own") && f.Use != FieldOff {
			a.Own = append(a.Own, c.own(f, v(f.ID), in.Lang)...)
		} else if f.Use == FieldRequired && f.ID != "name" && trim(v(f.ID).S) == "" {
			c.add(f.ID, nil, "")
		}
	}
	if e.Email == "" && e.Phone == nil && !c.wrong("phone") && !c.wrong("email") {
		c.add("phone", nil, "")
	}
	if e.CourseInterest == "" {
		e.CourseInterest = NotSure
	}
	c.guardian(&a, form, v, door.School.Country)
	a.Consents = c.consents(form, in, now)
	if e.Touch = c.touch(in.Came, FromForm); a.Minor() {
		e.Touch.ClickID = "" // nobody follows children
	}
	e.Touch.FormID, e.Touch.FormVersion = form.ID, form.Version
	a.Enquiry = &e
	return a, c.coded(in.Values)
}

// Answer checks what was typed into a form and names it.
func (d *Desk) Answer(door Door, in AskInput) (Answer, error) {
	a, err := in.Check(door, d.Now())
	if err != nil {
		return a, err
	}
	a.Submission = d.submissionOf(in)
	a.Enquiry.Touch.Submission = a.Submission
	return a, nil
}

func (in AskInput) value(name string) Text { return TextOf(in.Values[name]) }

// wrong reports whether something was wrong with a field already.
func (c *check) wrong(path string) bool {
	return slices.ContainsFunc(c.fields, func(f Field) bool { return f.Path == path })
}

// own reads the answer to a question of the school's own.
func (c *check) own(f FormField, t Text, lang string) []OwnAnswer {
	s := c.optional(f.ID, "Answer", t, ownTextMost)
	if s == "" {
		if f.Use == FieldRequired && !c.wrong(f.ID) {
			c.add(f.ID, nil, "")
		}
		return nil
	}
	if _, err := time.Parse(time.DateOnly, s); f.Type == FieldDate && err != nil ||
		f.Type == FieldChoice && !slices.Contains(f.Choices, s) {
		c.add(f.ID, s, "")
		return nil
	}
	return []OwnAnswer{{f.LabelIn(lang), s}}
}

// guardian reads who asks, and of somebody under age who answers for them.
func (c *check) guardian(a *Answer, form Form, v func(string) Text, home string) {
	who := Who(trim(v("who").S))
	if who == "" || !form.Asks("who") {
		return
	}
	if !slices.Contains([]Who{WhoStudent, WhoMinor, WhoParent}, who) {
		c.add("who", nil, "")
		return
	}
	a.Who = &who
	if who != WhoMinor {
		return
	}
	name := c.line("parentName", "Name", v("parentName"), 2, nameMost)
	a.ParentName, a.ParentPhone = &name, c.phone("parentPhone", v("parentPhone"), home)
	if a.ParentPhone == nil && !c.wrong("parentPhone") {
		c.add("parentPhone", nil, "")
	}
}

// coded is err with each wrong field once and a code of what is wrong with it,
// for whoever has to say it in another language.
func (c *check) coded(values map[string]string) error {
	var once []Field
	for _, f := range c.fields {
		if slices.ContainsFunc(once, func(o Field) bool { return o.Path == f.Path }) {
			continue
		}
		f.Code = FieldBad
		if s := values[f.Path]; trim(s) == "" || utf8.ValidString(s) && blank(s) {
			f.Code = FieldMissing
		}
		once = append(once, f)
	}
	c.fields = once
	return c.err()
}

// Minor reports whether the answer is of somebody under age, or of their parent.
func (a Answer) Minor() bool { return a.Who != nil && *a.Who != WhoStudent }
