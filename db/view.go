package db

import (
	"context"

	"firstbell/app"
)

// Views returns all views by name.
func (s Store) Views(ctx context.Context) ([]app.SavedView, error) {
	return list[app.SavedView](ctx, s, "read views", "SELECT id, name, query FROM views ORDER BY lower(name)")
}

// LockViews keeps others from adding views until the transaction ends.
func (s Store) LockViews(ctx context.Context) error {
	_, err := s.idb.NewRaw("SELECT pg_advisory_xact_lock(?)", lockViews).Exec(ctx)
	return resolve("lock views", err)
}

// LockView locks a view until the transaction ends and returns it.
func (s Store) LockView(ctx context.Context, id int64) (app.SavedView, error) {
	var v app.SavedView
	err := s.row(ctx, "lock view", &v, "SELECT id, name, query FROM views WHERE id = ? FOR UPDATE", id)
	return v, err
}

// AddView keeps a new view unless there are as many as most; app.ErrNotFound then,
// app.ErrViewName when there is one of that name.
func (s Store) AddView(ctx context.Context, v app.SavedView, most int) (app.SavedView, error) {
	err := s.write(ctx, "add view", &v, `
		INSERT INTO views (name, query) SELECT ?, ? WHERE (SELECT count(*) FROM views) < ?
		RETURNING id, name, query`, v.Name, v.Query, most)
	return v, err
}

// SetView keeps a changed view; app.ErrViewName when there is one of that name.
func (s Store) SetView(ctx context.Context, v app.SavedView) error {
	_, err := s.idb.NewRaw("UPDATE views SET name = ?, query = ? WHERE id = ?", v.Name, v.Query, v.ID).Exec(ctx)
	return resolve("change view", err)
}

// RemoveView removes a view.
func (s Store) RemoveView(ctx context.Context, id int64) error {
	var removed int64
	return s.write(ctx, "remove view", &removed, "DELETE FROM views WHERE id = ? RETURNING id", id)
}
