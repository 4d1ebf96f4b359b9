package db

import (
	"context"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
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

type sessionRow struct {
	userRow
	SessionID int64
}

// SessionByID returns the person of a session that is still good.
func (s Store) SessionByID(ctx context.Context, id int64, now time.Time) (app.User, error) {
	r, err := s.session(ctx, wantedSession{ID: id, Now: now})
	return r.user(), err
}

// SessionByHash returns the person of a browser session that is still good.
func (s Store) SessionByHash(ctx context.Context, hash []byte, now time.Time) (app.User, int64, error) {
	r, err := s.session(ctx, wantedSession{Hash: hex.EncodeToString(hash), Now: now})
	return r.user(), r.SessionID, err
}

// wantedSession is what one request knows of its session: a bearer token its
// id, a browser its hash.
type wantedSession struct {
	N    int       `json:"n"`
	ID   int64     `json:"id,omitempty"`
	Hash string    `json:"hash,omitempty"`
	Now  time.Time `json:"now"`
}

// session is asked at every request of somebody who is signed in; those of one
// moment are asked together.
func (s Store) session(ctx context.Context, w wantedSession) (sessionRow, error) {
	r, err := s.shared.sessions.do(ctx, w)
	switch {
	case errors.Is(err, app.ErrOutcomeUnknown): // it was only read
		return sessionRow{}, app.ErrUnavailable
	case err != nil:
		return sessionRow{}, err
	case r == nil:
		return sessionRow{}, app.ErrNotFound
	}
	return *r, nil
}

// findSessions reads the sessions of a batch.
func (s Store) findSessions(ctx context.Context, wanted []wantedSession) ([]*sessionRow, error) {
	for i := range wanted {
		wanted[i].N = i
	}
	input, err := json.Marshal(wanted)
	if err != nil {
		return nil, fmt.Errorf("read sessions: %w", err)
	}
	rows, err := read[struct {
		sessionRow
		N int
	}](ctx, s, "read sessions", sessionStatement, string(input))
	if err != nil {
		return nil, err
	}
	outs := make([]*sessionRow, len(wanted))
	for _, r := range rows {
		outs[r.N] = &r.sessionRow
	}
	return outs, nil
}

// sessionStatement is the statement of findSessions.
var sessionStatement = plan("sessions", `
	WITH wanted AS (
		SELECT i.n, i.id, decode(i.hash, 'hex') AS hash, i.now
		  FROM jsonb_to_recordset($1::jsonb) AS i (n int, id bigint, hash text, now timestamptz)
	), found AS (
		SELECT w.n, w.now, s.* FROM wanted w, LATERAL (SELECT * FROM sessions WHERE id = w.id AND hash IS NULL OFFSET 0) s
		UNION ALL
		SELECT w.n, w.now, s.* FROM wanted w, LATERAL (SELECT * FROM sessions WHERE hash = w.hash OFFSET 0) s
	)
	SELECT s.n, s.id AS session_id, `+userColumns+`
	  FROM found s JOIN users u ON u.id = s.user_id`+besideUser+`
	 WHERE u.active AND s.ended_at IS NULL AND s.expires_at > s.now`)

// EndSession ends a session; ending it again does nothing.
func (s Store) EndSession(ctx context.Context, id int64, now time.Time) error {
	_, err := s.idb.NewRaw("UPDATE sessions SET ended_at = ? WHERE id = ? AND ended_at IS NULL", now, id).Exec(ctx)
	return resolve("end session", err)
}

// SessionGood reports whether a session is still good.
func (s Store) SessionGood(ctx context.Context, id int64, now time.Time) (bool, error) {
	var good bool
	err := s.row(ctx, "look at session", &good, `
		SELECT EXISTS (SELECT FROM sessions s JOIN users u ON u.id = s.user_id
		 WHERE s.id = ? AND u.active AND s.ended_at IS NULL AND s.expires_at > ?)`, id, now)
	return good, err
}
