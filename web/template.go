package web

import (
	"context"

	"firstbell/app"
)

// templateView is a message to start from.
type templateView struct {
	ID       int64  `json:"id"`
	Channel  string `json:"channel" enum:"whatsapp,email,sms"`
	Name     string `json:"name"`
	Language string `json:"language"`
	Body     string `json:"body" doc:"{name}, {me} and {school} stand for the person, the sender and the school"`
}

func viewTemplate(t app.Template) templateView {
	return templateView{t.ID, string(t.Channel), t.Name, t.Language, t.Body}
}

type templatesView struct {
	Templates []templateView `json:"templates"`
}

type oneTemplateView struct {
	Template templateView `json:"template"`
}

func (s *Server) templates(ctx context.Context, _ *nothing) (*reply[templatesView], error) {
	templates, err := s.desk.Templates(ctx)
	list := make([]templateView, len(templates))
	for i, t := range templates {
		list[i] = viewTemplate(t)
	}
	return ok(templatesView{list}), err
}

type newTemplateInput struct {
	Body struct {
		Channel  text `json:"channel" enum:"whatsapp,email,sms"`
		Name     text `json:"name" minLength:"1" maxLength:"100"`
		Language text `json:"language" minLength:"2" maxLength:"3" doc:"Its BCP 47 tag, such as en"`
		Body     text `json:"body" minLength:"1" maxLength:"4000"`
	}
}

func (s *Server) addTemplate(ctx context.Context, in *newTemplateInput) (*reply[oneTemplateView], error) {
	b := in.Body
	t, err := s.desk.AddTemplate(ctx, actor(ctx), app.TemplateInput{Channel: b.Channel.Text, Name: b.Name.Text, Language: b.Language.Text, Body: b.Body.Text})
	if err != nil {
		return nil, err
	}
	return ok(oneTemplateView{viewTemplate(t)}), nil
}

type changeTemplateInput struct {
	ID   pathID `path:"id"`
	Body struct {
		Channel  text `json:"channel,omitempty" enum:"whatsapp,email,sms"`
		Name     text `json:"name,omitempty" minLength:"1" maxLength:"100"`
		Language text `json:"language,omitempty" minLength:"2" maxLength:"3" doc:"Its BCP 47 tag, such as en"`
		Body     text `json:"body,omitempty" minLength:"1" maxLength:"4000"`
	}
}

func (s *Server) changeTemplate(ctx context.Context, in *changeTemplateInput) (*reply[oneTemplateView], error) {
	id, err := app.ParseID(string(in.ID))
	if err != nil {
		return nil, err
	}
	b := in.Body
	t, err := s.desk.ChangeTemplate(ctx, actor(ctx), id, app.TemplateInput{Channel: b.Channel.Text, Name: b.Name.Text, Language: b.Language.Text, Body: b.Body.Text})
	if err != nil {
		return nil, err
	}
	return ok(oneTemplateView{viewTemplate(t)}), nil
}

func (s *Server) removeTemplate(ctx context.Context, in *idInput) (*reply[nothing], error) {
	id, err := app.ParseID(string(in.ID))
	if err != nil {
		return nil, err
	}
	return ok(nothing{}), s.desk.RemoveTemplate(ctx, actor(ctx), id)
}
