package web

import "context"

// alikeView is two open enquiries that may be one.
type alikeView struct {
	One   LeadEnquiry `json:"one" doc:"The older one"`
	Other LeadEnquiry `json:"other"`
	Why   string      `json:"why" enum:"name,course,contact" doc:"What differs by a slip, or the course that does"`
}

type duplicatesView struct {
	Duplicates []alikeView `json:"duplicates"`
}

func (s *Server) duplicates(ctx context.Context, _ *nothing) (*reply[duplicatesView], error) {
	pairs, err := s.desk.Duplicates(ctx, actor(ctx))
	if err != nil {
		return nil, err
	}
	list := make([]alikeView, len(pairs))
	for i, p := range pairs {
		list[i] = alikeView{viewLead(ctx, p.One), viewLead(ctx, p.Other), string(p.Why)}
	}
	return ok(duplicatesView{list}), nil
}

type apartInput struct {
	Body struct {
		One   int64 `json:"one" minimum:"1"`
		Other int64 `json:"other" minimum:"1"`
	}
}

func (s *Server) tellApart(ctx context.Context, in *apartInput) (*reply[nothing], error) {
	return ok(nothing{}), s.desk.TellApart(ctx, actor(ctx), in.Body.One, in.Body.Other)
}
