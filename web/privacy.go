package web

import (
	"context"
	"encoding/json"

	"github.com/danielgtaylor/huma/v2"
	"github.com/gofiber/fiber/v2"

	"firstbell/app"
)

// privacyRequestView is what somebody asked for by the link they were given.
type privacyRequestView struct {
	ID        int64         `json:"id"`
	Kind      string        `json:"kind" enum:"no_contact,erase"`
	At        stamp         `json:"at"`
	EnquiryID maybe[int64]  `json:"enquiryId" doc:"Null while it is no enquiry"`
	Name      maybe[string] `json:"name"`
	DoneAt    maybe[stamp]  `json:"doneAt" doc:"Null while it is open"`
}

type privacyView struct {
	Requests   []privacyRequestView `json:"requests" doc:"The newest first"`
	BackupDays int                  `json:"backupDays" doc:"How long backups keep what is erased today"`
}

func (s *Server) privacy(ctx context.Context, _ *nothing) (*reply[privacyView], error) {
	list, err := s.desk.PrivacyRequests(ctx)
	if err != nil {
		return nil, err
	}
	v := privacyView{make([]privacyRequestView, len(list)), s.desk.Rules.BackupDays}
	for i, r := range list {
		v.Requests[i] = privacyRequestView{r.ID, string(r.Kind), stamp(r.At), maybe[int64]{r.EnquiryID}, maybe[string]{r.Name}, maybe[stamp]{(*stamp)(r.DoneAt)}}
	}
	return ok(v), nil
}

// personEnquiryView is one enquiry of a person.
type personEnquiryView struct {
	ID             int64        `json:"id"`
	Name           string       `json:"name"`
	CourseInterest string       `json:"courseInterest"`
	Stage          string       `json:"stage" enum:"new,in_touch,visit,applied,enrolled,not_now,lost,not_enquiry"`
	CreatedAt      stamp        `json:"createdAt"`
	ErasedAt       maybe[stamp] `json:"erasedAt"`
}

// keptRow is one row as it is kept: what its columns are is up to the table.
type keptRow map[string]any

// Schema describes a row.
func (keptRow) Schema(huma.Registry) *huma.Schema {
	return &huma.Schema{Type: huma.TypeObject, AdditionalProperties: true}
}

// keptView is what is kept about a person in one table.
type keptView struct {
	What string    `json:"what" doc:"The table"`
	Rows []keptRow `json:"rows" doc:"As they are kept"`
}

type personDataView struct {
	Contacts  []string            `json:"contacts" doc:"The phone number or e-mail address, or those of the enquiry"`
	Enquiries []personEnquiryView `json:"enquiries"`
	Answers   []int64             `json:"answers" doc:"Numbers of answers to forms that never became an enquiry"`
	Held      []keptView          `json:"held"`
}

type personInput struct {
	Q       string `query:"q" doc:"A whole phone number or e-mail address"`
	Enquiry pathID `query:"enquiry" doc:"Or the number of an enquiry: everything under its numbers and addresses"`
}

func (s *Server) personData(ctx context.Context, in *personInput) (*reply[personDataView], error) {
	whom := app.PersonInput{Q: app.TextOf(in.Q)}
	if in.Enquiry != "" {
		var err error
		if whom.EnquiryID, err = app.ParseID(string(in.Enquiry)); err != nil {
			return nil, err
		}
	}
	p, err := s.desk.PersonData(ctx, actor(ctx), whom)
	return ok(viewPerson(p)), err
}

func viewPerson(p app.PersonData) personDataView {
	v := personDataView{listed(p.Contacts), make([]personEnquiryView, len(p.Enquiries)), listed(p.Answers), make([]keptView, len(p.Held))}
	for i, e := range p.Enquiries {
		v.Enquiries[i] = personEnquiryView{e.ID, e.Name, e.CourseInterest, string(e.Stage), stamp(e.CreatedAt), maybe[stamp]{(*stamp)(e.ErasedAt)}}
	}
	for i, h := range p.Held {
		v.Held[i] = keptView{h.What, make([]keptRow, len(h.Rows))}
		for j, row := range h.Rows {
			v.Held[i].Rows[j] = row
		}
	}
	return v
}

type eraseInput struct {
	Body struct {
		Enquiries []int64 `json:"enquiries" maxItems:"100" doc:"The numbers, as whoever means it has typed them"`
		Answers   []int64 `json:"answers,omitempty" maxItems:"100" doc:"Of forms, that never became an enquiry"`
		Reason    text    `json:"reason" enum:"asked,guardian,not_needed,mistake" doc:"Who wants it, or why nobody needs it any more"`
	}
}

type erasedView struct {
	Enquiries []int64 `json:"enquiries"`
	Answers   []int64 `json:"answers"`
	ErasedAt  stamp   `json:"erasedAt"`
}

func (s *Server) erase(ctx context.Context, in *eraseInput) (*reply[erasedView], error) {
	e, err := s.desk.Erase(ctx, actor(ctx), app.EraseInput{Enquiries: in.Body.Enquiries, Answers: in.Body.Answers, Reason: in.Body.Reason.Text})
	return ok(erasedView{listed(e.Enquiries), listed(e.Answers), stamp(e.At)}), err
}

// exportPerson sends everything that is kept about a person as a file.
func (s *Server) exportPerson(c *fiber.Ctx, a app.Actor) error {
	var in struct {
		Q       app.Text `json:"q"`
		Enquiry int64    `json:"enquiry"`
	}
	if err := json.Unmarshal(c.Request().Body(), &in); err != nil {
		return invalidBody("invalid_json", "Invalid JSON", "Send q, a phone number or an e-mail address, or enquiry, a number")
	}
	p, err := s.desk.TakePerson(c.UserContext(), a, app.PersonInput{Q: in.Q, EnquiryID: in.Enquiry})
	if err != nil {
		return err
	}
	file, err := personFile(viewPerson(p), s.desk.Now())
	if err != nil {
		return err
	}
	c.Set(fiber.HeaderContentType, "application/zip")
	c.Set(fiber.HeaderContentDisposition, `attachment; filename="person.zip"`)
	c.Set(fiber.HeaderCacheControl, "no-store")
	return c.Send(file)
}
