package web

import (
	"context"

	"firstbell/app"
)

type setupView struct {
	Needed       bool `json:"needed" doc:"Whether this desk still has no owner"`
	Finished     bool `json:"finished" doc:"Whether the owner has gone through all steps"`
	Step         int  `json:"step" doc:"The step to go on with, 1 to 4; 0 when finished"`
	CodeRequired bool `json:"codeRequired" doc:"Whether the code from the server's output is asked for"`
	PasswordMin  int  `json:"passwordMin" doc:"The fewest characters of a password"`
}

func (s *Server) setupState(ctx context.Context, _ *nothing) (*reply[setupView], error) {
	state, err := s.desk.SetupState(ctx)
	return ok(setupView(state)), err
}

type setupInput struct {
	Client
	Body struct {
		Code       text `json:"code,omitempty" maxLength:"20"`
		Name       text `json:"name" minLength:"2" maxLength:"255"`
		Email      text `json:"email" maxLength:"254"`
		Password   text `json:"password" minLength:"6" maxLength:"256"`
		SchoolName text `json:"schoolName,omitempty" minLength:"2" maxLength:"255" doc:"With it the setup is finished at once"`
	}
}

func (s *Server) setup(ctx context.Context, in *setupInput) (*withCookie[meView], error) {
	b := in.Body
	u, session, err := s.desk.Setup(ctx, actor(ctx), app.SetupInput{
		AccountInput: app.AccountInput{Name: b.Name.Text, Email: b.Email.Text, Password: b.Password.Text},
		Code:         b.Code.Text, SchoolName: b.SchoolName.Text}, s.visitor(in.Client))
	if err != nil {
		return nil, err
	}
	s.owned.Store(true)
	me, err := s.viewMe(ctx, u)
	return &withCookie[meView]{s.cookie(session), envelope[meView]{true, me}}, err
}

type setupStepInput struct {
	Body struct {
		Step limit `json:"step" doc:"2, 3 or 4; null finishes the setup"`
	}
}

func (s *Server) setupStep(ctx context.Context, in *setupStepInput) (*reply[setupView], error) {
	state, err := s.desk.SetupStep(ctx, actor(ctx), in.Body.Step.Value)
	if err != nil {
		return nil, err
	}
	return ok(setupView(state)), nil
}
