package web

import (
	"context"
	"net/http"
	"time"

	"firstbell/app"
)

// patience is how long a question about health waits for the database.
const patience = time.Second

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
	ctx, cancel := context.WithTimeout(ctx, patience)
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

// pointsView tells each point of readiness apart, and how old the newest backup
// is that was tried out.
type pointsView struct {
	Points map[string]bool         `json:"points" doc:"database, schema, maintenance (false while it lasts), disk, and serving (false when it is about to end)"`
	Backup maybe[provenBackupView] `json:"backup" doc:"The newest backup that was tried out; null when nobody knows"`
}

type provenBackupView struct {
	At         stamp `json:"at"`
	AgeSeconds int64 `json:"ageSeconds"`
	OK         bool  `json:"ok" doc:"It was whole"`
}

// readyz says whether the desk can do its work. Any point that is not so makes
// it 503; the age of a backup does not.
func (s *Server) readyz(ctx context.Context, _ *nothing) (*reply[pointsView], error) {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	r := s.desk.Ready(ctx)
	v := pointsView{Points: map[string]bool{}}
	for _, p := range app.Points {
		v.Points[string(p)] = r.Has(p)
	}
	if r.Backup != nil {
		v.Backup.v = &provenBackupView{stamp(r.Backup.At), int64(time.Since(r.Backup.At).Seconds()), r.Backup.OK}
	}
	if len(r.Missing) > 0 {
		return nil, &failure{Title: "Not ready", Code: "not_ready", Details: v, status: http.StatusServiceUnavailable, retryAfter: time.Second,
			Message: "This desk cannot do all of its work now. The points say what is missing; firstbell doctor says what to do"}
	}
	return ok(v), nil
}
