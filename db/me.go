package db

import (
	"context"

	"firstbell/app"
)

// SetAccount sets a person's name, address, theme and language; app.ErrEmailTaken when
// the address is in use.
func (s Store) SetAccount(ctx context.Context, u app.User) (app.User, error) {
	_, err := s.idb.NewRaw("UPDATE users SET name = ?, email = ?, theme = ?, language = ?, updated_at = now() WHERE id = ?",
		u.Name, u.Email, u.Theme, u.Language, u.ID).Exec(ctx)
	if err != nil {
		return app.User{}, resolve("set account", err)
	}
	return s.UserByID(ctx, u.ID)
}
