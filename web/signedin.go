package web

import (
	"context"

	"firstbell/app"
)

type signedInView struct {
	ID         int64  `json:"id"`
	Device     string `json:"device" doc:"In plain words, such as Firefox on Windows"`
	Browser    bool   `json:"browser" doc:"False: a program with a token"`
	Current    bool   `json:"current" doc:"This request came through it"`
	CreatedAt  stamp  `json:"createdAt"`
	LastSeenAt stamp  `json:"lastSeenAt" doc:"Exact to a minute"`
	ExpiresAt  stamp  `json:"expiresAt"`
}

type sessionsView struct {
	Sessions []signedInView `json:"sessions"`
}

func (s *Server) mySessions(ctx context.Context, _ *nothing) (*reply[sessionsView], error) {
	a := actor(ctx)
	sessions, err := s.desk.MySessions(ctx, a)
	list := make([]signedInView, len(sessions))
	for i, x := range sessions {
		list[i] = signedInView{x.ID, x.Device, x.Browser, x.ID == a.SessionID, stamp(x.CreatedAt), stamp(x.SeenAt), stamp(x.ExpiresAt)}
	}
	return ok(sessionsView{list}), err
}

func (s *Server) endMyOtherSessions(ctx context.Context, _ *nothing) (*reply[nothing], error) {
	return ok(nothing{}), s.desk.EndMyOtherSessions(ctx, actor(ctx))
}

// withID runs what a route does to the thing of its number.
func withID(ctx context.Context, in *idInput, fn func(ctx context.Context, a app.Actor, id int64) error) (*reply[nothing], error) {
	id, err := app.ParseID(string(in.ID))
	if err == nil {
		err = fn(ctx, actor(ctx), id)
	}
	return ok(nothing{}), err
}

func (s *Server) endMySession(ctx context.Context, in *idInput) (*reply[nothing], error) {
	return withID(ctx, in, s.desk.EndMySession)
}

func (s *Server) endSessionsOf(ctx context.Context, in *idInput) (*reply[nothing], error) {
	return withID(ctx, in, s.desk.EndSessionsOf)
}
