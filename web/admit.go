package web

import (
	"context"
	"net/http"
	"net/url"
	"strings"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humafiber"
	"github.com/gofiber/fiber/v2"

	"firstbell/app"
)

// errCrossSite refuses a write that another site's page made a browser send.
var errCrossSite = &app.Error{Kind: app.Forbidden, Code: "cross_site", Title: "Forbidden",
	Message: "This request came from another site. Open the desk itself and try again"}

var errOwnerOnly = &app.Error{Kind: app.Forbidden, Code: "owner_only", Title: "Forbidden",
	Message: "Only an owner of this desk may do this. Ask one of them"}

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
	if !r.original && !s.desk.Rules.Loopback {
		if owned, err := s.hasOwner(ctx); err != nil {
			return app.Actor{}, err
		} else if !owned {
			return app.Actor{}, app.ErrSetupNeeded
		}
	}
	var a app.Actor
	var err error
	switch r.who {
	case anyone:
	case stranger:
		err = s.sameSite(c)
	default:
		a, err = s.signedIn(ctx, c)
	}
	if err == nil && r.who == ownerOnly && a.User.Role != app.Owner {
		err = errOwnerOnly
	}
	if err == nil && a.User.NeedsFactor() && r.who != self {
		err = app.ErrFactorNeeded
	}
	if err == nil {
		a.Op, err = s.opOf(c, a)
	}
	return a, err
}

// signedIn finds out who asks: by bearer token when there is one, else by the
// browser's cookie. A cookie counts for writes only from our own pages.
func (s *Server) signedIn(ctx context.Context, c *fiber.Ctx) (app.Actor, error) {
	headers := c.Request().Header.PeekAll(fiber.HeaderAuthorization)
	switch len(headers) {
	case 0:
	case 1:
		token, ok := strings.CutPrefix(string(headers[0]), "Bearer ")
		if token = strings.TrimSpace(token); !ok || token == "" {
			return app.Actor{}, app.ErrNoToken
		}
		return s.desk.ByToken(ctx, token)
	default:
		return app.Actor{}, app.ErrTokenInvalid
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

// sameSite refuses writes that a browser says it sends for another site. A
// client that is not a browser sends neither header and passes.
func (s *Server) sameSite(c *fiber.Ctx) error {
	if c.Method() == http.MethodGet || c.Method() == http.MethodHead {
		return nil
	}
	if site := c.Get("Sec-Fetch-Site"); site != "" && site != "same-origin" && site != "none" {
		return errCrossSite
	}
	origin := c.Get(fiber.HeaderOrigin)
	if origin == "" {
		return nil
	}
	u, err := url.Parse(origin)
	if err != nil || u.Host == "" || u.Host != string(c.Request().Host()) {
		return errCrossSite
	}
	return nil
}
