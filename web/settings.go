package web

import (
	"context"

	"github.com/danielgtaylor/huma/v2"

	"firstbell/app"
)

type settingsView struct {
	Name           string `json:"name"`
	QueueMode      string `json:"queueMode" enum:"open,masked,next"`
	PromiseMinutes int    `json:"promiseMinutes"`
	TimeZone       string `json:"timeZone"`
	TOTPRequired   string `json:"totpRequired" enum:"off,owners,everybody" doc:"Whose account must have a second factor"`
	Country        string `json:"country" doc:"ISO 3166 alpha-2; empty when nobody has said"`
	Language       string `json:"language"`
	Phone          string `json:"phone" doc:"In E.164, for whoever cannot send a form; empty when nobody has said"`
	Hours          week   `json:"hours" doc:"Seven days from Monday on, null where the school is closed; empty when nobody has said"`
}

// week is a school's opening hours.
type week []*app.OpenHours

// Schema describes the week: days can be null.
func (week) Schema(r huma.Registry) *huma.Schema {
	return &huma.Schema{Type: huma.TypeArray, Items: maybe[app.OpenHours]{}.Schema(r)}
}

func viewSettings(s app.School) settingsView {
	return settingsView{s.Name, string(s.QueueMode), s.PromiseMinutes, s.TimeZone, string(s.FactorRequired), s.Country, s.Language, s.Phone, append(week{}, s.Hours...)}
}

func (s *Server) settings(ctx context.Context, _ *nothing) (*reply[settingsView], error) {
	school, err := s.desk.School(ctx)
	return ok(viewSettings(school)), err
}

type changeSettingsInput struct {
	Body struct {
		Name           text  `json:"name,omitempty" minLength:"2" maxLength:"255"`
		QueueMode      text  `json:"queueMode,omitempty"`
		PromiseMinutes *int  `json:"promiseMinutes,omitempty" minimum:"1" maximum:"10080"`
		TimeZone       text  `json:"timeZone,omitempty"`
		TOTPRequired   text  `json:"totpRequired,omitempty"`
		Country        text  `json:"country,omitempty" minLength:"2" maxLength:"2"`
		Language       text  `json:"language,omitempty" maxLength:"8"`
		Phone          text  `json:"phone,omitempty" maxLength:"40" doc:"Of the school itself; empty for none"`
		Hours          *week `json:"hours,omitempty"`
	}
}

func (s *Server) changeSettings(ctx context.Context, in *changeSettingsInput) (*reply[settingsView], error) {
	b := in.Body
	school, err := s.desk.ChangeSchool(ctx, actor(ctx), app.SchoolInput{Name: b.Name.Text, QueueMode: b.QueueMode.Text,
		TimeZone: b.TimeZone.Text, FactorRequired: b.TOTPRequired.Text, PromiseMinutes: b.PromiseMinutes,
		Country: b.Country.Text, Language: b.Language.Text, Phone: b.Phone.Text, Hours: (*[]*app.OpenHours)(b.Hours)})
	if err != nil {
		return nil, err
	}
	return ok(viewSettings(school)), nil
}
