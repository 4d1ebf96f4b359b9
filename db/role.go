package db

import (
	"context"

	"firstbell/app"
)

const limitColumns = "max_untouched, max_open, max_claims_per_day"

type roleRow struct {
	Role app.Role
	app.Limits
}

// RoleLimits returns the limits of every role, in the order of app.Roles.
func (s Store) RoleLimits(ctx context.Context) ([]app.RoleLimits, error) {
	rows, err := list[roleRow](ctx, s, "read limits of roles", `
		SELECT role, `+limitColumns+` FROM unnest(?::text[]) WITH ORDINALITY AS r (role, n)
		  LEFT JOIN role_limits USING (role) ORDER BY n`, array(app.Roles()))
	limits := make([]app.RoleLimits, len(rows))
	for i, r := range rows {
		limits[i] = app.RoleLimits{Role: r.Role, Limits: r.Limits}
	}
	return limits, err
}

// SetRoleLimits sets those limits of a role that are given, and leaves the
// others as somebody else may just have set them.
func (s Store) SetRoleLimits(ctx context.Context, role app.Role, in app.LimitsInput) (app.RoleLimits, error) {
	given := func(l *app.LimitInput) (bool, *int) {
		if l == nil {
			return false, nil
		}
		return true, l.Value
	}
	untouchedGiven, untouched := given(in.MaxUntouched)
	openGiven, open := given(in.MaxOpen)
	dayGiven, day := given(in.MaxClaimsPerDay)
	var r roleRow
	err := s.write(ctx, "set limits of a role", &r, `
		INSERT INTO role_limits AS old (role, `+limitColumns+`) VALUES (?0, ?1, ?3, ?5)
		ON CONFLICT (role) DO UPDATE SET
		    max_untouched = CASE WHEN ?2 THEN excluded.max_untouched ELSE old.max_untouched END,
		    max_open = CASE WHEN ?4 THEN excluded.max_open ELSE old.max_open END,
		    max_claims_per_day = CASE WHEN ?6 THEN excluded.max_claims_per_day ELSE old.max_claims_per_day END
		RETURNING role, `+limitColumns,
		role, untouched, untouchedGiven, open, openGiven, day, dayGiven)
	return app.RoleLimits{Role: r.Role, Limits: r.Limits}, err
}
