package web

import (
	"html/template"
	"net/http"
	"slices"
	"strings"

	"github.com/gofiber/fiber/v2"

	"firstbell/app"
)

// doorPage is what the templates of the public pages are filled with.
type doorPage struct {
	kit                               *doorKit
	Lang, Slug, School, Title, Intro  string
	Other, OtherLang, OtherName       string // the page in the other language
	Phone, PhoneShown                 string // of the school
	Trap, Work, Refresh               string
	Kiosk, Done                       bool
	Notice, WrongConsent              string
	Wrong                             []doorWrong
	Carry                             []doorOption // hidden fields
	Fields                            []doorField
	Consents                          []doorBox
	Lines                             []string
	Links, Buttons                    []doorOption
	Reference, Action, Token, Address string
	QR                                string
	QRSize                            int
	CSS                               template.CSS
	JS                                template.JS

	origins []string
}

type doorWrong struct{ ID, Text string }

type doorOption struct {
	Name, Value, Label string
	Chosen             bool
}

type doorBox struct {
	Name, Text    string
	Ticked, Wrong bool
}

// doorField is one question as a template shows it.
type doorField struct {
	ID, Kind, Label, Hint, Optional, Value, Mode, Auto, Wrong, Told string
	Options                                                         []doorOption
	Inner                                                           []doorField
}

// W is a text in the language of the page.
func (p doorPage) W(key string) string { return p.kit.word(p.Lang, key, "school", p.School) }

// newDoorPage begins a page of a form.
func (s *Server) newDoorPage(door app.Door, lang string) doorPage {
	p := doorPage{kit: &s.kit, Lang: lang, Slug: door.Form.Slug, School: door.School.Name, Phone: door.School.Phone,
		PhoneShown: door.School.PhoneShown(), origins: door.Form.Origins}
	if p.School == "" { // nobody has named it yet
		p.School = p.W("school")
	}
	texts := door.Form.Texts[lang]
	if p.Title = texts.Title; p.Title == "" {
		p.Title = p.W("title")
	}
	if p.Intro = texts.Intro; p.Intro == "" {
		p.Intro = p.W("intro")
	}
	return p
}

// consentText is what somebody agrees to, in the school's words or ours.
func (p doorPage) consentText(form app.Form, purpose app.Purpose) string {
	texts, own := form.Texts[p.Lang], ""
	if own = texts.Contact; purpose == app.ForNews {
		own = texts.News
	}
	if own != "" {
		return own
	}
	return p.W(string(purpose))
}

// inOther links a page in the other language.
func (p *doorPage) inOther(address string) {
	p.OtherLang = app.FormLanguages[(slices.Index(app.FormLanguages, p.Lang)+1)%len(app.FormLanguages)]
	p.OtherName, p.Other = p.kit.word(p.OtherLang, "language"), address+"lang="+p.OtherLang
}

// languageOf chooses the language of a page: what was asked for, else what the
// browser prefers, else what the school speaks.
func languageOf(c *fiber.Ctx, asked, school string) string {
	wishes := []string{asked}
	for wish := range strings.SplitSeq(c.Get(fiber.HeaderAcceptLanguage), ",") {
		tag, _, _ := strings.Cut(wish, ";")
		wishes = append(wishes, strings.TrimSpace(tag))
	}
	for _, wish := range append(wishes, school) {
		tag, _, _ := strings.Cut(strings.ToLower(wish), "-")
		if slices.Contains(app.FormLanguages, tag) {
			return tag
		}
	}
	return app.FormLanguages[0]
}

// html is the whole page.
func (p doorPage) html(name, js string) (string, error) {
	p.CSS, p.JS = template.CSS(p.styles(name)), template.JS(js) // ours, and named by their hashes in the policy
	var out strings.Builder
	err := p.kit.pages.ExecuteTemplate(&out, name, p)
	return out.String(), err
}

func (p doorPage) styles(name string) string {
	if name == "poster.html" {
		return p.kit.poster
	}
	return p.kit.css
}

// send writes a page.
func (p doorPage) send(c *fiber.Ctx, status int, name, js string) error {
	html, err := p.html(name, js)
	if err != nil {
		return err
	}
	c.Set("Content-Security-Policy", doorPolicy(p.styles(name), js, p.origins))
	c.Set(fiber.HeaderContentType, "text/html; charset=utf-8")
	c.Set(fiber.HeaderContentLanguage, p.Lang)
	return c.Status(status).SendString(html)
}

// doorFailed tells whoever looks for a form that there is none, or that we
// cannot show it now.
func (s *Server) doorFailed(c *fiber.Ctx, err error) error {
	f := s.failure(c.UserContext(), err)
	p := doorPage{kit: &s.kit, Lang: languageOf(c, c.Query("lang"), ""), Slug: "", School: "Firstbell"}
	key := "broken"
	switch f.status {
	case http.StatusNotFound:
		key = "gone"
		if f.Code == app.ErrViewToken.Code {
			key = "link"
		}
	}
	if school, err := s.desk.School(c.UserContext()); err == nil {
		p.School, p.Phone, p.PhoneShown = school.Name, school.Phone, school.PhoneShown()
	}
	p.Title, p.Lines = p.W(key), []string{p.W(key + ".text")}
	return p.send(c, f.status, "page.html", "")
}
