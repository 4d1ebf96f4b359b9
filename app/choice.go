package app

import "context"

// Choice is one of the things people choose from: a course that is taught, or a
// source where somebody heard of the school. What is archived is no longer
// offered and stays for what was chosen before.
type Choice struct {
	ID       int64
	Name     string
	Position int // from 1 on, in the order people see
	Archived bool
}

// ChoiceList names a list of choices.
type ChoiceList string

// The lists of a school.
const (
	Courses ChoiceList = "courses"
	Sources ChoiceList = "sources"
)

// ChoiceInput is a change of a choice; what is nil or not given stays. A new
// position moves the others up or down.
type ChoiceInput struct {
	Name     Text
	Position *int
	Archived *bool
}

// Refusals about choices.
var (
	ErrNameTaken = &Error{Kind: Conflict, Code: "name_taken", Title: "Conflict",
		Message: "There is one of this name already, perhaps among the archived ones"}
	ErrChoiceNotFound = &Error{Kind: NotFound, Code: "not_found", Title: "Not found",
		Message: "There is nothing by that number in this list"}
)

// Choices returns a list in its order, archived ones too.
func (d *Desk) Choices(ctx context.Context, l ChoiceList) ([]Choice, error) {
	return d.Store.Choices(ctx, l)
}

// AddChoice puts a choice at the end of a list. ErrNameTaken when there is one
// of that name, in whatever case, also when two add it at the same moment.
func (d *Desk) AddChoice(ctx context.Context, a Actor, l ChoiceList, name Text) (Choice, error) {
	var c check
	n := c.line("name", "Name", name, 1, 255)
	if err := c.err(); err != nil {
		return Choice{}, err
	}
	defer d.Doors.forget()
	return once(ctx, d, a.Op, func(tx Store) (Choice, error) {
		list, err := lockedChoices(ctx, tx, l)
		if err != nil {
			return Choice{}, err
		}
		v, err := tx.AddChoice(ctx, l, Choice{Name: n, Position: len(list) + 1})
		if err != nil {
			return Choice{}, err
		}
		return v, tx.Audit(ctx, a.Did(SettingsChanged, Object{Kind: OnSchool}, string(l)))
	})
}

// ChangeChoice renames a choice, archives it or brings it back, or moves it.
// ErrChoiceNotFound and ErrNameTaken.
func (d *Desk) ChangeChoice(ctx context.Context, a Actor, l ChoiceList, id int64, in ChoiceInput) (Choice, error) {
	defer d.Doors.forget()
	return once(ctx, d, a.Op, func(tx Store) (Choice, error) {
		list, err := lockedChoices(ctx, tx, l)
		if err != nil {
			return Choice{}, err
		}
		for _, old := range list {
			if old.ID != id {
				continue
			}
			v, err := in.read(old, len(list))
			if err != nil {
				return Choice{}, err
			}
			if err := tx.SetChoice(ctx, l, v); err != nil {
				return Choice{}, err
			}
			return v, tx.Audit(ctx, a.Did(SettingsChanged, Object{Kind: OnSchool}, string(l)))
		}
		return Choice{}, ErrChoiceNotFound
	})
}

func (in ChoiceInput) read(v Choice, count int) (Choice, error) {
	var c check
	if in.Name.Given {
		v.Name = c.line("name", "Name", in.Name, 1, 255)
	}
	if in.Position != nil {
		v.Position = min(*in.Position, count)
		if v.Position < 1 {
			c.add("position", *in.Position, "Position must be 1 or more")
		}
	}
	if in.Archived != nil {
		v.Archived = *in.Archived
	}
	return v, c.err()
}

// lockedChoices returns a list that nobody else changes until the transaction
// ends.
func lockedChoices(ctx context.Context, tx Store, l ChoiceList) ([]Choice, error) {
	if err := tx.LockChoices(ctx, l); err != nil {
		return nil, err
	}
	return tx.Choices(ctx, l)
}
