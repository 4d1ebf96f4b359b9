package web

import (
	"net/http"
	"slices"
	"strings"

	"github.com/gofiber/fiber/v2"
)

// policyFor allows what our own pages need and nothing else. The mark on the
// tab is an image within the page; the preview of a form brings the styles of
// the door along.
func policyFor(door doorKit) string {
	return "default-src 'self'; script-src 'self'; style-src 'self' " + hashOf(door.css) + "; img-src 'self' data:; object-src 'none'; " +
		"base-uri 'none'; frame-ancestors 'none'; form-action 'self'"
}

// protect sets the headers that every answer carries.
func (s *Server) protect(c *fiber.Ctx) error {
	c.Set("Content-Security-Policy", s.policy)
	c.Set("X-Content-Type-Options", "nosniff")
	c.Set("Referrer-Policy", "no-referrer")
	c.Set("Cross-Origin-Opener-Policy", "same-origin")
	c.Set("Permissions-Policy", "camera=(), microphone=(), geolocation=()")
	c.Set("Cache-Control", "no-store") // the embedded files say otherwise of themselves
	if s.cfg.Secure {
		c.Set("Strict-Transport-Security", "max-age=31536000")
	}
	// We answer in one format; what a client would rather have changes nothing.
	c.Request().Header.Del(fiber.HeaderAccept)
	return c.Next()
}

// cors tells browsers which other sites' pages may read an answer. Anybody's
// page may send an enquiry, without credentials; for the rest only the listed
// origins count.
func (s *Server) cors(c *fiber.Ctx) error {
	origin := c.Get(fiber.HeaderOrigin)
	public := c.Path() == "/api/enquiries/public"
	listed := origin != "" && origin != "null" && slices.Contains(s.cfg.CORSOrigins, origin)
	everybody := slices.Contains(s.cfg.CORSOrigins, "*")
	if origin != "" {
		c.Vary(fiber.HeaderOrigin)
	}
	switch {
	case origin == "" || !strings.HasPrefix(c.Path(), "/api/") && c.Path() != "/health":
		return c.Next()
	case listed && !public:
		c.Set(fiber.HeaderAccessControlAllowOrigin, origin)
		c.Set(fiber.HeaderAccessControlAllowCredentials, "true")
	case (public || everybody) && origin != "null":
		c.Set(fiber.HeaderAccessControlAllowOrigin, "*")
	default:
		return c.Next()
	}
	c.Set(fiber.HeaderAccessControlExposeHeaders, "X-Request-Id, Retry-After")
	if c.Method() == http.MethodOptions && c.Get(fiber.HeaderAccessControlRequestMethod) != "" {
		c.Set(fiber.HeaderAccessControlAllowMethods, "GET, POST, PATCH, DELETE")
		c.Set(fiber.HeaderAccessControlAllowHeaders, "Authorization, Content-Type, Idempotency-Key, If-Match")
		c.Set(fiber.HeaderAccessControlMaxAge, "600")
		return c.SendStatus(http.StatusNoContent)
	}
	return c.Next()
}
