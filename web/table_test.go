package web

import (
	"io"
	"log/slog"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/gofiber/fiber/v2"

	"firstbell/app"
)

// A route of which nobody has said who may use it keeps the server from starting.
func TestRouteWithoutALineDoesNotStart(t *testing.T) {
	t.Parallel()
	start := func() *Server {
		ui := fstest.MapFS{"index.html": {Data: []byte("the UI")}, "assets/app.js": {Data: []byte("1")}}
		s, err := New(&app.Desk{}, Config{UI: ui}, slog.New(slog.NewTextHandler(io.Discard, nil)))
		if err != nil {
			t.Fatal(err)
		}
		return s
	}
	nobody := func(*fiber.Ctx) error { return nil }
	for want, change := range map[string]func(*Server){
		"GET /forgotten is served without":          func(s *Server) { s.fiber.Get("/forgotten", nobody) },
		"POST /api/stream is served without":        func(s *Server) { s.fiber.Post("/api/stream", nobody) },
		"GET /api/me: listed twice":                 func(s *Server) { s.table = append(s.table, route{method: "GET", path: "/api/me", who: staff}) },
		"GET /x is in the route table and not":      func(s *Server) { s.table = append(s.table, route{method: "GET", path: "/x", who: staff}) },
		`GET /a/:id: listed twice, or for nobody`:   func(s *Server) { s.table = append(s.table, route{method: "GET", path: "/a/{id}"}) },
		`GET /b: listed twice, or for nobody we kn`: func(s *Server) { s.table = append(s.table, route{method: "GET", path: "/b", who: staff, key: "all"}) },
	} {
		s := start()
		change(s)
		if err := s.checkTable(); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v", want, err)
		}
	}
}
