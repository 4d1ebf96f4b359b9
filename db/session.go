package db

import (
	"context"
	"time"

	"firstbell/app"
)

// AddSession keeps a new session and returns its id.
func (s Store) AddSession(ctx context.Context, n app.NewSession) (int64, error) {
	var id int64
	err := s.write(ctx, "add session", &id,
		"INSERT INTO sessions (user_id, hash, expires_at) VALUES (?, ?, ?) RETURNING id", n.UserID, n.Hash, n.ExpiresAt)
	return id, err
}

const sessionQuery = "SELECT " + userColumns + `, s.id AS session_id
	  FROM sessions s JOIN users u ON u.id = s.user_id
	 WHERE u.active AND s.ended_at IS NULL AND s.expires_at > ?0 AND `

type sessionRow struct {
	app.User
	SessionID int64
}

// SessionByID returns the person of a session that is still good.
func (s Store) SessionByID(ctx context.Context, id int64, now time.Time) (app.User, error) {
	var r sessionRow
	err := s.row(ctx, "read session", &r, sessionQuery+"s.id = ?1 AND s.hash IS NULL", now, id)
	return r.User, err
}

// SessionByHash returns the person of a browser session that is still good.
func (s Store) SessionByHash(ctx context.Context, hash []byte, now time.Time) (app.User, int64, error) {
	var r sessionRow
	err := s.row(ctx, "read session", &r, sessionQuery+"s.hash = ?1", now, hash)
	return r.User, r.SessionID, err
}

// EndSession ends a session; ending it again does nothing.
func (s Store) EndSession(ctx context.Context, id int64, now time.Time) error {
	_, err := s.idb.NewRaw("UPDATE sessions SET ended_at = ? WHERE id = ? AND ended_at IS NULL", now, id).Exec(ctx)
	return resolve("end session", err)
}
