package web

import (
	"encoding/json"
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"time"

	"github.com/gofiber/fiber/v2"

	"firstbell/app"
)

// showForm shows a form to whoever comes: whole, in one answer, without a
// cookie.
func (s *Server) showForm(c *fiber.Ctx, _ app.Actor) error {
	door, err := s.desk.Door(c.UserContext(), c.Params("slug"))
	if err != nil {
		return s.doorFailed(c, err)
	}
	lang := languageOf(c, c.Query("lang"), door.School.Language)
	return s.formPage(door, filledIn(c, lang, s.desk.NewView()), nil).send(c, http.StatusOK, "form.html", s.kit.form)
}

// sendForm takes what was typed into a form. What cannot be taken comes back
// with all that was typed.
func (s *Server) sendForm(c *fiber.Ctx, a app.Actor) error {
	door, err := s.desk.Door(c.UserContext(), c.Params("slug"))
	if err != nil {
		return s.doorFailed(c, err)
	}
	v := s.readForm(c, door)
	in := s.askInput(door, v)
	answer, err := s.desk.Answer(door, in)
	if _, wrong := errors.AsType[*app.Error](err); wrong {
		return s.formPage(door, v, err).send(c, http.StatusBadRequest, "form.html", s.kit.form)
	} else if err != nil {
		return s.doorFailed(c, err)
	}
	version := v.values["v"]
	verdict := s.desk.Judge(app.Sent{View: v.view, Signed: v.signed, Trap: v.values[trapOf(v.view)] != "", Net: a.From,
		Listed: slices.Contains(door.Form.Origins, c.Get(fiber.HeaderOrigin)),
		Worked: v.signed && s.desk.Worked(v.view, v.values["altcha"])})
	switch {
	case verdict.Confirm || version != "" && version != strconv.Itoa(door.Form.Version):
		return s.confirm(c, door, v)
	case verdict.Work:
		return s.askForWork(c, door, v, verdict)
	}
	err = s.desk.Gate.Full()
	if err == nil {
		err = s.desk.Ask(c.UserContext(), answer, verdict.Signs)
	}
	if err != nil {
		return s.notKept(c, door, v, err)
	}
	query := url.Values{"t": {s.desk.LinkToken(answer.View)}, "lang": {v.lang}}
	if v.kiosk() {
		query.Set("kiosk", "1")
	}
	c.Set(fiber.HeaderLocation, "/f/"+door.Form.Slug+"/thanks?"+query.Encode())
	return c.SendStatus(http.StatusSeeOther)
}

// readForm reads the fields that were sent. The middleware has looked at the
// body already, so that each is there once and in UTF-8.
func (s *Server) readForm(c *fiber.Ctx, door app.Door) doorSent {
	values := map[string]string{}
	if string(c.Request().Header.ContentType()) == fiber.MIMEApplicationForm {
		values, _ = parseForm(c.Request().Body())
	}
	v := doorSent{values: values}
	if v.view, v.signed = s.desk.ReadView(door.Form.Slug, values["view"]); !v.signed {
		v.view = s.desk.ViewOf(values)
	}
	v.lang = languageOf(c, values["lang"], door.School.Language)
	return v
}

// askInput is what was sent, as the rules read it.
func (s *Server) askInput(door app.Door, v doorSent) app.AskInput {
	first := func(names ...string) app.Text {
		for _, name := range names {
			if v.values[name] != "" {
				return app.TextOf(v.values[name])
			}
		}
		return app.Text{}
	}
	in := app.AskInput{Values: map[string]string{}, Agreed: map[app.Purpose]string{}, Lang: v.lang, View: v.view.ID, Came: app.TouchInput{
		Source: first("utm_source", "src"), Medium: first("utm_medium"), Campaign: first("utm_campaign"), ClickID: first("gclid", "fbclid"),
		Referrer: first("referrer"), Landing: first("landing")}}
	for _, f := range door.Form.Fields {
		in.Values[f.ID] = v.values[f.ID]
	}
	for _, name := range []string{"parentName", "parentPhone"} {
		in.Values[name] = v.values[name]
	}
	p := s.newDoorPage(door, v.lang)
	for _, purpose := range []app.Purpose{app.ToContact, app.ForNews} {
		if v.values[string(purpose)] == "yes" {
			in.Agreed[purpose] = p.consentText(door.Form, purpose)
		}
	}
	return in
}

// confirm shows a form once more that did not come from a page of ours, or
// whose words have changed since.
func (s *Server) confirm(c *fiber.Ctx, door app.Door, v doorSent) error {
	v.view = s.desk.NewView()
	p := s.formPage(door, v, nil)
	p.Notice = p.W("confirm.text")
	p.Phone = ""
	return p.send(c, http.StatusOK, "form.html", s.kit.form)
}

// askForWork has the sender's machine work before what was sent is taken, or
// the sender wait.
func (s *Server) askForWork(c *fiber.Ctx, door app.Door, v doorSent, verdict app.Verdict) error {
	p := s.newDoorPage(door, v.lang)
	work, err := json.Marshal(s.desk.Work(v.view))
	if err != nil {
		return err
	}
	seconds := strconv.Itoa(max(1, int(verdict.Wait.Sub(s.desk.Now()).Round(time.Second).Seconds())))
	p.Title, p.Intro = p.W("work"), s.kit.word(v.lang, "work.text", "seconds", seconds)
	p.Work, p.Kiosk = string(work), v.kiosk()
	v.view.Wait, v.view.Last = verdict.Wait, verdict.Last
	for name, value := range v.values {
		if name != "view" && name != "altcha" && value != "" {
			p.Carry = append(p.Carry, doorOption{Name: name, Value: value})
		}
	}
	p.Carry = append(p.Carry, doorOption{Name: "view", Value: s.desk.ViewToken(door.Form.Slug, v.view)})
	return p.send(c, http.StatusOK, "check.html", s.kit.check)
}

// notKept says honestly that nothing was sent, with all that was typed and the
// school's number. Sent again it is the same submission.
func (s *Server) notKept(c *fiber.Ctx, door app.Door, v doorSent, err error) error {
	f := s.failure(c.UserContext(), err)
	for name, values := range f.GetHeaders() {
		c.Set(name, values[0])
	}
	p := s.formPage(door, v, err)
	p.Notice = p.W("down")
	return p.send(c, f.status, "form.html", s.kit.form)
}
