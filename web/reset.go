package web

import (
	"context"

	"firstbell/app"
)

type forgotInput struct {
	Client
	Body struct {
		Email text `json:"email" maxLength:"254"`
	}
}

type forgotView struct {
	Mailed bool   `json:"mailed" doc:"Whether a link may be on its way"`
	How    string `json:"how" doc:"What to do, in one or two sentences"`
}

func (s *Server) forgot(ctx context.Context, in *forgotInput) (*reply[forgotView], error) {
	mailed, err := s.desk.ForgotPassword(ctx, in.Body.Email.Text, s.visitor(in.Client))
	if err != nil {
		return nil, err
	}
	if mailed {
		return ok(forgotView{true, "If this address has an account, a link is on its way. It works for 1 hour"}), nil
	}
	return ok(forgotView{false, "This server cannot send e-mail. Ask an owner of this desk for a reset link"}), nil
}

type resetInput struct {
	Body struct {
		Token    text `json:"token" maxLength:"64"`
		Password text `json:"password" minLength:"6" maxLength:"256"`
	}
}

func (s *Server) reset(ctx context.Context, in *resetInput) (*reply[nothing], error) {
	return ok(nothing{}), s.desk.ResetPassword(ctx, actor(ctx), in.Body.Token.Text, in.Body.Password.Text)
}

type resetLinkView struct {
	Path      string `json:"path" doc:"Comes after the address of this desk. Whoever has it can choose the password, once"`
	ExpiresAt stamp  `json:"expiresAt"`
}

func (s *Server) resetLink(ctx context.Context, in *idInput) (*reply[resetLinkView], error) {
	id, err := app.ParseID(string(in.ID))
	if err != nil {
		return nil, err
	}
	l, err := s.desk.MakeResetLink(ctx, actor(ctx), id)
	return ok(resetLinkView{"/reset/" + l.Secret, stamp(l.ExpiresAt)}), err
}
