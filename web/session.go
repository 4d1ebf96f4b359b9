package web

import (
	"context"
	"net/http"
	"time"

	"firstbell/app"
)

// cookieName has the prefix that binds a cookie to this host over HTTPS.
func (s *Server) cookieName() string {
	if s.cfg.Secure {
		return "__Host-sid"
	}
	return "sid"
}

// cookie carries a browser session. Without keep it ends with the browser.
func (s *Server) cookie(b app.BrowserSession) http.Cookie {
	c := http.Cookie{Name: s.cookieName(), Value: b.Secret, Path: "/",
		HttpOnly: true, Secure: s.cfg.Secure, SameSite: http.SameSiteLaxMode}
	if b.Keep {
		c.Expires = b.ExpiresAt
	}
	return c
}

// withCookie is a success that also sets the session cookie.
type withCookie[T any] struct {
	SetCookie http.Cookie `header:"Set-Cookie"`
	Body      envelope[T]
}

type sessionInput struct {
	Client
	Body struct {
		Credentials
		Keep bool `json:"keep,omitempty" doc:"Stay signed in for 30 days, or 7 without a visit; not 12 hours, or 8"`
	}
}

func (s *Server) openSession(ctx context.Context, in *sessionInput) (*withCookie[meView], error) {
	u, session, err := s.desk.SignInBrowser(ctx, in.Body.input(), in.Body.Keep, s.visitor(in.Client))
	if err != nil {
		return nil, err
	}
	me, err := s.viewMe(ctx, u)
	return &withCookie[meView]{s.cookie(session), envelope[meView]{true, me}}, err
}

type nothing struct{}

func (s *Server) closeSession(ctx context.Context, _ *nothing) (*withCookie[nothing], error) {
	if err := s.desk.SignOut(ctx, actor(ctx)); err != nil {
		return nil, err
	}
	gone := s.cookie(app.BrowserSession{})
	gone.Expires, gone.MaxAge = time.Unix(1, 0), -1
	return &withCookie[nothing]{gone, envelope[nothing]{Success: true}}, nil
}
