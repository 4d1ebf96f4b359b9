package web

import (
	"context"
	"time"

	"firstbell/app"
)

// intakeView is when a course starts.
type intakeView struct {
	ID       int64   `json:"id"`
	Course   string  `json:"course"`
	Name     string  `json:"name"`
	StartsOn string  `json:"startsOn" format:"date"`
	Deadline *string `json:"deadline" format:"date"`
	Archived bool    `json:"archived"`
}

func viewIntake(i app.Intake) intakeView {
	return intakeView{i.ID, i.Course, i.Name, i.StartsOn.Format(time.DateOnly), day(i.Deadline), i.Archived}
}

// day writes an optional day.
func day(d *time.Time) *string {
	if d == nil {
		return nil
	}
	return new(d.Format(time.DateOnly))
}

type intakesView struct {
	Intakes []intakeView `json:"intakes"`
}

type oneIntakeView struct {
	Intake intakeView `json:"intake"`
}

func (s *Server) intakes(ctx context.Context, _ *nothing) (*reply[intakesView], error) {
	intakes, err := s.desk.Intakes(ctx)
	list := make([]intakeView, len(intakes))
	for i, in := range intakes {
		list[i] = viewIntake(in)
	}
	return ok(intakesView{list}), err
}

type newIntakeInput struct {
	Body struct {
		Course   text `json:"course" minLength:"1" maxLength:"255"`
		Name     text `json:"name" minLength:"1" maxLength:"100"`
		StartsOn text `json:"startsOn" format:"date"`
		Deadline text `json:"deadline,omitempty" format:"date" nullable:"true"`
	}
}

func (s *Server) addIntake(ctx context.Context, in *newIntakeInput) (*reply[oneIntakeView], error) {
	b := in.Body
	i, err := s.desk.AddIntake(ctx, actor(ctx), app.IntakeInput{Course: b.Course.Text, Name: b.Name.Text, StartsOn: b.StartsOn.Text, Deadline: b.Deadline.Text})
	if err != nil {
		return nil, err
	}
	return ok(oneIntakeView{viewIntake(i)}), nil
}

type changeIntakeInput struct {
	ID   pathID `path:"id"`
	Body struct {
		Course   text  `json:"course,omitempty" minLength:"1" maxLength:"255"`
		Name     text  `json:"name,omitempty" minLength:"1" maxLength:"100"`
		StartsOn text  `json:"startsOn,omitempty" format:"date"`
		Deadline text  `json:"deadline,omitempty" format:"date" nullable:"true"`
		Archived *bool `json:"archived,omitempty"`
	}
}

func (s *Server) changeIntake(ctx context.Context, in *changeIntakeInput) (*reply[oneIntakeView], error) {
	id, err := app.ParseID(string(in.ID))
	if err != nil {
		return nil, err
	}
	b := in.Body
	i, err := s.desk.ChangeIntake(ctx, actor(ctx), id, app.IntakeInput{Course: b.Course.Text, Name: b.Name.Text,
		StartsOn: b.StartsOn.Text, Deadline: b.Deadline.Text, Archived: b.Archived})
	if err != nil {
		return nil, err
	}
	return ok(oneIntakeView{viewIntake(i)}), nil
}
