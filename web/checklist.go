package web

import (
	"context"

	"firstbell/app"
)

type checklistView struct {
	Items     []checklistItem `json:"items"`
	Hidden    bool            `json:"hidden" doc:"The owner has put it away"`
	Samples   int             `json:"samples" doc:"Sample enquiries that can be removed"`
	SetupOpen bool            `json:"setupOpen" doc:"The setup is not finished"`
}

type checklistItem struct {
	ID   string `json:"id" enum:"test,invite,form,email,backup"`
	Done bool   `json:"done"`
}

func viewChecklist(l app.Checklist) *reply[checklistView] {
	v := checklistView{Items: []checklistItem{}, Hidden: l.Hidden, Samples: l.Samples, SetupOpen: l.Open}
	for _, i := range l.Items {
		v.Items = append(v.Items, checklistItem(i))
	}
	return ok(v)
}

func (s *Server) checklist(ctx context.Context, _ *nothing) (*reply[checklistView], error) {
	l, err := s.desk.Checklist(ctx)
	return viewChecklist(l), err
}

type tickInput struct {
	Body struct {
		Tick text `json:"tick" enum:"test,invite,form,email,backup,hidden" doc:"hidden puts the whole list away"`
	}
}

func (s *Server) tick(ctx context.Context, in *tickInput) (*reply[checklistView], error) {
	l, err := s.desk.TickOff(ctx, actor(ctx), in.Body.Tick.Text)
	if err != nil {
		return nil, err
	}
	return viewChecklist(l), nil
}
