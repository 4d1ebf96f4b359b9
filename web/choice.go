package web

import (
	"context"

	"firstbell/app"
)

type choiceView struct {
	ID       int64  `json:"id"`
	Name     string `json:"name"`
	Position int    `json:"position" doc:"From 1 on"`
	Archived bool   `json:"archived" doc:"No longer offered"`
}

type choicesView struct {
	Items []choiceView `json:"items"`
}

// choices reads one of the school's lists.
func (s *Server) choices(l app.ChoiceList) func(context.Context, *nothing) (*reply[choicesView], error) {
	return func(ctx context.Context, _ *nothing) (*reply[choicesView], error) {
		all, err := s.desk.Choices(ctx, l)
		list := make([]choiceView, len(all))
		for i, c := range all {
			list[i] = choiceView(c)
		}
		return ok(choicesView{list}), err
	}
}

type addChoiceInput struct {
	Body struct {
		Name text `json:"name" minLength:"1" maxLength:"255"`
	}
}

func (s *Server) addChoice(l app.ChoiceList) func(context.Context, *addChoiceInput) (*reply[choiceView], error) {
	return func(ctx context.Context, in *addChoiceInput) (*reply[choiceView], error) {
		c, err := s.desk.AddChoice(ctx, actor(ctx), l, in.Body.Name.Text)
		if err != nil {
			return nil, err
		}
		return ok(choiceView(c)), nil
	}
}

type changeChoiceInput struct {
	ID   pathID `path:"id"`
	Body struct {
		Name     text  `json:"name,omitempty" minLength:"1" maxLength:"255"`
		Position *int  `json:"position,omitempty" minimum:"1" doc:"The others move up or down"`
		Archived *bool `json:"archived,omitempty"`
	}
}

func (s *Server) changeChoice(l app.ChoiceList) func(context.Context, *changeChoiceInput) (*reply[choiceView], error) {
	return func(ctx context.Context, in *changeChoiceInput) (*reply[choiceView], error) {
		id, err := app.ParseID(string(in.ID))
		if err != nil {
			return nil, err
		}
		c, err := s.desk.ChangeChoice(ctx, actor(ctx), l, id,
			app.ChoiceInput{Name: in.Body.Name.Text, Position: in.Body.Position, Archived: in.Body.Archived})
		if err != nil {
			return nil, err
		}
		return ok(choiceView(c)), nil
	}
}
