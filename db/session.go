package db

import (
	"context"
	"encoding/hex"
	"errors"
	"time"

	"firstbell/app"
)

// AddSession keeps a new session and returns its id; app.ErrCredentials when
// the person's sessions were ended since the account was read. FOR SHARE makes
// it wait for whoever is just ending them.
func (s Store) AddSession(ctx context.Context, n app.NewSession, now time.Time) (int64, error) {
	var idle *float64
	if n.IdleFor > 0 {
		seconds := n.IdleFor.Seconds()
		idle = &seconds
	}
	var id int64
	err := s.write(ctx, "add session", &id, `
		WITH u AS (SELECT id FROM users WHERE id = ? AND signed_out_at IS NOT DISTINCT FROM ?::timestamptz FOR SHARE)
		INSERT INTO sessions (user_id, hash, device, created_at, seen_at, expires_at, idle_for)
		SELECT id, ?, ?, ?, ?, ?, ?::float8 * interval '1 second' FROM u RETURNING id`,
		n.UserID, n.SignedOutAt, n.Hash, n.Device, now, now, n.ExpiresAt, idle)
	if errors.Is(err, app.ErrNotFound) {
		err = app.ErrCredentials
	}
	return id, err
}

// goodSessionNow is what makes a session good at the time ?0.
const goodSessionNow = "s.ended_at IS NULL AND s.expires_at > ?0 AND (s.idle_for IS NULL OR s.seen_at + s.idle_for > ?0)"

type sessionRow struct {
	userRow
	SessionID int64
	SeenAt    time.Time
}

// SessionByID returns a bearer token's session if it is still good.
func (s Store) SessionByID(ctx context.Context, id int64, now time.Time) (app.LiveSession, error) {
	return s.session(ctx, wantedSession{ID: id, Now: now})
}

// SessionByHash returns a browser's session if it is still good.
func (s Store) SessionByHash(ctx context.Context, hash []byte, now time.Time) (app.LiveSession, error) {
	return s.session(ctx, wantedSession{Hash: hex.EncodeToString(hash), Now: now})
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
func (s Store) session(ctx context.Context, w wantedSession) (app.LiveSession, error) {
	r, err := s.shared.sessions.do(ctx, w)
	switch {
	case errors.Is(err, app.ErrOutcomeUnknown): // it was only read
		return app.LiveSession{}, app.ErrUnavailable
	case err != nil:
		return app.LiveSession{}, err
	case r == nil:
		return app.LiveSession{}, app.ErrNotFound
	}
	return app.LiveSession{User: r.user(), SessionID: r.SessionID, SeenAt: r.SeenAt}, nil
}

// findSessions reads the sessions of a batch.
func (s Store) findSessions(ctx context.Context, wanted []wantedSession) ([]*sessionRow, error) {
	for i := range wanted {
		wanted[i].N = i
	}
	rows, err := read[struct {
		sessionRow
		N int
	}](ctx, s, "read sessions", sessionStatement, wanted)
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
	SELECT s.n, s.id AS session_id, s.seen_at, `+userColumns+", "+coverColumn+`
	  FROM found s JOIN users u ON u.id = s.user_id`+besideUser+`
	 WHERE u.active AND s.ended_at IS NULL AND s.expires_at > s.now
	   AND (s.idle_for IS NULL OR s.seen_at + s.idle_for > s.now)`)

// TouchSession notes that a session is in use, unless that was noted less than
// every ago.
func (s Store) TouchSession(ctx context.Context, id int64, now time.Time, every time.Duration) error {
	_, err := s.idb.NewRaw("UPDATE sessions SET seen_at = ? WHERE id = ? AND seen_at <= ?", now, id, now.Add(-every)).Exec(ctx)
	return resolve("note that a session is in use", err)
}

// Sessions lists where a person is signed in, the latest used first.
func (s Store) Sessions(ctx context.Context, userID int64, now time.Time) ([]app.Session, error) {
	return list[app.Session](ctx, s, "read sessions", `
		SELECT s.id, s.device, s.hash IS NOT NULL AS browser, s.created_at, s.seen_at, s.expires_at
		  FROM sessions s WHERE s.user_id = ?1 AND `+goodSessionNow+`
		 ORDER BY s.seen_at DESC, s.id DESC LIMIT 200`, now, userID)
}

// EndTokens ends the sessions of all bearer tokens.
func (s Store) EndTokens(ctx context.Context, now time.Time) error {
	_, err := s.idb.NewRaw("UPDATE sessions SET ended_at = ? WHERE hash IS NULL AND ended_at IS NULL", now).Exec(ctx)
	return resolve("end tokens", err)
}

// EndSession ends a session; ending it again does nothing.
func (s Store) EndSession(ctx context.Context, id int64, now time.Time) error {
	_, err := s.idb.NewRaw(`
		UPDATE sessions SET ended_at = ? WHERE id = ? AND ended_at IS NULL RETURNING `+tellEnded+"user_id"+ofPerson, now, id).Exec(ctx)
	return resolve("end session", err)
}

// EndSessionOf ends one session of a person.
func (s Store) EndSessionOf(ctx context.Context, userID, id int64, now time.Time) error {
	var ended int64
	return s.write(ctx, "end session of a person", &ended, `
		WITH ended AS (UPDATE sessions SET ended_at = ? WHERE id = ? AND user_id = ? AND ended_at IS NULL RETURNING id, user_id)
		SELECT id FROM ended CROSS JOIN LATERAL `+tellEnded+"user_id"+ofPerson, now, id, userID)
}

// EndSessionsOf ends all sessions of a person but one, the tokens that name no
// session, and the link that would set a new password. Locking the account
// first, in a statement of its own, lets the second one see a session that was
// being added meanwhile; it needs a transaction.
func (s Store) EndSessionsOf(ctx context.Context, userID, except int64, now time.Time) error {
	_, err := s.idb.NewRaw("UPDATE users SET signed_out_at = ? WHERE id = ? RETURNING "+tellEnded+"id"+ofPerson, now, userID).Exec(ctx)
	if err == nil {
		_, err = s.idb.NewRaw(`
			WITH link AS (DELETE FROM reset_links WHERE user_id = ?0)
			UPDATE sessions SET ended_at = ?2 WHERE user_id = ?0 AND id <> ?1 AND ended_at IS NULL`, userID, except, now).Exec(ctx)
	}
	return resolve("end sessions of a person", err)
}

// SessionGood reports whether a session is still good.
func (s Store) SessionGood(ctx context.Context, id int64, now time.Time) (bool, error) {
	var good bool
	err := s.row(ctx, "look at session", &good, `
		SELECT EXISTS (SELECT FROM sessions s JOIN users u ON u.id = s.user_id
		 WHERE s.id = ?1 AND u.active AND `+goodSessionNow+")", now, id)
	return good, err
}
