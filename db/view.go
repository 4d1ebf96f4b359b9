package db

import (
	"context"

	"firstbell/app"
)

// Views returns all views by name.
func (s Store) Views(ctx context.Context) ([]app.SavedView, error) {
	return list[app.SavedView](ctx, s, "read views", "SELECT id, name, query FROM views ORDER BY lower(name)")
}

// LockViews keeps others from changing views until the transaction ends.
func (s Store) LockViews(ctx context.Context) error {
	_, err := s.idb.NewRaw("SELECT pg_advisory_xact_lock(?)", lockViews).Exec(ctx)
	return resolve("lock views", err)
}

// View returns one view.
func (s Store) View(ctx context.Context, id int64) (app.SavedView, error) {
	var v app.SavedView
	err := s.row(ctx, "read view", &v, "SELECT id, name, query FROM views WHERE id = ?", id)
	return v, err
}

// AddView keeps a new view; app.ErrNotFound when there are as many as most,
// app.ErrViewName when there is one of that name.
func (s Store) AddView(ctx context.Context, v app.SavedView, most int) (app.SavedView, error) {
	err := s.write(ctx, "add view", &v, `
		INSERT INTO views (name, query) SELECT ?, ? WHERE (SELECT count(*) FROM views) < ?
		RETURNING id, name, query`, v.Name, v.Query, most)
	return v, err
}

// SetView keeps a changed view; app.ErrViewName when there is another of that name.
func (s Store) SetView(ctx context.Context, v app.SavedView) error {
	var changed int64
	return s.write(ctx, "change view", &changed, `
		UPDATE views SET name = ?, query = ? WHERE id = ? RETURNING id`, v.Name, v.Query, v.ID)
}

// RemoveView removes a view.
func (s Store) RemoveView(ctx context.Context, id int64) error {
	var removed int64
	return s.write(ctx, "remove view", &removed, "DELETE FROM views WHERE id = ? RETURNING id", id)
}
