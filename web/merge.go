package web

import (
	"context"

	"firstbell/app"
)

type mergeInput struct {
	ID   pathID `path:"id"`
	Body struct {
		Into int64    `json:"into" minimum:"1" doc:"The enquiry that it turned out to be, which stays open"`
		Take []string `json:"take,omitempty" maxItems:"7" enum:"name,email,phone,courseInterest,language,branch,message" doc:"The facts that the one that stays open takes from this one; else it keeps its own"`
	}
}

func (s *Server) merge(ctx context.Context, in *mergeInput) (*tagged[leadView], error) {
	id, err := app.ParseID(string(in.ID))
	if err != nil {
		return nil, err
	}
	l, err := s.desk.Merge(ctx, actor(ctx), id, in.Body.Into, in.Body.Take...)
	if err != nil {
		return nil, err
	}
	return replyLead(ctx, l), nil
}

func (s *Server) unmerge(ctx context.Context, in *idInput) (*tagged[leadView], error) {
	id, err := app.ParseID(string(in.ID))
	if err != nil {
		return nil, err
	}
	l, err := s.desk.Unmerge(ctx, actor(ctx), id)
	if err != nil {
		return nil, err
	}
	return replyLead(ctx, l), nil
}
