package db

import (
	"context"
	"time"

	"github.com/uptrace/bun/dialect/pgdialect"

	"firstbell/app"
)

// userColumns are an account with what it takes: its own limits, else those of
// its role, and the school's queue mode and country.
const userColumns = `u.id, u.name, u.email, u.role, u.created_at, u.updated_at, u.courses, u.languages, u.branch,
	u.on_duty, to_char(u.leave_from, 'YYYY-MM-DD') AS leave_from, to_char(u.leave_until, 'YYYY-MM-DD') AS leave_until, u.stand_in,
	coalesce(u.max_untouched, r.max_untouched) AS max_untouched, coalesce(u.max_open, r.max_open) AS max_open,
	coalesce(u.max_claims_per_day, r.max_claims_per_day) AS max_claims_per_day, school.queue_mode, school.country,
	u.theme, u.language, u.signed_out_at, school.factor_required,
	EXISTS (SELECT FROM totp WHERE totp.user_id = u.id AND totp.confirmed_at IS NOT NULL) AS has_factor`

// accountColumns also say which limits are the person's own.
const accountColumns = userColumns + `, u.max_untouched AS own_untouched, u.max_open AS own_open, u.max_claims_per_day AS own_day`

// coverColumn is whom an account stands in for, for whoever acts by it.
const coverColumn = `(SELECT jsonb_agg(jsonb_build_object('ID', o.id, 'Name', o.name, 'From', o.leave_from, 'Until', o.leave_until) ORDER BY o.id)
	   FROM users o WHERE o.stand_in = u.id AND o.active) AS covers`

// userTables goes with userColumns.
const userTables = "users u" + besideUser

const besideUser = " LEFT JOIN role_limits r ON r.role = u.role CROSS JOIN school"

type userRow struct {
	ID              int64
	Name            string
	Email           string
	Role            app.Role
	CreatedAt       time.Time
	UpdatedAt       time.Time
	Courses         []string `bun:",array"`
	Languages       []string `bun:",array"`
	Branch          *string
	MaxUntouched    *int
	MaxOpen         *int
	MaxClaimsPerDay *int
	QueueMode       app.QueueMode
	Theme           app.Theme
	Language        string
	SignedOutAt     *time.Time
	FactorRequired  app.FactorRule
	HasFactor       bool
	Country         string
	OwnUntouched    *int
	OwnOpen         *int
	OwnDay          *int
	OnDuty          bool
	LeaveFrom       *string
	LeaveUntil      *string
	StandIn         *int64
	Covers          []app.Cover `bun:"type:jsonb"`
}

func (r userRow) user() app.User {
	u := app.User{ID: r.ID, Name: r.Name, Email: r.Email, Role: r.Role, CreatedAt: r.CreatedAt, UpdatedAt: r.UpdatedAt,
		Theme: r.Theme, Language: r.Language, HasFactor: r.HasFactor, FactorRequired: r.FactorRequired, SignedOutAt: r.SignedOutAt,
		Takes: app.Takes{Courses: r.Courses, Languages: r.Languages, Branch: r.Branch, Mode: r.QueueMode, Country: r.Country,
			Limits: app.Limits{MaxUntouched: r.MaxUntouched, MaxOpen: r.MaxOpen, MaxClaimsPerDay: r.MaxClaimsPerDay},
			Own:    app.Limits{MaxUntouched: r.OwnUntouched, MaxOpen: r.OwnOpen, MaxClaimsPerDay: r.OwnDay}},
		OnDuty: r.OnDuty, Covers: r.Covers}
	if r.LeaveFrom != nil && r.LeaveUntil != nil {
		u.Leave = &app.Leave{From: *r.LeaveFrom, Until: *r.LeaveUntil, StandIn: r.StandIn}
	}
	return u
}

// UserByID returns an active account.
func (s Store) UserByID(ctx context.Context, id int64) (app.User, error) {
	var r userRow
	err := s.row(ctx, "read user", &r, "SELECT "+accountColumns+", "+coverColumn+" FROM "+userTables+" WHERE u.active AND u.id = ?", id)
	return r.user(), err
}

// SetTakes sets what a person takes and their own limits.
func (s Store) SetTakes(ctx context.Context, userID int64, t app.Takes) (app.User, error) {
	var id int64
	err := s.write(ctx, "set what a person takes", &id, `
		UPDATE users SET courses = ?::text[], languages = ?::text[], branch = ?, max_untouched = ?, max_open = ?, max_claims_per_day = ?, updated_at = now()
		 WHERE id = ? AND active RETURNING id`,
		array(t.Courses), array(t.Languages), t.Branch, t.Limits.MaxUntouched, t.Limits.MaxOpen, t.Limits.MaxClaimsPerDay, userID)
	if err != nil {
		return app.User{}, err
	}
	return s.UserByID(ctx, userID)
}

// array writes a list as an array of PostgreSQL, an empty one for nil.
func array[T any](list []T) any {
	if list == nil {
		list = []T{}
	}
	return pgdialect.Array(list)
}
