package web

import (
	"context"

	"firstbell/app"
)

// memberView is a colleague with what they take from the queue.
type memberView struct {
	ID        int64    `json:"id"`
	Name      string   `json:"name"`
	Role      string   `json:"role" enum:"owner,counsellor,front_desk"`
	Courses   []string `json:"courses" doc:"Empty: any"`
	Languages []string `json:"languages" doc:"Tags such as hi. Empty: any"`
	Branch    *string  `json:"branch" doc:"Null: any"`
	LimitsView
	InForce LimitsView `json:"inForce" doc:"Their own limits, and those of the role where they have none"`
}

func viewMember(u app.User) memberView {
	t := u.Takes
	return memberView{u.ID, u.Name, string(u.Role), listed(t.Courses), listed(t.Languages), t.Branch,
		viewLimits(t.Own), viewLimits(t.Limits)}
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

type changeUserInput struct {
	ID   pathID `path:"id"`
	Body struct {
		Courses   *[]string `json:"courses,omitempty"`
		Languages *[]string `json:"languages,omitempty"`
		Branch    text      `json:"branch,omitempty" maxLength:"255" nullable:"true"`
		LimitsBody
	}
}

func (s *Server) changeUser(ctx context.Context, in *changeUserInput) (*reply[memberView], error) {
	id, err := app.ParseID(string(in.ID))
	if err != nil {
		return nil, err
	}
	b := in.Body
	u, err := s.desk.ChangeTakes(ctx, actor(ctx), id, app.TakesInput{Courses: b.Courses, Languages: b.Languages, Branch: b.Branch.Text,
		LimitsInput: b.input()})
	if err != nil {
		return nil, err
	}
	return ok(viewMember(u)), nil
}
