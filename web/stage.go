package web

import (
	"context"

	"firstbell/app"
)

// stageView is one stage as the school calls it.
type stageView struct {
	Code     string `json:"code"`
	Name     string `json:"name"`
	Type     string `json:"type" enum:"open,won,lost,parked"`
	Position int    `json:"position"`
}

type stagesView struct {
	Stages []stageView `json:"stages"`
}

func viewStages(stages []app.Stage) *reply[stagesView] {
	list := make([]stageView, len(stages))
	for i, s := range stages {
		list[i] = stageView{string(s.Code), s.Name, string(s.Type), s.Position}
	}
	return ok(stagesView{list})
}

func (s *Server) stages(ctx context.Context, _ *nothing) (*reply[stagesView], error) {
	stages, err := s.desk.Stages(ctx)
	return viewStages(stages), err
}

type renameStagesInput struct {
	Body struct {
		Stages []struct {
			Code text `json:"code"`
			Name text `json:"name" minLength:"1" maxLength:"40"`
		} `json:"stages"`
	}
}

func (s *Server) renameStages(ctx context.Context, in *renameStagesInput) (*reply[stagesView], error) {
	names := make([]app.StageName, len(in.Body.Stages))
	for i, n := range in.Body.Stages {
		names[i] = app.StageName{Code: n.Code.Text, Name: n.Name.Text}
	}
	stages, err := s.desk.RenameStages(ctx, actor(ctx), names)
	return viewStages(stages), err
}

type stageInput struct {
	ID   pathID `path:"id"`
	Body struct {
		StageFields
		FollowUpAt text `json:"followUpAt,omitempty" format:"date-time" nullable:"true" doc:"For a closed one that opens again; as soon as the school is open when missing"`
	}
}

func (s *Server) changeStage(ctx context.Context, in *stageInput) (*tagged[leadView], error) {
	id, err := app.ParseID(string(in.ID))
	if err != nil {
		return nil, err
	}
	b := in.Body
	l, err := s.desk.ChangeStage(ctx, actor(ctx), id, app.StageInput{Stage: b.Stage.Text, Reason: b.Reason.Text,
		WakeAt: b.WakeAt.Text, StartsOn: b.StartsOn.Text, FollowUpAt: b.FollowUpAt.Text})
	if err != nil {
		return nil, err
	}
	return replyLead(ctx, l), nil
}

type reopenInput struct {
	ID   pathID `path:"id"`
	Body struct {
		FollowUpAt text `json:"followUpAt,omitempty" format:"date-time" nullable:"true" doc:"As soon as the school is open when missing"`
	} `required:"false"`
}

func (s *Server) reopen(ctx context.Context, in *reopenInput) (*tagged[leadView], error) {
	id, err := app.ParseID(string(in.ID))
	if err != nil {
		return nil, err
	}
	l, err := s.desk.Reopen(ctx, actor(ctx), id, in.Body.FollowUpAt.Text)
	if err != nil {
		return nil, err
	}
	return replyLead(ctx, l), nil
}
