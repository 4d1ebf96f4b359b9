package web

import (
	"context"

	"firstbell/app"
)

type settingsView struct {
	Name           string `json:"name"`
	QueueMode      string `json:"queueMode" enum:"open,masked,next"`
	PromiseMinutes int    `json:"promiseMinutes"`
	TimeZone       string `json:"timeZone"`
	TOTPRequired   string `json:"totpRequired" enum:"off,owners,everybody" doc:"Whose account must have a second factor"`
}

func viewSettings(s app.School) settingsView {
	return settingsView{s.Name, string(s.QueueMode), s.PromiseMinutes, s.TimeZone, string(s.FactorRequired)}
}

func (s *Server) settings(ctx context.Context, _ *nothing) (*reply[settingsView], error) {
	school, err := s.desk.School(ctx)
	return ok(viewSettings(school)), err
}

type changeSettingsInput struct {
	Body struct {
		Name           text `json:"name,omitempty" minLength:"2" maxLength:"255"`
		QueueMode      text `json:"queueMode,omitempty"`
		PromiseMinutes *int `json:"promiseMinutes,omitempty" minimum:"1" maximum:"10080"`
		TimeZone       text `json:"timeZone,omitempty"`
		TOTPRequired   text `json:"totpRequired,omitempty"`
	}
}

func (s *Server) changeSettings(ctx context.Context, in *changeSettingsInput) (*reply[settingsView], error) {
	b := in.Body
	school, err := s.desk.ChangeSchool(ctx, actor(ctx), app.SchoolInput{Name: b.Name.Text, QueueMode: b.QueueMode.Text,
		TimeZone: b.TimeZone.Text, FactorRequired: b.TOTPRequired.Text, PromiseMinutes: b.PromiseMinutes})
	if err != nil {
		return nil, err
	}
	return ok(viewSettings(school)), nil
}
