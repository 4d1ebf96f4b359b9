package web

import (
	"context"

	"firstbell/app"
)

type lookupInput struct {
	Phone string `query:"phone" doc:"The whole number, as it is typed"`
	Email string `query:"email" doc:"Or the whole e-mail address"`
}

// beforeView is an enquiry of somebody who has come before.
type beforeView struct {
	ID        int64             `json:"id"`
	Name      string            `json:"name"`
	Stage     string            `json:"stage" enum:"new,in_touch,visit,applied,enrolled,not_now,lost,not_enquiry"`
	Owner     maybe[personView] `json:"owner" doc:"Who holds it, null while nobody does"`
	CreatedAt stamp             `json:"createdAt"`
	Masked    bool              `json:"masked" doc:"Whether some of it is hidden from you"`
}

type lookupView struct {
	Enquiries []beforeView `json:"enquiries"`
}

func (s *Server) lookup(ctx context.Context, in *lookupInput) (*reply[lookupView], error) {
	leads, err := s.desk.Lookup(ctx, actor(ctx), app.TextOf(in.Phone), app.TextOf(in.Email))
	if err != nil {
		return nil, err
	}
	list := make([]beforeView, len(leads))
	for i, l := range leads {
		list[i] = beforeView{l.ID, l.Name, string(l.Stage), viewOwner(l), stamp(l.CreatedAt), l.Masked}
	}
	return ok(lookupView{list}), nil
}
