package app

import (
	"context"
	"errors"
	"slices"
	"strings"
)

// TakesInput is a change of what a person takes; what is nil stays.
type TakesInput struct {
	Courses, Languages                     *[]string
	Branch                                 Text
	MaxUntouched, MaxOpen, MaxClaimsPerDay *LimitInput
}

// LimitInput is a limit as it was sent: a number, or nil for none.
type LimitInput struct{ Value *int }

// Team returns everybody who works here.
func (d *Desk) Team(ctx context.Context) ([]User, error) { return d.Store.Users(ctx) }

// ChangeTakes sets what a person takes from the queue and how much they may
// hold. ErrNobodyThere for an unknown person.
func (d *Desk) ChangeTakes(ctx context.Context, a Actor, userID int64, in TakesInput) (User, error) {
	return once(ctx, d, a.Op, func(tx Store) (User, error) { return changeTakes(ctx, tx, a, userID, in) })
}

func changeTakes(ctx context.Context, tx Store, a Actor, userID int64, in TakesInput) (User, error) {
	u, err := tx.UserByID(ctx, userID)
	if errors.Is(err, ErrNotFound) {
		return User{}, ErrNobodyThere
	}
	if err != nil {
		return User{}, err
	}
	var c check
	t := u.Takes
	t.Courses = c.names("courses", t.Courses, in.Courses)
	t.Languages = c.names("languages", t.Languages, in.Languages)
	if in.Branch.Given {
		branch := c.optional("branch", "Branch", in.Branch, 255)
		t.Branch = &branch
		if branch == "" {
			t.Branch = nil
		}
	}
	t.Limits.MaxUntouched = c.limit("maxUntouched", t.Limits.MaxUntouched, in.MaxUntouched)
	t.Limits.MaxOpen = c.limit("maxOpen", t.Limits.MaxOpen, in.MaxOpen)
	t.Limits.MaxClaimsPerDay = c.limit("maxClaimsPerDay", t.Limits.MaxClaimsPerDay, in.MaxClaimsPerDay)
	if err := c.err(); err != nil {
		return User{}, err
	}
	u, err = tx.SetTakes(ctx, userID, t)
	if err != nil {
		return User{}, err
	}
	return u, tx.Audit(ctx, a.Did(TakesChanged, Object{OnUser, userID}, in.fields()...))
}

// fields names what was sent, for the audit log.
func (in TakesInput) fields() []string {
	return given(part{"courses", in.Courses != nil}, part{"languages", in.Languages != nil}, part{"branch", in.Branch.Given},
		part{"maxUntouched", in.MaxUntouched != nil}, part{"maxOpen", in.MaxOpen != nil}, part{"maxClaimsPerDay", in.MaxClaimsPerDay != nil})
}

// names reads a list of courses or languages: trimmed, without empty ones.
func (c *check) names(path string, old []string, in *[]string) []string {
	if in == nil {
		return old
	}
	if len(*in) > 200 {
		c.add(path, nil, "At most 200 names can be listed")
		return old
	}
	var list []string
	for _, name := range *in {
		if s := c.line(path, "Each name", TextOf(name), 1, 255); s != "" && !slices.ContainsFunc(list, func(o string) bool { return strings.EqualFold(o, s) }) {
			list = append(list, s)
		}
	}
	return list
}

func (c *check) limit(path string, old *int, in *LimitInput) *int {
	if in == nil {
		return old
	}
	if in.Value != nil && (*in.Value < 1 || *in.Value > 100_000) {
		c.add(path, *in.Value, "A limit must be a whole number from 1 to 100000, or null for none")
	}
	return in.Value
}
