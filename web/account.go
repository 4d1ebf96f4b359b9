package web

import (
	"context"

	"firstbell/app"
)

// userView is an account as the original service shows it.
type userView struct {
	ID        int64  `json:"id"`
	Name      string `json:"name"`
	Email     string `json:"email"`
	Role      string `json:"role" enum:"owner,counsellor,front_desk"`
	CreatedAt stamp  `json:"createdAt"`
	UpdatedAt stamp  `json:"updatedAt"`
}

func viewUser(u app.User) userView {
	return userView{u.ID, u.Name, u.Email, string(u.Role), stamp(u.CreatedAt), stamp(u.UpdatedAt)}
}

type accountView struct {
	User  userView `json:"user"`
	Token string   `json:"token" doc:"Send it as Authorization: Bearer"`
}

type registerInput struct {
	Client
	Body struct {
		Name       text `json:"name" minLength:"2" maxLength:"255"`
		Email      text `json:"email" maxLength:"254"`
		Password   text `json:"password" minLength:"6" maxLength:"256"`
		InviteCode text `json:"inviteCode,omitempty" maxLength:"100" doc:"The token of an invitation; needed where registration is not open"`
	}
}

func (s *Server) register(ctx context.Context, in *registerInput) (*reply[accountView], error) {
	b := in.Body
	u, token, err := s.desk.Register(ctx, actor(ctx), app.AccountInput{Name: b.Name.Text, Email: b.Email.Text, Password: b.Password.Text},
		b.InviteCode.Text, s.visitor(in.Client))
	if err != nil {
		return nil, err
	}
	return ok(accountView{viewUser(u), token}), nil
}

type Credentials struct {
	Email    text `json:"email" maxLength:"254"`
	Password text `json:"password" maxLength:"256"`
	Code     text `json:"code,omitempty" maxLength:"40" doc:"Where the account has a second factor: six digits from the app, or a recovery code"`
}

func (c Credentials) input() app.SignInInput {
	return app.SignInInput{Email: c.Email.Text, Password: c.Password.Text, Code: c.Code.Text}
}

type loginInput struct {
	Client
	Body Credentials
}

func (s *Server) login(ctx context.Context, in *loginInput) (*reply[accountView], error) {
	u, token, err := s.desk.SignIn(ctx, in.Body.input(), s.visitor(in.Client))
	if err != nil {
		return nil, err
	}
	return ok(accountView{viewUser(u), token}), nil
}
