package web

import (
	"context"

	"firstbell/app"
)

type invitationView struct {
	ID        int64    `json:"id"`
	Name      string   `json:"name"`
	Role      string   `json:"role" enum:"owner,counsellor,front_desk"`
	Email     *string  `json:"email"`
	Courses   []string `json:"courses" doc:"Empty: any"`
	CreatedAt stamp    `json:"createdAt"`
	ExpiresAt stamp    `json:"expiresAt"`
}

func viewInvitation(i app.Invitation) invitationView {
	return invitationView{i.ID, i.Name, string(i.Role), i.Email, listed(i.Courses), stamp(i.CreatedAt), stamp(i.ExpiresAt)}
}

type inviteInput struct {
	Body struct {
		Name    text      `json:"name" minLength:"2" maxLength:"255"`
		Role    text      `json:"role,omitempty" enum:"owner,counsellor,front_desk" doc:"counsellor when missing"`
		Email   text      `json:"email,omitempty" maxLength:"254" nullable:"true"`
		Courses *[]string `json:"courses,omitempty" doc:"What they will take; empty: any"`
	}
}

type invitedView struct {
	Invitation invitationView `json:"invitation"`
	Token      string         `json:"token" doc:"Told this once; the link is /invite/ and the token"`
}

func (s *Server) invite(ctx context.Context, in *inviteInput) (*reply[invitedView], error) {
	b := in.Body
	i, token, err := s.desk.Invite(ctx, actor(ctx), app.InvitationInput{Name: b.Name.Text, Role: b.Role.Text, Email: b.Email.Text, Courses: b.Courses})
	if err != nil {
		return nil, err
	}
	return ok(invitedView{viewInvitation(i), token}), nil
}

type invitationsView struct {
	Invitations []invitationView `json:"invitations"`
}

func (s *Server) invitations(ctx context.Context, _ *nothing) (*reply[invitationsView], error) {
	open, err := s.desk.Invitations(ctx)
	list := make([]invitationView, len(open))
	for i, one := range open {
		list[i] = viewInvitation(one)
	}
	return ok(invitationsView{list}), err
}

func (s *Server) withdraw(ctx context.Context, in *idInput) (*reply[nothing], error) {
	id, err := app.ParseID(string(in.ID))
	if err != nil {
		return nil, err
	}
	return ok(nothing{}), s.desk.Withdraw(ctx, actor(ctx), id)
}

// tokenInput has the token in the body: paths are written down by servers in
// between.
type tokenInput struct {
	Body struct {
		Token text `json:"token" maxLength:"100"`
	}
}

type offerView struct {
	School      string  `json:"school"`
	Name        string  `json:"name"`
	Role        string  `json:"role" enum:"owner,counsellor,front_desk"`
	Email       *string `json:"email"`
	ExpiresAt   stamp   `json:"expiresAt"`
	PasswordMin int     `json:"passwordMin" doc:"The fewest characters of a password"`
}

func (s *Server) offer(ctx context.Context, in *tokenInput) (*reply[offerView], error) {
	i, school, err := s.desk.Invitation(ctx, in.Body.Token.S)
	if err != nil {
		return nil, err
	}
	return ok(offerView{school.Name, i.Name, string(i.Role), i.Email, stamp(i.ExpiresAt), s.desk.Rules.PasswordMin()}), nil
}

type acceptInput struct {
	Client
	Body struct {
		Token    text `json:"token" maxLength:"100"`
		Name     text `json:"name" minLength:"2" maxLength:"255"`
		Email    text `json:"email" maxLength:"254"`
		Password text `json:"password" minLength:"6" maxLength:"256"`
	}
}

func (s *Server) accept(ctx context.Context, in *acceptInput) (*withCookie[meView], error) {
	b := in.Body
	u, session, err := s.desk.Accept(ctx, actor(ctx), b.Token.Text,
		app.AccountInput{Name: b.Name.Text, Email: b.Email.Text, Password: b.Password.Text}, s.visitor(in.Client))
	if err != nil {
		return nil, err
	}
	me, err := s.viewMe(ctx, u)
	return &withCookie[meView]{s.cookie(session), envelope[meView]{true, me}}, err
}
