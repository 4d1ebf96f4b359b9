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

type meView struct {
	User   userView   `json:"user"`
	School schoolView `json:"school"`
}

type schoolView struct {
	Name     string `json:"name"`
	TimeZone string `json:"timeZone" doc:"In which times are shown, wherever somebody is; a name of the IANA database"`
}

type sessionInput struct {
	Client
	Body struct {
		Credentials
		Keep bool `json:"keep,omitempty" doc:"Stay signed in for 30 days, not 12 hours"`
	}
}

func (s *Server) openSession(ctx context.Context, in *sessionInput) (*withCookie[meView], error) {
	u, session, err := s.desk.SignInBrowser(ctx, in.Body.input(), in.Body.Keep, s.subnet(in.Client))
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

func (s *Server) me(ctx context.Context, _ *nothing) (*reply[meView], error) {
	me, err := s.viewMe(ctx, actor(ctx).User)
	return ok(me), err
}

func (s *Server) viewMe(ctx context.Context, u app.User) (meView, error) {
	school, err := s.desk.School(ctx)
	return meView{viewUser(u), schoolView{school.Name, school.TimeZone}}, err
}
