package web

import (
	"context"
	"slices"

	"firstbell/app"
)

// formView is one of the school's forms.
type formView struct {
	ID      int64                    `json:"id"`
	Slug    string                   `json:"slug" doc:"The end of its address, /f/…"`
	Name    string                   `json:"name" doc:"For the school"`
	Version int                      `json:"version" doc:"One more at each change"`
	Active  bool                     `json:"active" doc:"Whether it is shown to anybody"`
	Fields  []formFieldView          `json:"fields" doc:"In their order"`
	Texts   map[string]formTextsView `json:"texts" doc:"The school's own words, by language: en or hi"`
	Origins []string                 `json:"origins" doc:"Sites whose pages may show it, such as https://school.example"`
}

type formFieldView struct {
	ID      string            `json:"id" enum:"name,phone,email,course,message,who,own1,own2,own3,own4,own5,own6,own7,own8"`
	Use     string            `json:"use" enum:"off,optional,required"`
	Type    string            `json:"type,omitempty" enum:"text,choice,date" doc:"Of a question of your own"`
	Label   map[string]string `json:"label,omitempty" doc:"Likewise, by language"`
	Choices []string          `json:"choices,omitempty" doc:"Of a choice, from two to 30"`
}

type formTextsView struct {
	Title   string `json:"title,omitempty" maxLength:"100"`
	Intro   string `json:"intro,omitempty" maxLength:"300"`
	Contact string `json:"contact,omitempty" maxLength:"500" doc:"What somebody agrees to who may be contacted"`
	News    string `json:"news,omitempty" maxLength:"500" doc:"What somebody agrees to who hears of other courses"`
}

func viewForm(f app.Form) formView {
	v := formView{ID: f.ID, Slug: f.Slug, Name: f.Name, Version: f.Version, Active: f.Active, Fields: []formFieldView{},
		Texts: map[string]formTextsView{}, Origins: append([]string{}, f.Origins...)}
	for _, field := range f.Fields {
		v.Fields = append(v.Fields, formFieldView{field.ID, string(field.Use), string(field.Type), field.Label, field.Choices})
	}
	for lang, texts := range f.Texts {
		v.Texts[lang] = formTextsView(texts)
	}
	return v
}

type formsView struct {
	Forms []formView `json:"forms"`
}

type oneFormView struct {
	Form formView `json:"form"`
}

func (s *Server) forms(ctx context.Context, _ *nothing) (*reply[formsView], error) {
	forms, err := s.desk.Forms(ctx)
	list := make([]formView, len(forms))
	for i, f := range forms {
		list[i] = viewForm(f)
	}
	return ok(formsView{list}), err
}

type formBody struct {
	Slug    text                      `json:"slug,omitempty" minLength:"1" maxLength:"63"`
	Name    text                      `json:"name,omitempty" minLength:"1" maxLength:"100"`
	Active  *bool                     `json:"active,omitempty"`
	Fields  *[]formFieldView          `json:"fields,omitempty" doc:"All of them: name and phone stay on"`
	Texts   *map[string]formTextsView `json:"texts,omitempty"`
	Origins *[]string                 `json:"origins,omitempty"`
}

func (b formBody) input() app.FormInput {
	in := app.FormInput{Slug: b.Slug.Text, Name: b.Name.Text, Active: b.Active, Origins: b.Origins}
	if b.Fields != nil {
		fields := []app.FormField{}
		for _, f := range *b.Fields {
			fields = append(fields, app.FormField{ID: f.ID, Use: app.FieldUse(f.Use), Type: app.FieldType(f.Type), Label: f.Label, Choices: f.Choices})
		}
		in.Fields = &fields
	}
	if b.Texts != nil {
		texts := map[string]app.FormTexts{}
		for lang, t := range *b.Texts {
			texts[lang] = app.FormTexts(t)
		}
		in.Texts = &texts
	}
	return in
}

type addFormInput struct{ Body formBody }

func (s *Server) addForm(ctx context.Context, in *addFormInput) (*reply[oneFormView], error) {
	f, err := s.desk.AddForm(ctx, actor(ctx), in.Body.input())
	if err != nil {
		return nil, err
	}
	return ok(oneFormView{viewForm(f)}), nil
}

type changeFormInput struct {
	ID   pathID `path:"id"`
	Body formBody
}

func (s *Server) changeForm(ctx context.Context, in *changeFormInput) (*reply[oneFormView], error) {
	id, err := app.ParseID(string(in.ID))
	if err != nil {
		return nil, err
	}
	f, err := s.desk.ChangeForm(ctx, actor(ctx), id, in.Body.input())
	if err != nil {
		return nil, err
	}
	return ok(oneFormView{viewForm(f)}), nil
}

type tryFormInput struct {
	ID   pathID `path:"id"`
	Body struct {
		Fields   *[]formFieldView          `json:"fields,omitempty"`
		Texts    *map[string]formTextsView `json:"texts,omitempty"`
		Language text                      `json:"language" enum:"en,hi"`
	}
}

type triedFormView struct {
	HTML string `json:"html" doc:"The page, as people would see it. What is sent from it is not taken"`
}

// tryForm shows a form as it would be with what is being changed.
func (s *Server) tryForm(ctx context.Context, in *tryFormInput) (*reply[triedFormView], error) {
	id, err := app.ParseID(string(in.ID))
	if err != nil {
		return nil, err
	}
	door, err := s.desk.TryForm(ctx, id, formBody{Fields: in.Body.Fields, Texts: in.Body.Texts}.input())
	if err != nil {
		return nil, err
	}
	lang := in.Body.Language.S
	if !slices.Contains(app.FormLanguages, lang) {
		lang = app.FormLanguages[0]
	}
	html, err := s.formPage(door, doorSent{view: s.desk.NewView(), lang: lang}, nil).html("form.html", "")
	return ok(triedFormView{html}), err
}
