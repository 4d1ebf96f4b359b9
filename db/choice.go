package db

import (
	"context"
	"errors"

	"github.com/uptrace/bun"

	"firstbell/app"
)

// LockChoices lets nobody else change a list; reading it goes on.
func (s Store) LockChoices(ctx context.Context, l app.ChoiceList) error {
	_, err := s.idb.NewRaw("LOCK TABLE ? IN SHARE ROW EXCLUSIVE MODE", bun.Ident(l)).Exec(ctx)
	return resolve("lock choices", err)
}

// Choices returns a list in its order.
func (s Store) Choices(ctx context.Context, l app.ChoiceList) ([]app.Choice, error) {
	return list[app.Choice](ctx, s, "read choices", "SELECT id, name, position, archived FROM ? ORDER BY position, id", bun.Ident(l))
}

// AddChoice keeps a new choice; app.ErrNameTaken when there is one of that name.
func (s Store) AddChoice(ctx context.Context, l app.ChoiceList, c app.Choice) (app.Choice, error) {
	err := s.write(ctx, "add choice", &c, `
		INSERT INTO ?0 (name, position) VALUES (?1, ?2) ON CONFLICT (lower(name)) DO NOTHING
		RETURNING id, name, position, archived`, bun.Ident(l), c.Name, c.Position)
	return c, nameTaken(err)
}

// SetChoice keeps a choice and moves the others around it. It runs while the
// list is locked, so that looking for the name and writing it are one.
func (s Store) SetChoice(ctx context.Context, l app.ChoiceList, c app.Choice) error {
	var id int64
	err := s.write(ctx, "change choice", &id, `
		WITH free AS (
			SELECT WHERE NOT EXISTS (SELECT FROM ?0 AS c WHERE lower(c.name) = lower(?2) AND c.id <> ?1)
		), others AS (
			SELECT c.id, row_number() OVER (ORDER BY c.position, c.id) AS n FROM ?0 AS c, free WHERE c.id <> ?1
		), moved AS (
			UPDATE ?0 AS c SET position = o.n + CASE WHEN o.n < ?3 THEN 0 ELSE 1 END FROM others o WHERE c.id = o.id
		)
		UPDATE ?0 SET name = ?2, position = ?3, archived = ?4 FROM free WHERE id = ?1 RETURNING id`, bun.Ident(l), c.ID, c.Name, c.Position, c.Archived)
	return nameTaken(err)
}

// nameTaken says what it means that a row was not written: without failing, so
// that the transaction can go on.
func nameTaken(err error) error {
	if errors.Is(err, app.ErrNotFound) {
		return app.ErrNameTaken
	}
	return err
}
