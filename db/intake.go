package db

import (
	"context"

	"firstbell/app"
)

const intakeColumns = "id, course, name, starts_on, deadline, archived"

// Intakes returns all intakes by their start.
func (s Store) Intakes(ctx context.Context) ([]app.Intake, error) {
	return list[app.Intake](ctx, s, "read intakes", "SELECT "+intakeColumns+" FROM intakes ORDER BY starts_on, lower(course), lower(name)")
}

// LockIntake locks an intake until the transaction ends and returns it.
func (s Store) LockIntake(ctx context.Context, id int64) (app.Intake, error) {
	var i app.Intake
	err := s.row(ctx, "lock intake", &i, "SELECT "+intakeColumns+" FROM intakes WHERE id = ? FOR UPDATE", id)
	return i, err
}

// AddIntake keeps a new intake; app.ErrIntakeName when there is one like it.
func (s Store) AddIntake(ctx context.Context, i app.Intake) (app.Intake, error) {
	err := s.write(ctx, "add intake", &i, "INSERT INTO intakes (course, name, starts_on, deadline, archived) VALUES (?, ?, ?, ?, ?) RETURNING "+intakeColumns,
		i.Course, i.Name, i.StartsOn, i.Deadline, i.Archived)
	return i, err
}

// SetIntake keeps a changed intake; app.ErrIntakeName when there is one like it.
func (s Store) SetIntake(ctx context.Context, i app.Intake) error {
	_, err := s.idb.NewRaw("UPDATE intakes SET course = ?, name = ?, starts_on = ?, deadline = ?, archived = ? WHERE id = ?",
		i.Course, i.Name, i.StartsOn, i.Deadline, i.Archived, i.ID).Exec(ctx)
	return resolve("change intake", err)
}
