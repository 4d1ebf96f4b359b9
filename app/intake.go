package app

import (
	"context"
	"time"
)

// Intake is when a course starts, and until when one can apply for it.
type Intake struct {
	ID       int64
	Course   string
	Name     string
	StartsOn time.Time // a day, at midnight UTC
	Deadline *time.Time
	Archived bool
}

// IntakeInput is a new intake, or a change of one: what is not given stays.
type IntakeInput struct {
	Course, Name, StartsOn, Deadline Text
	Archived                         *bool
}

// Refusals of intakes.
var (
	ErrIntakeName = &Error{Kind: Conflict, Code: "intake_name", Title: "Name in use",
		Message: "This course has an intake of that name already. Choose another name"}
	ErrNoIntake = &Error{Kind: NotFound, Code: "intake_not_found", Title: "Not found",
		Message: "There is no intake by that number"}
)

func (in IntakeInput) apply(i Intake) (Intake, error) {
	var c check
	isNew := i.ID == 0
	if in.Course.Given || isNew {
		i.Course = c.line("course", "Course", in.Course, 1, 255)
	}
	if in.Name.Given || isNew {
		i.Name = c.line("name", "Name", in.Name, 1, 100)
	}
	if in.StartsOn.Given || isNew {
		if day := c.day("startsOn", in.StartsOn); day != nil {
			i.StartsOn = *day
		} else if len(c.fields) == 0 || in.StartsOn.Null || !in.StartsOn.Given {
			c.add("startsOn", nil, "Say on which day it starts")
		}
	}
	if in.Deadline.Given {
		i.Deadline = c.day("deadline", in.Deadline)
	}
	if in.Archived != nil {
		i.Archived = *in.Archived
	}
	return i, c.err()
}

// day reads an optional day.
func (c *check) day(path string, t Text) *time.Time {
	if !t.Given || t.Null {
		return nil
	}
	day, err := time.Parse(time.DateOnly, t.S)
	if t.Wrong || err != nil || day.Year() < 1900 {
		c.add(path, nil, "A day must be written like 2026-06-01")
		return nil
	}
	return &day
}

// Intakes returns all intakes by their start.
func (d *Desk) Intakes(ctx context.Context) ([]Intake, error) { return d.Store.Intakes(ctx) }

// AddIntake keeps a new intake. ErrIntakeName when its course has one of that name.
func (d *Desk) AddIntake(ctx context.Context, a Actor, in IntakeInput) (Intake, error) {
	i, err := in.apply(Intake{})
	if err != nil {
		return i, err
	}
	return once(ctx, d, a.Op, func(tx Store) (Intake, error) { return tx.AddIntake(ctx, i) })
}

// ChangeIntake changes an intake. ErrNoIntake when there is none by that number.
func (d *Desk) ChangeIntake(ctx context.Context, a Actor, id int64, in IntakeInput) (Intake, error) {
	return once(ctx, d, a.Op, func(tx Store) (Intake, error) {
		i, err := tx.LockIntake(ctx, id)
		if err != nil {
			return i, gone(err, ErrNoIntake)
		}
		if i, err = in.apply(i); err != nil {
			return i, err
		}
		return i, tx.SetIntake(ctx, i)
	})
}
