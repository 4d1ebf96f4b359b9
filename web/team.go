package web

import (
	"bytes"
	"context"
	"encoding/json"

	"github.com/danielgtaylor/huma/v2"

	"firstbell/app"
)

// memberView is a colleague with what they take from the queue.
type memberView struct {
	ID              int64      `json:"id"`
	Name            string     `json:"name"`
	Role            string     `json:"role" enum:"owner,counsellor,front_desk"`
	Courses         []string   `json:"courses" doc:"Empty: any"`
	Languages       []string   `json:"languages" doc:"Tags such as hi. Empty: any"`
	Branch          *string    `json:"branch" doc:"Null: any"`
	MaxUntouched    maybe[int] `json:"maxUntouched"`
	MaxOpen         maybe[int] `json:"maxOpen"`
	MaxClaimsPerDay maybe[int] `json:"maxClaimsPerDay"`
}

func viewMember(u app.User) memberView {
	t := u.Takes
	return memberView{u.ID, u.Name, string(u.Role), listed(t.Courses), listed(t.Languages), t.Branch,
		maybe[int]{t.Limits.MaxUntouched}, maybe[int]{t.Limits.MaxOpen}, maybe[int]{t.Limits.MaxClaimsPerDay}}
}

// listed makes an empty list of none, which JSON writes as [].
func listed(list []string) []string { return append([]string{}, list...) }

type membersView struct {
	Users []memberView `json:"users"`
}

func (s *Server) users(ctx context.Context, _ *nothing) (*reply[membersView], error) {
	team, err := s.desk.Team(ctx)
	list := make([]memberView, len(team))
	for i, u := range team {
		list[i] = viewMember(u)
	}
	return ok(membersView{list}), err
}

// limit is a limit in a body: a number, null for none, or not there.
type limit struct {
	given bool
	app.LimitInput
}

// UnmarshalJSON reads a number or null.
func (l *limit) UnmarshalJSON(data []byte) error {
	l.given = true
	if bytes.Equal(data, []byte("null")) {
		return nil
	}
	return json.Unmarshal(data, &l.Value)
}

// Schema describes the limit.
func (limit) Schema(huma.Registry) *huma.Schema {
	one := 1.0
	return &huma.Schema{Type: huma.TypeInteger, Minimum: &one, Nullable: true}
}

func (l limit) input() *app.LimitInput {
	if !l.given {
		return nil
	}
	return &l.LimitInput
}

type changeUserInput struct {
	ID   pathID `path:"id"`
	Body struct {
		Courses         *[]string `json:"courses,omitempty"`
		Languages       *[]string `json:"languages,omitempty"`
		Branch          text      `json:"branch,omitempty" maxLength:"255" nullable:"true"`
		MaxUntouched    limit     `json:"maxUntouched,omitempty"`
		MaxOpen         limit     `json:"maxOpen,omitempty"`
		MaxClaimsPerDay limit     `json:"maxClaimsPerDay,omitempty"`
	}
}

func (s *Server) changeUser(ctx context.Context, in *changeUserInput) (*reply[memberView], error) {
	id, err := app.ParseID(string(in.ID))
	if err != nil {
		return nil, err
	}
	b := in.Body
	u, err := s.desk.ChangeTakes(ctx, actor(ctx), id, app.TakesInput{Courses: b.Courses, Languages: b.Languages, Branch: b.Branch.Text,
		MaxUntouched: b.MaxUntouched.input(), MaxOpen: b.MaxOpen.input(), MaxClaimsPerDay: b.MaxClaimsPerDay.input()})
	if err != nil {
		return nil, err
	}
	return ok(viewMember(u)), nil
}
