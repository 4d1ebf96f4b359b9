package db

import (
	"context"
	"errors"

	"firstbell/app"
)

// School returns the school, with an empty name before setup.
func (s Store) School(ctx context.Context) (app.School, error) {
	var school app.School
	err := s.row(ctx, "read school", &school, "SELECT name FROM school")
	if errors.Is(err, app.ErrNotFound) {
		return app.School{}, nil
	}
	return school, err
}

// NameSchool gives the school its name.
func (s Store) NameSchool(ctx context.Context, name string) error {
	_, err := s.idb.NewRaw("INSERT INTO school (name) VALUES (?) ON CONFLICT (id) DO UPDATE SET name = excluded.name", name).Exec(ctx)
	return resolve("name school", err)
}
