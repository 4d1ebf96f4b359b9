package web

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"github.com/danielgtaylor/huma/v2"
	"github.com/gofiber/fiber/v2"

	"firstbell/app"
)

// handle puts one typed handler behind its route. The handler knows no Fiber.
func handle[I, O any](s *Server, r route, fn func(context.Context, *I) (*O, error)) {
	s.table = append(s.table, r)
	huma.Register(s.api, huma.Operation{
		Method:        r.method,
		Path:          r.path,
		OperationID:   operationID(r),
		Summary:       r.summary,
		Description:   r.described(),
		DefaultStatus: r.status,
		Errors:        alsoPossible(r),
		Security:      security(r),
		Middlewares:   huma.Middlewares{s.admit(r)},
		// The rules live in app, which reports all wrong fields at once, in the
		// original's words.
		SkipValidateBody:   true,
		SkipValidateParams: true,
	}, func(ctx context.Context, in *I) (*O, error) {
		out, err := fn(ctx, in)
		if err != nil {
			s.noteDenial(actor(ctx), r, err)
			return nil, s.failure(ctx, err)
		}
		return out, nil
	})
}

// plain puts a handler behind its route that writes its answer itself: files,
// pages and streams.
func plain(s *Server, r route, fn func(*fiber.Ctx, app.Actor) error) {
	s.table = append(s.table, r)
	s.fiber.Add(r.method, colons.Replace(r.path), func(c *fiber.Ctx) error {
		a, err := s.check(c.UserContext(), c, r)
		if err != nil {
			s.noteDenial(a, r, err)
			return err
		}
		return fn(c, a)
	})
}

// colons writes a path as Fiber does: /a/:id for /a/{id}.
var colons = strings.NewReplacer("{", ":", "}", "")

// checkTable compares the table with what Fiber serves. What is in one and not
// in the other, twice in the table, or names nobody, keeps the server from
// starting: an access rule was forgotten.
func (s *Server) checkTable() error {
	var problems []error
	table := map[string]bool{}
	for _, r := range s.table {
		line := r.method + " " + colons.Replace(r.path)
		if _, known := admitted[r.who]; !known || table[line] || r.key != noKey && !slices.Contains(app.Scopes, r.key) {
			problems = append(problems, fmt.Errorf("route %s: listed twice, or for nobody we know (%q, %q)", line, r.who, r.key))
		}
		table[line] = true
	}
	served := map[string]bool{}
	for _, r := range s.fiber.GetRoutes(true) {
		if r.Method != http.MethodHead { // Fiber's own beside each GET
			served[r.Method+" "+r.Path] = true
		}
	}
	for line := range served {
		if !table[line] {
			problems = append(problems, fmt.Errorf("route %s is served without a line in the route table", line))
		}
	}
	for line := range table {
		if !served[line] {
			problems = append(problems, fmt.Errorf("route %s is in the route table and not served", line))
		}
	}
	return errors.Join(problems...)
}

// described says in the API's description who may use a route.
func (r route) described() string {
	who := map[access]string{anyone: "For anybody.", stranger: "For anybody; browsers only from the desk's own pages.",
		staff: "For everybody who works here.", self: "For everybody, about themselves.", counsellors: "For counsellors and owners.", ownerOnly: "For owners of the desk."}[r.who]
	switch {
	case r.key == noKey && admitted[r.who] != nil:
		return who + " Not for API keys."
	case r.key == noKey:
		return who
	}
	return who + " Scope of an API key: " + string(r.key) + "."
}

// alsoPossible adds to a route's own refusals those that any route of its kind
// can answer.
func alsoPossible(r route) []int {
	list := append(slices.Clone(r.errors), http.StatusInternalServerError, http.StatusServiceUnavailable)
	if admitted[r.who] != nil || r.key != noKey {
		list = append(list, http.StatusUnauthorized, http.StatusForbidden)
	}
	if r.key != noKey {
		list = append(list, http.StatusTooManyRequests)
	}
	if r.method != http.MethodGet {
		if r.who != anyone {
			list = append(list, http.StatusForbidden) // a write sent by another site's page
		}
		// A repeated Idempotency-Key: of another request, or of one under way.
		list = append(list, http.StatusConflict, http.StatusUnprocessableEntity)
		list = append(list, http.StatusBadRequest, http.StatusRequestEntityTooLarge, http.StatusUnsupportedMediaType)
	}
	slices.Sort(list)
	return slices.Compact(list)
}
