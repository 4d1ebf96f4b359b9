package web

import (
	"net/http"
	"net/url"

	"github.com/gofiber/fiber/v2"

	"firstbell/app"
)

// thanks is the page after a form was sent. It says nothing of whether the
// person was known, or suspected.
func (s *Server) thanks(c *fiber.Ctx, _ app.Actor) error {
	door, err := s.desk.Door(c.UserContext(), c.Params("slug"))
	if err != nil {
		return s.doorFailed(c, err)
	}
	p := s.newDoorPage(door, languageOf(c, c.Query("lang"), door.School.Language))
	p.Title, p.Done, p.Kiosk = p.W("thanks"), true, c.Query("kiosk") == "1"
	p.Lines = []string{p.hoursLine(door.School.OpenFrom(s.desk.Now()))}
	again := "/f/" + door.Form.Slug + "?" + kioskQuery(p.Kiosk) + "lang=" + p.Lang
	if p.Kiosk {
		p.Refresh = "/f/" + door.Form.Slug + "?kiosk=1"
	}
	if view, err := s.desk.ReadLink(c.Query("t")); err == nil {
		p.Reference = app.Reference(view)
		if !p.Kiosk {
			mine := url.Values{"t": {c.Query("t")}, "lang": {p.Lang}}
			p.Links = append(p.Links, doorOption{Label: p.W("thanks.link"), Value: "/f/" + door.Form.Slug + "/mine?" + mine.Encode()})
		}
	}
	p.Links = append(p.Links, doorOption{Label: p.W("thanks.again"), Value: again})
	return p.send(c, http.StatusOK, "page.html", s.kit.form)
}

// hoursLine says when somebody can be reached.
func (p doorPage) hoursLine(o app.Opening) string {
	if o.Now {
		return p.kit.word(p.Lang, "thanks.open", "until", o.Until)
	}
	return p.kit.word(p.Lang, "thanks.closed", "day", p.W("day."+o.Day), "from", o.From)
}

// mine shows whoever has the link of what they sent how to take it back.
func (s *Server) mineAgain(c *fiber.Ctx, _ app.Actor) error {
	return s.privacyPage(c, c.Query("t"), c.Query("lang"), func(p *doorPage) error {
		p.Lines = []string{p.W("mine.text")}
		for _, kind := range []app.PrivacyKind{app.NoContact, app.Erase} {
			p.Buttons = append(p.Buttons, doorOption{Value: string(kind), Label: p.W("mine." + string(kind))})
		}
		return nil
	})
}

// askPrivacy records what somebody asks for by their link.
func (s *Server) askPrivacy(c *fiber.Ctx, a app.Actor) error {
	form, _ := parseForm(c.Request().Body())
	return s.privacyPage(c, form["t"], form["lang"], func(p *doorPage) error {
		view, err := s.desk.ReadLink(form["t"])
		if err == nil {
			err = s.desk.AskPrivacy(c.UserContext(), a, view, app.PrivacyKind(form["ask"]))
		}
		p.Done, p.Lines = true, []string{p.W("mine." + form["ask"] + ".done")}
		return err
	})
}

func (s *Server) privacyPage(c *fiber.Ctx, token, lang string, fill func(*doorPage) error) error {
	door, err := s.desk.Door(c.UserContext(), c.Params("slug"))
	if err != nil {
		return s.doorFailed(c, err)
	}
	view, err := s.desk.ReadLink(token)
	if err != nil {
		return s.doorFailed(c, err)
	}
	p := s.newDoorPage(door, languageOf(c, lang, door.School.Language))
	p.Title, p.Reference, p.Token, p.Action = p.W("mine"), app.Reference(view), token, "/f/"+door.Form.Slug+"/mine"
	if err := fill(&p); err != nil {
		return s.doorFailed(c, err)
	}
	return p.send(c, http.StatusOK, "page.html", "")
}
