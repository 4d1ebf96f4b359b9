package web

import (
	"bytes"
	"context"
	"encoding/json"

	"github.com/danielgtaylor/huma/v2"

	"firstbell/app"
)

// LimitsView is how much a person may hold; null is no limit.
type LimitsView struct {
	MaxUntouched    maybe[int] `json:"maxUntouched" doc:"Claimed, and nobody has tried to reach the person yet"`
	MaxOpen         maybe[int] `json:"maxOpen" doc:"Claimed and not closed"`
	MaxClaimsPerDay maybe[int] `json:"maxClaimsPerDay" doc:"Of a day in the school's time zone"`
}

func viewLimits(l app.Limits) LimitsView {
	return LimitsView{maybe[int]{l.MaxUntouched}, maybe[int]{l.MaxOpen}, maybe[int]{l.MaxClaimsPerDay}}
}

// LimitsBody is a change of limits; what is not there stays.
type LimitsBody struct {
	MaxUntouched    limit `json:"maxUntouched,omitempty"`
	MaxOpen         limit `json:"maxOpen,omitempty"`
	MaxClaimsPerDay limit `json:"maxClaimsPerDay,omitempty"`
}

func (b LimitsBody) input() app.LimitsInput {
	return app.LimitsInput{MaxUntouched: b.MaxUntouched.input(), MaxOpen: b.MaxOpen.input(), MaxClaimsPerDay: b.MaxClaimsPerDay.input()}
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

// roleView is a role with the limits of everybody in it who has none of their own.
type roleView struct {
	Role string `json:"role" enum:"owner,counsellor,front_desk"`
	LimitsView
}

func viewRole(r app.RoleLimits) roleView { return roleView{string(r.Role), viewLimits(r.Limits)} }

type rolesView struct {
	Roles []roleView `json:"roles"`
}

func (s *Server) roles(ctx context.Context, _ *nothing) (*reply[rolesView], error) {
	roles, err := s.desk.RoleLimits(ctx)
	list := make([]roleView, len(roles))
	for i, r := range roles {
		list[i] = viewRole(r)
	}
	return ok(rolesView{list}), err
}

type changeRoleInput struct {
	Role string `path:"role" enum:"owner,counsellor,front_desk"`
	Body LimitsBody
}

func (s *Server) changeRole(ctx context.Context, in *changeRoleInput) (*reply[roleView], error) {
	r, err := s.desk.ChangeRoleLimits(ctx, actor(ctx), app.Role(in.Role), in.Body.input())
	if err != nil {
		return nil, err
	}
	return ok(viewRole(r)), nil
}
