package web

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humafiber"
	"github.com/gofiber/fiber/v2"

	"firstbell/app"
)

// errCrossSite refuses a write that another site's page made a browser send.
var errCrossSite = &app.Error{Kind: app.Forbidden, Code: "cross_site", Title: "Forbidden",
	Message: "This request came from another site. Open the desk itself and try again"}

// notFor refuses a person whose role a route does not let in.
func notFor(who access) error {
	if who == ownerOnly {
		return &app.Error{Kind: app.Forbidden, Code: "owner_only", Title: "Forbidden",
			Message: "Only an owner of this desk may do this. Ask one of them"}
	}
	return &app.Error{Kind: app.Forbidden, Code: "role", Title: "Forbidden",
		Message: "Your role at this desk does not include this. Ask a counsellor or an owner to do it"}
}

type actorKey struct{}

// actor returns who sent the request; the zero Actor on routes for anyone.
func actor(ctx context.Context) app.Actor {
	a, _ := ctx.Value(actorKey{}).(app.Actor)
	return a
}

// admit lets a request through to its handler only if whoever sent it may use
// the route. It runs before anything of the request's body is looked at.
func (s *Server) admit(r route) func(huma.Context, func(huma.Context)) {
	return func(ctx huma.Context, next func(huma.Context)) {
		c := humafiber.Unwrap(ctx)
		a, err := s.check(ctx.Context(), c, r)
		if err != nil {
			s.noteDenial(a, r, err)
			writeFailure(ctx, s.failure(ctx.Context(), err))
			return
		}
		next(huma.WithValue(ctx, actorKey{}, a))
		if a.Op == nil {
			return
		}
		if a.Op.Replayed {
			c.Set("Idempotent-Replayed", "true")
		}
		s.desk.Feed.Changed()
	}
}

func (s *Server) check(ctx context.Context, c *fiber.Ctx, r route) (app.Actor, error) {
	if strings.Contains(r.path, "{") && s.hasName(c.Path()) {
		return app.Actor{}, routeNotFound(c)
	}
	if !r.original && !s.desk.Rules.Loopback {
		if owned, err := s.hasOwner(ctx); err != nil {
			return app.Actor{}, err
		} else if !owned {
			return app.Actor{}, app.ErrSetupNeeded
		}
	}
	if err := s.roomFor(r); err != nil {
		return app.Actor{}, err
	}
	a, err := s.identify(ctx, c, r)
	a.From = s.network(c)
	if roles := admitted[r.who]; err == nil && roles != nil && a.KeyID == 0 && !slices.Contains(roles, a.User.Role) {
		err = notFor(r.who)
	}
	if err == nil && a.KeyID == 0 && a.User.NeedsFactor() && r.who != self {
		err = app.ErrFactorNeeded
	}
	if err == nil {
		a.Op, err = s.opOf(c, a)
	}
	return a, err
}

// hasName tells a path that the table lists by itself. Sent with a method that it
// does not have, it is not the number of something: GET /api/enquiries/public.
func (s *Server) hasName(path string) bool {
	return !strings.Contains(path, "{") && slices.ContainsFunc(s.table, func(r route) bool { return r.path == path })
}

// identify finds out who asks. Where nobody has to sign in only an API key
// counts, on routes that keys may use: it can be good for nothing else there.
func (s *Server) identify(ctx context.Context, c *fiber.Ctx, r route) (app.Actor, error) {
	switch {
	case admitted[r.who] != nil:
		return s.signedIn(ctx, c, r)
	case r.who == stranger:
		return app.Actor{}, s.sameSite(c)
	case r.key == noKey:
		return app.Actor{}, nil
	}
	if token, err := bearer(c); err == nil && app.IsKey(token) {
		return s.desk.ByKey(ctx, token, r.key)
	}
	return app.Actor{}, nil
}

// signedIn finds out who asks: by bearer token or API key when there is one,
// else by the browser's cookie. A cookie counts for writes only from our own
// pages.
func (s *Server) signedIn(ctx context.Context, c *fiber.Ctx, r route) (app.Actor, error) {
	token, err := bearer(c)
	switch {
	case err != nil:
		return app.Actor{}, err
	case app.IsKey(token):
		return s.desk.ByKey(ctx, token, r.key)
	case token != "":
		return s.desk.ByToken(ctx, token)
	}
	secret := c.Cookies(s.cookieName())
	if secret == "" {
		return app.Actor{}, app.ErrNoToken
	}
	if err := s.sameSite(c); err != nil {
		return app.Actor{}, err
	}
	return s.desk.ByCookie(ctx, secret)
}

// noteDenial tells the audit log that somebody was turned away, as against a
// request that was wrong or came second.
func (s *Server) noteDenial(a app.Actor, r route, err error) {
	if e, ok := errors.AsType[*app.Error](err); ok && e.Kind == app.Forbidden {
		s.desk.Denied(a, e.Code, r.method+" "+r.path)
	}
}

// bearer returns the token of the Authorization header; "" without the header,
// ErrNoToken when the header holds none, ErrTokenInvalid when there are two.
func bearer(c *fiber.Ctx) (string, error) {
	headers := c.Request().Header.PeekAll(fiber.HeaderAuthorization)
	switch len(headers) {
	case 0:
		return "", nil
	case 1:
		token, ok := strings.CutPrefix(string(headers[0]), "Bearer ")
		if token = strings.TrimSpace(token); !ok || token == "" {
			return "", app.ErrNoToken
		}
		return token, nil
	default:
		return "", app.ErrTokenInvalid
	}
}

// sameSite refuses writes that a browser says it sends for another site. A
// client that is not a browser sends none of the headers and passes.
func (s *Server) sameSite(c *fiber.Ctx) error {
	if c.Method() == http.MethodGet || c.Method() == http.MethodHead {
		return nil
	}
	if site := c.Get("Sec-Fetch-Site"); site != "" && site != "same-origin" && site != "none" {
		return errCrossSite
	}
	for _, header := range []string{fiber.HeaderOrigin, fiber.HeaderReferer} {
		for _, value := range c.Request().Header.PeekAll(header) {
			u, err := url.Parse(string(value))
			if err != nil || u.Host == "" || u.Host != string(c.Request().Host()) {
				return errCrossSite
			}
		}
	}
	return nil
}
