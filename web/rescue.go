package web

import (
	"html"
	"log/slog"
	"net/http"
	"strings"

	"github.com/gofiber/fiber/v2"

	"firstbell/app"
)

// errRescue is what everybody is told while the desk does not trust its data.
var errRescue = &app.Error{Kind: app.Unavailable, Code: "rescue", Title: "Service unavailable",
	Message: "This desk is closed, because its data is not the data that it knows. Nothing is lost by that. " +
		"Whoever runs the server finds what to do in its log"}

// NewRescue returns a server that answers everything with one sentence and 503.
// It has no desk behind it: nothing can be read or written through it.
func NewRescue(cfg Config, log *slog.Logger) *Server {
	s := &Server{cfg: cfg, log: log, stop: func() {}}
	s.fiber = fiber.New(fiber.Config{Immutable: true, BodyLimit: bodyLimit, ReadBufferSize: headerLimit, ReadTimeout: readTimeout,
		IdleTimeout: idleTimeout, Concurrency: maxConnections, DisablePreParseMultipartForm: true, DisableStartupMessage: true, ErrorHandler: s.fail})
	s.fiber.Use(s.protect, func(c *fiber.Ctx) error {
		c.Set(fiber.HeaderCacheControl, "no-store")
		if !strings.Contains(c.Get(fiber.HeaderAccept), fiber.MIMETextHTML) {
			return errRescue
		}
		c.Set(fiber.HeaderContentType, fiber.MIMETextHTMLCharsetUTF8)
		return c.Status(http.StatusServiceUnavailable).SendString(
			"<!doctype html><html lang=en><meta charset=utf-8><meta name=viewport content='width=device-width'><title>This desk is closed</title>" +
				"<h1>This desk is closed</h1><p>" + html.EscapeString(errRescue.Message) + ".</p></html>")
	})
	return s
}
