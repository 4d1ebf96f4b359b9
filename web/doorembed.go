package web

import (
	"net/http"

	"github.com/gofiber/fiber/v2"

	"firstbell/app"
)

// doorScript serves a script of the public pages. Its name never changes, so it
// is looked at anew each hour.
func doorScript(text func() []byte) func(*fiber.Ctx, app.Actor) error {
	return func(c *fiber.Ctx, _ app.Actor) error {
		c.Set(fiber.HeaderContentType, "text/javascript; charset=utf-8")
		c.Set(fiber.HeaderCacheControl, "public, max-age=3600")
		return c.Send(text())
	}
}

// address is where people reach the desk, without a slash at the end.
func (s *Server) address(c *fiber.Ctx) string {
	if s.cfg.BaseURL != "" {
		return s.cfg.BaseURL
	}
	scheme := "http://"
	if s.cfg.Secure {
		scheme = "https://"
	}
	return scheme + string(c.Request().Host())
}

// poster is a page to print and put up at the reception desk.
func (s *Server) poster(c *fiber.Ctx, _ app.Actor) error {
	door, err := s.desk.Door(c.UserContext(), c.Params("slug"))
	if err != nil {
		return s.doorFailed(c, err)
	}
	p := s.newDoorPage(door, languageOf(c, c.Query("lang"), door.School.Language))
	p.Address = s.address(c) + "/f/" + door.Form.Slug
	if p.QR, p.QRSize, err = app.QRPath(p.Address + "?src=poster"); err != nil {
		return err
	}
	return p.send(c, http.StatusOK, "poster.html", "")
}

// qrCode is the address of a form as a picture.
func (s *Server) qrCode(c *fiber.Ctx, _ app.Actor) error {
	door, err := s.desk.Door(c.UserContext(), c.Params("slug"))
	if err != nil {
		return s.doorFailed(c, err)
	}
	png, err := app.QRPicture(s.address(c) + "/f/" + door.Form.Slug + "?src=qr")
	if err != nil {
		return err
	}
	c.Set(fiber.HeaderContentType, "image/png")
	return c.Send(png)
}
