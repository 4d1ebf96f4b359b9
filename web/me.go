package web

import (
	"context"

	"firstbell/app"
)

type meView struct {
	User         userView   `json:"user"`
	School       schoolView `json:"school"`
	SecondFactor factorView `json:"secondFactor"`
	Theme        string     `json:"theme" enum:"system,light,dark"`
	Language     string     `json:"language" doc:"Of the screens: system for that of the browser, or a BCP 47 tag such as hi"`
	PasswordMin  int        `json:"passwordMin" doc:"The fewest characters of a new password"`
}

type schoolView struct {
	Name     string `json:"name"`
	TimeZone string `json:"timeZone" doc:"In which times are shown, wherever somebody is; a name of the IANA database"`
}

type factorView struct {
	On     bool `json:"on"`
	Codes  int  `json:"recoveryCodesLeft" doc:"Each signs in once in the place of the app"`
	Needed bool `json:"needed" doc:"The school asks for one; until it is set up nothing else is served"`
}

func (s *Server) viewMe(ctx context.Context, u app.User) (meView, error) {
	school, err := s.desk.School(ctx)
	if err != nil {
		return meView{}, err
	}
	codes, err := s.desk.RecoveryCodesLeft(ctx, u)
	return meView{viewUser(u), schoolView{school.Name, school.TimeZone}, factorView{u.HasFactor, codes, u.NeedsFactor()},
		string(u.Theme), u.Language, s.desk.Rules.PasswordMin()}, err
}

func (s *Server) me(ctx context.Context, _ *nothing) (*reply[meView], error) {
	me, err := s.viewMe(ctx, actor(ctx).User)
	return ok(me), err
}

type changeMeInput struct {
	Client
	Body struct {
		Name        text `json:"name,omitempty" minLength:"2" maxLength:"255"`
		Email       text `json:"email,omitempty" maxLength:"254"`
		NewPassword text `json:"newPassword,omitempty" maxLength:"256"`
		Password    text `json:"password,omitempty" maxLength:"256" doc:"The current one; needed for a new e-mail address or password"`
		Theme       text `json:"theme,omitempty"`
		Language    text `json:"language,omitempty" maxLength:"35"`
	}
}

func (s *Server) changeMe(ctx context.Context, in *changeMeInput) (*reply[meView], error) {
	b := in.Body
	u, err := s.desk.ChangeMe(ctx, actor(ctx), app.MeInput{Name: b.Name.Text, Email: b.Email.Text, NewPassword: b.NewPassword.Text,
		Password: b.Password.Text, Theme: b.Theme.Text, Language: b.Language.Text}, s.visitor(in.Client))
	if err != nil {
		return nil, err
	}
	me, err := s.viewMe(ctx, u)
	return ok(me), err
}
