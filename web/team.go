package web

import (
	"context"
	"encoding/json"

	"github.com/danielgtaylor/huma/v2"

	"firstbell/app"
)

// memberView is a colleague with what they take from the queue.
type memberView struct {
	ID        int64    `json:"id"`
	Name      string   `json:"name"`
	Role      string   `json:"role" enum:"owner,counsellor,front_desk"`
	Courses   []string `json:"courses" doc:"Empty: any"`
	Languages []string `json:"languages" doc:"Empty: any"`
	Branch    *string  `json:"branch" doc:"Null: any"`
	LimitsView
	InForce    LimitsView       `json:"inForce" doc:"Their own limits, and those of the role where they have none"`
	Active     bool             `json:"active" doc:"False: has left"`
	OnDuty     bool             `json:"onDuty"`
	Leave      maybe[leaveView] `json:"leave"`
	Away       bool             `json:"away" doc:"Off duty, or on leave today: claim next serves them nobody"`
	Held       int              `json:"held" doc:"Open leads they hold"`
	LastSeenAt maybe[stamp]     `json:"lastSeenAt" doc:"The last sign-in; only owners are told"`
	HasFactor  bool             `json:"hasSecondFactor" doc:"Only owners are told"`
}

type leaveView struct {
	From    string     `json:"from" format:"date"`
	Until   string     `json:"until" format:"date" doc:"The last day"`
	StandIn maybe[int] `json:"standIn" doc:"Who covers"`
}

func viewMember(m app.Member) memberView {
	t := m.Takes
	v := memberView{ID: m.ID, Name: m.Name, Role: string(m.Role), Courses: listed(t.Courses), Languages: listed(t.Languages),
		Branch: t.Branch, LimitsView: viewLimits(t.Own), InForce: viewLimits(t.Limits), Active: m.Active, OnDuty: m.OnDuty, Away: m.Away,
		Held: m.Held, LastSeenAt: maybe[stamp]{(*stamp)(m.LastSeen)}, HasFactor: m.HasFactor}
	if l := m.Leave; l != nil {
		v.Leave.v = &leaveView{From: l.From, Until: l.Until}
		if l.StandIn != nil {
			v.Leave.v.StandIn.v = new(int(*l.StandIn))
		}
	}
	return v
}

// listed makes an empty list of none, which JSON writes as [].
func listed[T any](list []T) []T { return append([]T{}, list...) }

type teamInput struct {
	All bool `query:"all" doc:"Also those who have left; for owners"`
}

type membersView struct {
	Users []memberView `json:"users"`
}

func (s *Server) users(ctx context.Context, in *teamInput) (*reply[membersView], error) {
	team, err := s.desk.Team(ctx, actor(ctx), in.All)
	list := make([]memberView, len(team))
	for i, m := range team {
		list[i] = viewMember(m)
	}
	return ok(membersView{list}), err
}

// leave is a leave in a body: its days, null for none, or not there.
type leave struct {
	given bool
	value *leaveDates
}

type leaveDates struct {
	From    text   `json:"from" format:"date"`
	Until   text   `json:"until" format:"date"`
	StandIn *int64 `json:"standIn,omitempty" minimum:"1" nullable:"true"`
}

// UnmarshalJSON reads the days or null.
func (l *leave) UnmarshalJSON(data []byte) error {
	l.given = true
	return json.Unmarshal(data, &l.value)
}

// Schema describes the leave.
func (leave) Schema(r huma.Registry) *huma.Schema {
	return maybe[leaveDates]{}.Schema(r)
}

func (l leave) input() *app.LeaveInput {
	if !l.given {
		return nil
	}
	if l.value == nil {
		return &app.LeaveInput{}
	}
	v := l.value
	return &app.LeaveInput{Value: &app.LeaveDates{From: v.From.Text, Until: v.Until.Text, StandIn: v.StandIn}}
}

type changeUserInput struct {
	ID   pathID `path:"id"`
	Body struct {
		Courses   *[]string `json:"courses,omitempty"`
		Languages *[]string `json:"languages,omitempty"`
		Branch    text      `json:"branch,omitempty" maxLength:"255" nullable:"true"`
		LimitsBody
		Name   text  `json:"name,omitempty" minLength:"2" maxLength:"255"`
		Role   text  `json:"role,omitempty" enum:"owner,counsellor,front_desk" doc:"A new role ends the person's sessions"`
		Active *bool `json:"active,omitempty" doc:"True brings somebody back"`
		OnDuty *bool `json:"onDuty,omitempty"`
		Leave  leave `json:"leave,omitempty" doc:"Null ends it"`
	}
}

func (s *Server) changeUser(ctx context.Context, in *changeUserInput) (*reply[memberView], error) {
	id, err := app.ParseID(string(in.ID))
	if err != nil {
		return nil, err
	}
	b := in.Body
	m, err := s.desk.ChangeMember(ctx, actor(ctx), id, app.MemberInput{
		Takes: app.TakesInput{Courses: b.Courses, Languages: b.Languages, Branch: b.Branch.Text,
			LimitsInput: b.input()},
		Name: b.Name.Text, Role: b.Role.Text, Active: b.Active, OnDuty: b.OnDuty, Leave: b.Leave.input()})
	if err != nil {
		return nil, err
	}
	return ok(viewMember(m)), nil
}
