package web

import (
	"context"
	"time"

	"firstbell/app"
)

type healthView struct {
	Body struct {
		Success   bool   `json:"success"`
		Message   string `json:"message"`
		Timestamp stamp  `json:"timestamp"`
	}
}

// health says whether the database answers; it waits a second for it at most.
// Whatever the reason, the answer is the same.
func (s *Server) health(ctx context.Context, _ *nothing) (*healthView, error) {
	ctx, cancel := context.WithTimeout(ctx, time.Second)
	defer cancel()
	if s.desk.Store.Ping(ctx) != nil {
		return nil, app.ErrUnavailable
	}
	return s.livez(ctx, nil)
}

// livez says that the process is there.
func (s *Server) livez(context.Context, *nothing) (*healthView, error) {
	v := &healthView{}
	v.Body.Success = true
	v.Body.Message = "Server is running"
	v.Body.Timestamp = stamp(time.Now())
	return v, nil
}
