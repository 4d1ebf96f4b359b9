package web

import (
	"errors"
	"slices"
	"strconv"
	"strings"

	"github.com/gofiber/fiber/v2"

	"firstbell/app"
)

// carried are the fields of a form that people do not see.
var carried = []string{"utm_source", "utm_medium", "utm_campaign", "src", "gclid", "fbclid", "referrer", "landing"}

// doorSent is a form as it was sent, or as a link fills it in.
type doorSent struct {
	values map[string]string
	view   app.View
	signed bool
	lang   string
}

func (v doorSent) kiosk() bool { return v.values["kiosk"] == "1" }

// trapOf names the field that nobody can see, another one on each page.
func trapOf(v app.View) string { return "q" + strings.ToLower(v.ID[16:22]) }

// formPage is a form with what was typed into it, and what was wrong with it.
func (s *Server) formPage(door app.Door, v doorSent, wrong error) doorPage {
	p := s.newDoorPage(door, v.lang)
	p.Trap, p.Kiosk = trapOf(v.view), v.kiosk()
	p.inOther("/f/" + door.Form.Slug + "?" + kioskQuery(p.Kiosk))
	p.Carry = []doorOption{{Name: "view", Value: s.desk.ViewToken(door.Form.Slug, v.view)}, {Name: "lang", Value: v.lang},
		{Name: "v", Value: strconv.Itoa(door.Form.Version)}}
	for _, name := range append([]string{"kiosk"}, carried...) {
		if value := v.values[name]; value != "" {
			p.Carry = append(p.Carry, doorOption{Name: name, Value: value})
		}
	}
	problems := p.problems(door, wrong)
	for _, f := range door.Form.Fields {
		if f.Use != app.FieldOff {
			p.Fields = append(p.Fields, p.question(door, f, v.values, problems))
		}
	}
	p.WrongConsent = problems["contact"]
	for _, purpose := range []app.Purpose{app.ToContact, app.ForNews} {
		p.Consents = append(p.Consents, doorBox{string(purpose), p.consentText(door.Form, purpose),
			wrong != nil && v.values[string(purpose)] == "yes", purpose == app.ToContact && p.WrongConsent != ""})
	}
	return p
}

func kioskQuery(kiosk bool) string {
	if kiosk {
		return "kiosk=1&"
	}
	return ""
}

// problems words what is wrong with fields, in the order of the form.
func (p *doorPage) problems(door app.Door, err error) map[string]string {
	said := map[string]string{}
	refusal, ok := errors.AsType[*app.Error](err)
	if !ok {
		return said
	}
	order := []string{}
	for _, f := range door.Form.Fields {
		order = append(order, f.ID)
	}
	order = append(order, "parentName", "parentPhone", "contact")
	for _, id := range order {
		i := slices.IndexFunc(refusal.Fields, func(f app.Field) bool { return f.Path == id })
		if i < 0 {
			continue
		}
		said[id] = p.problem(door, refusal.Fields[i])
		p.Wrong = append(p.Wrong, doorWrong{id, said[id]})
	}
	return said
}

func (p doorPage) problem(door app.Door, f app.Field) string {
	if p.Lang == "en" && f.Code == app.FieldBad && f.Msg != "" && (f.Path == "phone" || f.Path == "parentPhone") {
		return f.Msg + "." // says how many digits it has
	}
	if strings.HasPrefix(f.Path, "own") {
		i := slices.IndexFunc(door.Form.Fields, func(o app.FormField) bool { return o.ID == f.Path })
		return p.kit.word(p.Lang, "own."+string(f.Code), "label", door.Form.Fields[i].LabelIn(p.Lang))
	}
	return p.W(f.Path + "." + string(f.Code))
}

// question is one question of a form as the page shows it.
func (p doorPage) question(door app.Door, f app.FormField, values map[string]string, wrong map[string]string) doorField {
	q := p.input(f.ID, values, wrong)
	if f.Use == app.FieldOptional && f.ID != "phone" {
		q.Optional = p.W("optional")
	}
	switch {
	case strings.HasPrefix(f.ID, "own"):
		q.Label, q.Kind = f.LabelIn(p.Lang), map[app.FieldType]string{app.FieldText: "text", app.FieldDate: "date", app.FieldChoice: "select"}[f.Type]
		q.Options = options(f.Choices, q.Value)
	case f.ID == "course":
		q.Kind, q.Options = "select", append(options(door.Courses, q.Value), doorOption{Value: app.NotSure, Label: p.W("course.none"), Chosen: q.Value == app.NotSure})
		if q.Value != "" && q.Value != app.NotSure && !slices.Contains(door.Courses, q.Value) { // of a link
			q.Options = append(options([]string{q.Value}, q.Value), q.Options...)
		}
	case f.ID == "message":
		q.Kind = "area"
	case f.ID == "who":
		q.Kind = "who"
		for _, who := range []app.Who{app.WhoStudent, app.WhoMinor, app.WhoParent} {
			q.Options = append(q.Options, doorOption{Value: string(who), Label: p.W("who." + string(who)), Chosen: q.Value == string(who)})
		}
		q.Inner = []doorField{p.input("parentName", values, wrong), p.input("parentPhone", values, wrong)}
	}
	return q
}

func options(list []string, chosen string) []doorOption {
	out := make([]doorOption, len(list))
	for i, name := range list {
		out[i] = doorOption{Value: name, Label: name, Chosen: name == chosen}
	}
	return out
}

// input is a question that is answered in one line.
func (p doorPage) input(id string, values, wrong map[string]string) doorField {
	q := doorField{ID: id, Kind: "text", Label: p.W(id), Value: values[id], Wrong: wrong[id]}
	switch id {
	case "phone", "parentPhone":
		q.Kind, q.Mode, q.Auto = "tel", "tel", "tel"
	case "email":
		q.Kind, q.Mode, q.Auto = "email", "email", "email"
	case "name":
		q.Auto = "name"
	}
	if id == "phone" {
		q.Hint = p.W("phone.hint")
	}
	if p.Kiosk || strings.HasPrefix(id, "parent") {
		q.Auto = "off"
	}
	var told []string
	if q.Hint != "" {
		told = append(told, id+"-h")
	}
	if q.Wrong != "" {
		told = append(told, id+"-e")
	}
	q.Told = strings.Join(told, " ")
	return q
}

// filledIn reads what a link says: words to begin with, and where it stood.
func filledIn(c *fiber.Ctx, lang string, v app.View) doorSent {
	values := map[string]string{}
	for _, name := range append([]string{"name", "course", "kiosk"}, carried...) {
		if value := string(c.Request().URI().QueryArgs().Peek(name)); len(value) <= 500 {
			values[name] = value
		}
	}
	if values["referrer"] == "" {
		values["referrer"] = origins(c.Get(fiber.HeaderReferer))
	}
	if values["landing"] == "" {
		values["landing"] = c.Path()
	}
	return doorSent{values: values, view: v, lang: lang}
}

// origins is an address without what may be private in it.
func origins(address string) string {
	address, _, _ = strings.Cut(address, "?")
	if len(address) > 500 {
		return ""
	}
	return address
}
