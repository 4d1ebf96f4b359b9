package web

import (
	"context"

	"firstbell/app"
)

type heldView struct {
	Open      int `json:"open"`
	Untouched int `json:"untouched" doc:"Of these, how many nobody has tried to reach"`
}

func (s *Server) held(ctx context.Context, in *idInput) (*reply[heldView], error) {
	id, err := app.ParseID(string(in.ID))
	if err != nil {
		return nil, err
	}
	h, err := s.desk.HeldBy(ctx, id)
	return ok(heldView{h.Open, h.Untouched}), err
}

type deactivateInput struct {
	ID   pathID `path:"id"`
	Body struct {
		Leads text    `json:"leads" enum:"give,share,queue" doc:"What becomes of their leads"`
		To    []int64 `json:"to,omitempty" doc:"Who gets them: one person to give, one or more to share, nobody for the queue"`
	}
}

type leftView struct {
	User  memberView `json:"user"`
	Moved int        `json:"moved" doc:"How many leads went elsewhere"`
}

func (s *Server) deactivate(ctx context.Context, in *deactivateInput) (*reply[leftView], error) {
	id, err := app.ParseID(string(in.ID))
	if err != nil {
		return nil, err
	}
	left, err := s.desk.Deactivate(ctx, actor(ctx), id, app.LeavingInput{Leads: in.Body.Leads.Text, To: in.Body.To})
	if err != nil {
		return nil, err
	}
	return ok(leftView{viewMember(left.Member), left.Moved}), nil
}
