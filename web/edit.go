package web

import (
	"context"
	"net/http"
	"strconv"
	"strings"

	"firstbell/app"
)

// tagged is a success with the ETag of what it holds.
type tagged[T any] struct {
	ETag string `header:"ETag" doc:"What a change has to name in If-Match"`
	Body envelope[T]
}

func etag(version int64) string { return `"` + strconv.FormatInt(version, 10) + `"` }

// ifMatch reads which version a change is for: nil for any (*), 0 for one that
// this server never gave out.
func ifMatch(header string) (*int64, error) {
	header = strings.TrimSpace(header)
	switch {
	case header == "":
		return nil, errNoIfMatch
	case header == "*":
		return nil, nil //nolint:nilnil // any version
	}
	var version int64
	if tag, found := strings.CutPrefix(header, `"`); found && strings.HasSuffix(tag, `"`) {
		if v, err := app.ParseID(strings.TrimSuffix(tag, `"`)); err == nil {
			version = v
		}
	}
	return &version, nil
}

var errNoIfMatch = &refusal{http.StatusPreconditionRequired, "if_match", "Precondition required",
	"Send If-Match with the ETag of the enquiry as you read it, so that nobody's change is lost"}

type editInput struct {
	ID      pathID `path:"id"`
	IfMatch string `header:"If-Match" doc:"The ETag of the enquiry as it was read"`
	Body    struct {
		Name           text `json:"name,omitempty" minLength:"2" maxLength:"255"`
		Email          text `json:"email,omitempty" maxLength:"254" doc:"May be empty where there is a phone"`
		Phone          text `json:"phone,omitempty" maxLength:"40" nullable:"true"`
		CourseInterest text `json:"courseInterest,omitempty" minLength:"1" maxLength:"255"`
		Language       text `json:"language,omitempty" maxLength:"3" nullable:"true"`
		Branch         text `json:"branch,omitempty" maxLength:"255" nullable:"true"`

		Tags *[]string `json:"tags,omitempty" maxItems:"10" doc:"All of them, in their order: each 1 to 40 characters without a comma, once whatever its capitals"`
	}
}

func (s *Server) editEnquiry(ctx context.Context, in *editInput) (*tagged[leadView], error) {
	id, err := app.ParseID(string(in.ID))
	if err != nil {
		return nil, err
	}
	version, err := ifMatch(in.IfMatch)
	if err != nil {
		return nil, err
	}
	b := in.Body
	l, err := s.desk.EditEnquiry(ctx, actor(ctx), id, app.EditInput{Name: b.Name.Text, Email: b.Email.Text, Phone: b.Phone.Text,
		CourseInterest: b.CourseInterest.Text, Language: b.Language.Text, Branch: b.Branch.Text, Tags: b.Tags, Version: version})
	if err != nil {
		return nil, err
	}
	return replyLead(ctx, l), nil
}

// staleView has both values of each fact in which two people differ.
type staleView struct {
	ETag   string           `json:"etag"`
	By     *personView      `json:"by"`
	Fields []staleFieldView `json:"fields"`
}

type staleFieldView struct {
	Field  string  `json:"field"`
	Yours  *string `json:"yours"`
	Theirs *string `json:"theirs"`
}

func viewStale(e app.StaleEdit) staleView {
	v := staleView{etag(e.Version), (*personView)(e.By), make([]staleFieldView, len(e.Fields))}
	for i, f := range e.Fields {
		v.Fields[i] = staleFieldView(f)
	}
	return v
}
