package web

import (
	"context"

	"firstbell/app"
)

// suspectView is something sent through a form that a program may have sent.
type suspectView struct {
	ID             int64    `json:"id"`
	At             stamp    `json:"at"`
	Reference      string   `json:"reference" doc:"What its sender was told"`
	Name           string   `json:"name"`
	Phone          *string  `json:"phone"`
	Email          string   `json:"email"`
	CourseInterest string   `json:"courseInterest"`
	Message        *string  `json:"message"`
	Signs          []string `json:"signs" doc:"Why: trap, quick, repeated or crowd"`
}

type suspectsView struct {
	Suspects []suspectView `json:"suspects"`
	Total    int           `json:"total" doc:"There may be more than are shown"`
}

func (s *Server) suspects(ctx context.Context, _ *nothing) (*reply[suspectsView], error) {
	p, err := s.desk.Suspects(ctx)
	v := suspectsView{make([]suspectView, len(p.List)), p.Total}
	for i, a := range p.List {
		v.Suspects[i] = suspectView{ID: a.ID, At: stamp(a.At), Reference: app.Reference(a.View), Name: a.Enquiry.Name, Phone: a.Enquiry.Phone,
			Email: a.Enquiry.Email, CourseInterest: a.Enquiry.CourseInterest, Message: a.Enquiry.Message, Signs: []string{}}
		for _, sign := range a.Signs {
			v.Suspects[i].Signs = append(v.Suspects[i].Signs, string(sign))
		}
	}
	return ok(v), err
}

func (s *Server) letInSuspect(ctx context.Context, in *idInput) (*reply[nothing], error) {
	return s.decide(ctx, in, s.desk.LetInSuspect)
}

func (s *Server) callSpam(ctx context.Context, in *idInput) (*reply[nothing], error) {
	return s.decide(ctx, in, s.desk.CallSpam)
}

func (s *Server) decide(ctx context.Context, in *idInput, fn func(context.Context, app.Actor, int64) error) (*reply[nothing], error) {
	id, err := app.ParseID(string(in.ID))
	if err != nil {
		return nil, err
	}
	return ok(nothing{}), fn(ctx, actor(ctx), id)
}
