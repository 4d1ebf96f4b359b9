package app

import (
	"context"
	"slices"
)

// RoleLimits are the limits of everybody in a role who has none of their own.
type RoleLimits struct {
	Role   Role
	Limits Limits
}

// LimitsInput is a change of limits; what is nil stays.
type LimitsInput struct {
	MaxUntouched, MaxOpen, MaxClaimsPerDay *LimitInput
}

// LimitInput is a limit as it was sent: a number, or nil for none.
type LimitInput struct{ Value *int }

// ErrNoSuchRole refuses a name that no role has.
var ErrNoSuchRole = &Error{Kind: NotFound, Code: "unknown_role", Title: "Not found",
	Message: "There is no such role. The roles are counsellor, front_desk and owner"}

// Roles are all roles, those with the most people first.
func Roles() []Role { return []Role{Counsellor, FrontDesk, Owner} }

// RoleLimits returns the limits of every role, in the order of Roles.
func (d *Desk) RoleLimits(ctx context.Context) ([]RoleLimits, error) { return d.Store.RoleLimits(ctx) }

// ChangeRoleLimits sets what people of a role may hold and claim. It holds from
// their next claim on. ErrNoSuchRole for an unknown role.
func (d *Desk) ChangeRoleLimits(ctx context.Context, a Actor, role Role, in LimitsInput) (RoleLimits, error) {
	return once(ctx, d, a.Op, func(tx Store) (RoleLimits, error) {
		if !slices.Contains(Roles(), role) {
			return RoleLimits{}, ErrNoSuchRole
		}
		var c check
		c.limits(Limits{}, in)
		if err := c.err(); err != nil {
			return RoleLimits{}, err
		}
		r, err := tx.SetRoleLimits(ctx, role, in)
		if err != nil {
			return RoleLimits{}, err
		}
		return r, tx.Audit(ctx, a.Did(TakesChanged, Object{Kind: OnSchool}, append([]string{"role " + string(role)}, in.fields()...)...))
	})
}

// fields names what was sent, for the audit log.
func (in LimitsInput) fields() []string {
	return given(part{"maxUntouched", in.MaxUntouched != nil}, part{"maxOpen", in.MaxOpen != nil}, part{"maxClaimsPerDay", in.MaxClaimsPerDay != nil})
}

// limits reads a change of limits.
func (c *check) limits(old Limits, in LimitsInput) Limits {
	return Limits{
		MaxUntouched:    c.limit("maxUntouched", old.MaxUntouched, in.MaxUntouched),
		MaxOpen:         c.limit("maxOpen", old.MaxOpen, in.MaxOpen),
		MaxClaimsPerDay: c.limit("maxClaimsPerDay", old.MaxClaimsPerDay, in.MaxClaimsPerDay),
	}
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
