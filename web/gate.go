package web

import (
	"net/http"
	"slices"
	"strings"

	"github.com/gofiber/fiber/v2"
)

// always are the paths that answer in maintenance, too: they are for programs
// that look after this one.
var always = []string{"/health", "/livez", "/readyz", "/metrics"}

// maintenancePage is for people; it needs no other file.
const maintenancePage = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>Back soon</title>
<main>
<h1>Back soon</h1>
<p>This desk is being looked after. Nothing is lost. Try again in a few minutes.</p>
<p>If you wanted to send an enquiry, please call the school, or come back later.</p>
</main>
</html>
`

// attended answers for the desk while it is in maintenance: with a page where a
// page was asked for, else in the envelope.
func (s *Server) attended(c *fiber.Ctx) error {
	err := s.desk.Gate.InMaintenance()
	if err == nil || slices.Contains(always, c.Path()) {
		return c.Next()
	}
	if c.Method() != http.MethodGet || strings.HasPrefix(c.Path(), "/api/") {
		return err
	}
	c.Set(fiber.HeaderContentType, fiber.MIMETextHTMLCharsetUTF8)
	c.Set(fiber.HeaderRetryAfter, "60")
	return c.Status(http.StatusServiceUnavailable).SendString(maintenancePage)
}

// signIn are the writes that go on while the disk has no room for anything new:
// people have to get in to read.
var signIn = []string{"/api/session", "/api/auth/login"}

// roomFor refuses what would fill the disk while that has little room left.
// Reading, signing in and ending something go on.
func (s *Server) roomFor(r route) error {
	if r.path == "/f/{slug}" { // says it in a page, with all that was typed
		return nil
	}
	if r.method == http.MethodGet || r.method == http.MethodDelete || slices.Contains(signIn, r.path) {
		return nil
	}
	return s.desk.Gate.Full()
}
