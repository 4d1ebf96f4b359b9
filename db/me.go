package db

import (
	"context"
	"errors"

	"github.com/uptrace/bun/driver/pgdriver"

	"firstbell/app"
)

// SetAccount sets a person's name, address, theme and language; app.ErrEmailTaken when
// the address is in use. The savepoint lets the transaction go on then.
func (s Store) SetAccount(ctx context.Context, u app.User) (app.User, error) {
	if _, err := s.idb.NewRaw("SAVEPOINT set_account").Exec(ctx); err != nil {
		return app.User{}, resolve("set a savepoint", err)
	}
	_, err := s.idb.NewRaw("UPDATE users SET name = ?, email = ?, theme = ?, language = ?, updated_at = now() WHERE id = ?",
		u.Name, u.Email, u.Theme, u.Language, u.ID).Exec(ctx)
	if pg, ok := errors.AsType[pgdriver.Error](err); ok && pg.IntegrityViolation() {
		if _, err := s.idb.NewRaw("ROLLBACK TO SAVEPOINT set_account").Exec(ctx); err != nil {
			return app.User{}, resolve("go back to a savepoint", err)
		}
	}
	if err != nil {
		return app.User{}, resolve("set account", err)
	}
	return s.UserByID(ctx, u.ID)
}
