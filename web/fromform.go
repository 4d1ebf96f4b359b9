package web

import (
	"context"

	"firstbell/app"
)

// formAnswerView is what an enquiry said when it came in through a form.
type formAnswerView struct {
	At          stamp              `json:"at"`
	Form        string             `json:"form"`
	FormVersion int                `json:"formVersion"`
	Reference   string             `json:"reference" doc:"What its sender was told"`
	Language    string             `json:"language"`
	Who         *string            `json:"who" enum:"student,minor,parent" doc:"Who filled it in; null when it was not asked"`
	ParentName  *string            `json:"parentName"`
	ParentPhone *string            `json:"parentPhone"`
	Own         []ownAnswerView    `json:"own" doc:"Answers to the school's own questions"`
	Consents    []consentView      `json:"consents"`
	Asked       []privacyAskedView `json:"asked" doc:"What they asked for by their link since"`
}

type ownAnswerView struct {
	Label string `json:"label"`
	Text  string `json:"text"`
}

type consentView struct {
	Purpose     string       `json:"purpose" enum:"contact,news"`
	Text        string       `json:"text" doc:"As they read it"`
	Version     int          `json:"version"`
	GivenAt     stamp        `json:"givenAt"`
	WithdrawnAt maybe[stamp] `json:"withdrawnAt"`
}

type privacyAskedView struct {
	Kind string `json:"kind" enum:"no_contact,erase"`
	At   stamp  `json:"at"`
}

type formAnswersView struct {
	Answers []formAnswerView `json:"answers" doc:"The newest first; none of an enquiry that is masked"`
}

func (s *Server) fromForm(ctx context.Context, in *idInput) (*reply[formAnswersView], error) {
	id, err := app.ParseID(string(in.ID))
	if err != nil {
		return nil, err
	}
	answers, err := s.desk.FromForm(ctx, actor(ctx), id)
	v := formAnswersView{[]formAnswerView{}}
	for _, a := range answers {
		v.Answers = append(v.Answers, viewFormAnswer(a))
	}
	return ok(v), err
}

func viewFormAnswer(a app.FormAnswer) formAnswerView {
	v := formAnswerView{At: stamp(a.At), Form: a.FormName, FormVersion: a.FormVersion, Reference: app.Reference(a.View), Language: a.Language,
		Who: (*string)(a.Who), ParentName: a.ParentName, ParentPhone: a.ParentPhone, Own: []ownAnswerView{}, Consents: []consentView{}, Asked: []privacyAskedView{}}
	for _, o := range a.Own {
		v.Own = append(v.Own, ownAnswerView(o))
	}
	for _, c := range a.Consents {
		v.Consents = append(v.Consents, consentView{string(c.Purpose), c.Text, c.TextVersion, stamp(c.GivenAt), maybe[stamp]{(*stamp)(c.WithdrawnAt)}})
	}
	for _, p := range a.Asked {
		v.Asked = append(v.Asked, privacyAskedView{string(p.Kind), stamp(p.At)})
	}
	return v
}
