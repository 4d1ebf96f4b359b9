package app

import (
	"context"
	"slices"
)

// Form is one of the school's forms: a page of its own that anybody may fill in.
type Form struct {
	ID      int64
	Slug    string // the end of its address
	Name    string // for the school
	Version int    // one more at each change
	Active  bool
	Fields  []FormField          // in their order
	Texts   map[string]FormTexts // the school's own words, by language; ours where there are none
	Origins []string             `bun:",array"` // sites whose pages may show it
}

// FormTexts are what a form says in one language. What is empty is said in our
// words.
type FormTexts struct {
	Title   string `json:"title,omitempty"`
	Intro   string `json:"intro,omitempty"`
	Contact string `json:"contact,omitempty"` // what somebody agrees to who may be called
	News    string `json:"news,omitempty"`    // and who hears of other courses
}

// FormField is one question of a form.
type FormField struct {
	ID      string            `json:"id"` // of ours: name and so on; of the school's own: own1 to own8
	Use     FieldUse          `json:"use"`
	Type    FieldType         `json:"type,omitempty"`    // of the school's own
	Label   map[string]string `json:"label,omitempty"`   // likewise, by language
	Choices []string          `json:"choices,omitempty"` // of a choice
}

// FieldUse says whether a question is asked, and has to be answered.
type FieldUse string

// The uses of a field.
const (
	FieldOff      FieldUse = "off"
	FieldOptional FieldUse = "optional"
	FieldRequired FieldUse = "required"
)

// FieldType is what a question of the school's own takes.
type FieldType string

// The types of a field.
const (
	FieldText   FieldType = "text"
	FieldChoice FieldType = "choice"
	FieldDate   FieldType = "date"
)

// FormLanguages are those that a form speaks.
var FormLanguages = []string{"en", "hi"}

// Refusals of forms.
var (
	ErrNoForm = &Error{Kind: NotFound, Code: "form_not_found", Title: "Not found",
		Message: "There is no form at this address. Ask the school for the right one"}
	ErrFormSlug = &Error{Kind: Conflict, Code: "form_slug", Title: "Address in use",
		Message: "Another form has this address already. Choose another one"}
)

// Use says whether a form asks for something.
func (f Form) Use(id string) FieldUse {
	for _, field := range f.Fields {
		if field.ID == id {
			return field.Use
		}
	}
	return FieldOff
}

// Asks reports whether a form asks for something.
func (f Form) Asks(id string) bool { return f.Use(id) != FieldOff }

// LabelIn is what a question of the school's own is called in a language, or in
// the first that has a name for it.
func (f FormField) LabelIn(lang string) string {
	if label := f.Label[lang]; label != "" {
		return label
	}
	for _, other := range FormLanguages {
		if label := f.Label[other]; label != "" {
			return label
		}
	}
	return f.ID
}

// Forms returns all forms, the oldest first.
func (d *Desk) Forms(ctx context.Context) ([]Form, error) { return d.Store.Forms(ctx) }

// AddForm keeps a new form. ErrFormSlug when its address is in use.
func (d *Desk) AddForm(ctx context.Context, a Actor, in FormInput) (Form, error) {
	f, err := in.apply(Form{Version: 1, Active: true, Fields: slices.Clone(firstFields), Texts: map[string]FormTexts{}})
	if err != nil {
		return f, err
	}
	return once(ctx, d, a.Op, func(tx Store) (Form, error) {
		added, err := tx.AddForm(ctx, f)
		return settle(ctx, tx, a, "forms", added, err)
	})
}

// TryForm returns a form as it would be shown after a change, which is not
// kept. ErrNoForm when there is none by that number.
func (d *Desk) TryForm(ctx context.Context, id int64, in FormInput) (Door, error) {
	forms, err := d.Store.Forms(ctx)
	if err != nil {
		return Door{}, err
	}
	i := slices.IndexFunc(forms, func(f Form) bool { return f.ID == id })
	if i < 0 {
		return Door{}, ErrNoForm
	}
	f, err := in.apply(forms[i])
	if err != nil {
		return Door{}, err
	}
	return d.doorOf(ctx, f)
}

// ChangeForm changes a form. ErrNoForm when there is none by that number,
// ErrFormSlug when the new address is in use.
func (d *Desk) ChangeForm(ctx context.Context, a Actor, id int64, in FormInput) (Form, error) {
	f, err := once(ctx, d, a.Op, func(tx Store) (Form, error) {
		f, err := tx.LockForm(ctx, id)
		if err != nil {
			return f, gone(err, ErrNoForm)
		}
		if f, err = in.apply(f); err != nil {
			return f, err
		}
		f.Version++
		return settle(ctx, tx, a, "forms", f, tx.SetForm(ctx, f))
	})
	d.Doors.forget()
	return f, err
}
