package db

import (
	"context"
	"time"

	"firstbell/app"
)

// SetResetLink keeps a link's hash in the place of the person's link before.
func (s Store) SetResetLink(ctx context.Context, userID int64, hash []byte, expires time.Time) error {
	_, err := s.idb.NewRaw(`
		INSERT INTO reset_links (user_id, hash, expires_at) VALUES (?, ?, ?)
		ON CONFLICT (user_id) DO UPDATE SET hash = excluded.hash, expires_at = excluded.expires_at`, userID, hash, expires).Exec(ctx)
	return resolve("set reset link", err)
}

// UserByResetLink returns whom a good link is for.
func (s Store) UserByResetLink(ctx context.Context, hash []byte, now time.Time) (app.User, error) {
	var r userRow
	err := s.row(ctx, "read reset link", &r, "SELECT "+userColumns+" FROM "+userTables+`
		 WHERE u.active AND u.id = (SELECT user_id FROM reset_links WHERE hash = ? AND expires_at > ?)`, hash, now)
	return r.user(), err
}

// UseResetLink removes a good link and returns whom it was for.
func (s Store) UseResetLink(ctx context.Context, hash []byte, now time.Time) (int64, error) {
	var userID int64
	err := s.write(ctx, "use reset link", &userID, `
		DELETE FROM reset_links l USING users u
		 WHERE l.hash = ? AND l.expires_at > ? AND u.id = l.user_id AND u.active RETURNING l.user_id`, hash, now)
	return userID, err
}
