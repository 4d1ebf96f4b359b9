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
	  FROM sessions s JOIN users u ON u.id = s.user_id` + besideUser + `
	 WHERE u.active AND s.ended_at IS NULL AND s.expires_at > $1 AND `

type sessionRow struct {
	userRow
	SessionID int64
}

// SessionByID returns the person of a session that is still good.
func (s Store) SessionByID(ctx context.Context, id int64, now time.Time) (app.User, error) {
	r, err := s.session(ctx, &s.shared.sessionByID, now, id)
	return r.user(), err
}

// SessionByHash returns the person of a browser session that is still good.
func (s Store) SessionByHash(ctx context.Context, hash []byte, now time.Time) (app.User, int64, error) {
	r, err := s.session(ctx, &s.shared.sessionByHash, now, hash)
	return r.user(), r.SessionID, err
}

// session is asked at every request of somebody who is signed in.
func (s Store) session(ctx context.Context, p *prepared, args ...any) (r sessionRow, err error) {
	err = again(ctx, func() error { return resolve("read session", p.row(ctx, s.db, &r, args...)) })
	return r, err
}

// EndSession ends a session; ending it again does nothing.
func (s Store) EndSession(ctx context.Context, id int64, now time.Time) error {
	_, err := s.idb.NewRaw("UPDATE sessions SET ended_at = ? WHERE id = ? AND ended_at IS NULL", now, id).Exec(ctx)
	return resolve("end session", err)
}

// EndSessionsOf ends all sessions of a person but one; 0 spares none.
func (s Store) EndSessionsOf(ctx context.Context, userID, except int64, now time.Time) error {
	_, err := s.idb.NewRaw("UPDATE sessions SET ended_at = ? WHERE user_id = ? AND id <> ? AND ended_at IS NULL", now, userID, except).Exec(ctx)
	return resolve("end sessions", err)
}

// SessionGood reports whether a session is still good.
func (s Store) SessionGood(ctx context.Context, id int64, now time.Time) (bool, error) {
	var good bool
	err := s.row(ctx, "look at session", &good, `
		SELECT EXISTS (SELECT FROM sessions s JOIN users u ON u.id = s.user_id
		 WHERE s.id = ? AND u.active AND s.ended_at IS NULL AND s.expires_at > ?)`, id, now)
	return good, err
}
