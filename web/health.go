package web

import (
	"context"
	"net/http"
	"time"
)

type healthView struct {
	Status int
	Body   struct {
		Success   bool   `json:"success"`
		Message   string `json:"message"`
		Timestamp stamp  `json:"timestamp"`
	}
}

// health says whether the database answers; it waits a second for it at most.
func (s *Server) health(ctx context.Context, _ *nothing) (*healthView, error) {
	ctx, cancel := context.WithTimeout(ctx, time.Second)
	defer cancel()
	v, _ := s.livez(ctx, nil)
	if s.desk.Store.Ping(ctx) != nil {
		v.Status = http.StatusServiceUnavailable
		v.Body.Success = false
		v.Body.Message = "The database does not answer"
	}
	return v, nil
}

// livez says that the process is there.
func (s *Server) livez(context.Context, *nothing) (*healthView, error) {
	v := &healthView{Status: http.StatusOK}
	v.Body.Success = true
	v.Body.Message = "Server is running"
	v.Body.Timestamp = stamp(time.Now())
	return v, nil
}
