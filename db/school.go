package db

import (
	"context"
	"encoding/json"
	"fmt"

	"firstbell/app"
)

const readSchool = "SELECT name, queue_mode, promise_minutes, time_zone, country, language, hours, factor_required, phone FROM school"

// School returns the school and its choices.
func (s Store) School(ctx context.Context) (app.School, error) {
	var school app.School
	err := s.row(ctx, "read school", &school, readSchool)
	return school, err
}

// LockSchool locks the school's row and returns it: what two change at the same
// moment is all kept.
func (s Store) LockSchool(ctx context.Context) (app.School, error) {
	var school app.School
	err := s.row(ctx, "lock school", &school, readSchool+" FOR UPDATE")
	return school, err
}

// NameSchool gives the school its name.
func (s Store) NameSchool(ctx context.Context, name string) error {
	_, err := s.idb.NewRaw("UPDATE school SET name = ?", name).Exec(ctx)
	return resolve("name school", err)
}

// SetSchool keeps the school's choices.
func (s Store) SetSchool(ctx context.Context, c app.School) error {
	hours, err := json.Marshal(append([]*app.OpenHours{}, c.Hours...))
	if err != nil {
		return fmt.Errorf("change school: %w", err)
	}
	_, err = s.idb.NewRaw("UPDATE school SET name = ?, queue_mode = ?, promise_minutes = ?, time_zone = ?, country = ?, language = ?, hours = ?::jsonb, factor_required = ?, phone = ?",
		c.Name, c.QueueMode, c.PromiseMinutes, c.TimeZone, c.Country, c.Language, string(hours), c.FactorRequired, c.Phone).Exec(ctx)
	return resolve("change school", err)
}
