package app

import (
	"context"
	"regexp"
	"slices"
)

// Template is a message to start from. Its variables are filled in where it is
// used.
type Template struct {
	ID       int64
	Channel  Channel // whatsapp, email or sms
	Name     string
	Language string
	Body     string
}

// TemplateInput is a new template, or a change of one: what is not given stays.
type TemplateInput struct{ Channel, Name, Language, Body Text }

// Refusals of templates.
var (
	ErrTemplateName = &Error{Kind: Conflict, Code: "template_name", Title: "Name in use",
		Message: "There is a template of that name for this channel and language. Choose another name"}
	ErrNoTemplate = &Error{Kind: NotFound, Code: "template_not_found", Title: "Not found",
		Message: "There is no template by that number"}
)

var variable = regexp.MustCompile(`\{[^{}]*\}`)

// knownVariables are what a template can hold.
var knownVariables = []string{"{name}", "{me}", "{school}"}

func (in TemplateInput) apply(t Template) (Template, error) {
	var c check
	isNew := t.ID == 0
	if in.Channel.Given || isNew {
		t.Channel = Channel(in.Channel.S)
		if in.Channel.Wrong || t.Channel != ByWhatsApp && t.Channel != ByEmail && t.Channel != BySMS {
			c.add("channel", sent(in.Channel, in.Channel.S), "Channel must be one of whatsapp, email or sms")
		}
	}
	if in.Name.Given || isNew {
		t.Name = c.line("name", "Name", in.Name, 1, 100)
	}
	if in.Language.Given || isNew {
		if tag := c.language("language", in.Language); tag != nil {
			t.Language = *tag
		} else if trim(in.Language.S) == "" && !in.Language.Wrong {
			c.add("language", nil, "Say in which language it is, such as en")
		}
	}
	if in.Body.Given || isNew {
		t.Body = c.body(in.Body)
	}
	return t, c.err()
}

func (c *check) body(in Text) string {
	s := c.message("body", "Message", in, 4000)
	if s == nil || *s == "" {
		if len(c.fields) == 0 || !in.Given || in.Null || s != nil {
			c.add("body", nil, "Write the message")
		}
		return ""
	}
	for _, v := range variable.FindAllString(*s, -1) {
		if !slices.Contains(knownVariables, v) {
			c.add("body", nil, "A message knows {name}, {me} and {school} only. Write anything else without braces")
			break
		}
	}
	return *s
}

// Templates returns all templates by channel, language and name.
func (d *Desk) Templates(ctx context.Context) ([]Template, error) { return d.Store.Templates(ctx) }

// AddTemplate keeps a new template. ErrTemplateName when there is one like it.
func (d *Desk) AddTemplate(ctx context.Context, a Actor, in TemplateInput) (Template, error) {
	t, err := in.apply(Template{})
	if err != nil {
		return t, err
	}
	return once(ctx, d, a.Op, func(tx Store) (Template, error) {
		added, err := tx.AddTemplate(ctx, t)
		return settle(ctx, tx, a, "templates", added, err)
	})
}

// ChangeTemplate changes a template. ErrNoTemplate when there is none by that
// number.
func (d *Desk) ChangeTemplate(ctx context.Context, a Actor, id int64, in TemplateInput) (Template, error) {
	return once(ctx, d, a.Op, func(tx Store) (Template, error) {
		t, err := tx.LockTemplate(ctx, id)
		if err != nil {
			return t, gone(err, ErrNoTemplate)
		}
		if t, err = in.apply(t); err != nil {
			return t, err
		}
		return settle(ctx, tx, a, "templates", t, tx.SetTemplate(ctx, t))
	})
}

// RemoveTemplate removes a template. ErrNoTemplate when there is none by that
// number.
func (d *Desk) RemoveTemplate(ctx context.Context, a Actor, id int64) error {
	_, err := once(ctx, d, a.Op, func(tx Store) (int64, error) {
		return settle(ctx, tx, a, "templates", id, gone(tx.RemoveTemplate(ctx, id), ErrNoTemplate))
	})
	return err
}
