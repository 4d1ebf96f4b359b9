package web

import (
	"context"

	"firstbell/app"
)

type mailServerView struct {
	Address string `json:"address"`
	From    string `json:"from"`
	Private string `json:"private" doc:"How the connection is kept private, in words"`
}

type replyTextView struct {
	Language string `json:"language"`
	Subject  string `json:"subject"`
	Body     string `json:"body"`
}

type mailView struct {
	Server    maybe[mailServerView] `json:"server" doc:"null: this server sends no mail"`
	Kinds     []string              `json:"kinds" doc:"The mails that can be switched off"`
	Off       []string              `json:"off" doc:"Those that are"`
	Texts     []replyTextView       `json:"texts" doc:"The answer to an enquirer, by language"`
	Variables []string              `json:"variables" doc:"What is filled in"`
}

func viewMail(m app.MailSettings) mailView {
	v := mailView{Kinds: kindNames(app.SchoolKinds()), Off: kindNames(m.Off), Variables: m.Variables, Texts: []replyTextView{}}
	if m.Server != nil {
		v.Server = maybe[mailServerView]{&mailServerView{m.Server.Address, m.Server.From, m.Server.Private}}
	}
	for _, t := range m.Texts {
		v.Texts = append(v.Texts, replyTextView{t.Language, t.Subject, t.Body})
	}
	return v
}

func kindNames(list []app.LetterKind) []string {
	names := make([]string, len(list))
	for i, k := range list {
		names[i] = string(k)
	}
	return names
}

func (s *Server) mail(ctx context.Context, _ *nothing) (*reply[mailView], error) {
	m, err := s.desk.MailSettings(ctx)
	return ok(viewMail(m)), err
}

type replyInput struct {
	Language text `json:"language" enum:"en,hi"`
	Subject  text `json:"subject" maxLength:"200"`
	Body     text `json:"body" maxLength:"4000"`
}

func (in replyInput) input() app.ReplyInput {
	return app.ReplyInput{Language: in.Language.Text, Subject: in.Subject.Text, Body: in.Body.Text}
}

type changeMailInput struct {
	Body struct {
		Off  *[]string   `json:"off,omitempty" doc:"The mails that are not sent"`
		Text *replyInput `json:"text,omitempty" doc:"The answer in one language"`
	}
}

func (s *Server) changeMail(ctx context.Context, in *changeMailInput) (*reply[mailView], error) {
	c := app.MailInput{Off: in.Body.Off}
	if in.Body.Text != nil {
		t := in.Body.Text.input()
		c.Text = &t
	}
	m, err := s.desk.ChangeMail(ctx, actor(ctx), c)
	return ok(viewMail(m)), err
}

type previewInput struct{ Body replyInput }

type previewView struct {
	Subject string `json:"subject"`
	Text    string `json:"text"`
}

func (s *Server) previewMail(ctx context.Context, in *previewInput) (*reply[previewView], error) {
	w, err := s.desk.PreviewReply(ctx, in.Body.input())
	return ok(previewView{w.Subject, w.Text()}), err
}

type mailTestedView struct {
	Sent   bool   `json:"sent"`
	To     string `json:"to"`
	Answer string `json:"answer" doc:"What the mail server said, word for word"`
}

func (s *Server) testMail(ctx context.Context, _ *nothing) (*reply[mailTestedView], error) {
	t, err := s.desk.TestMail(ctx, actor(ctx))
	return ok(mailTestedView{t.Sent, t.To, t.Answer}), err
}
