package db

import (
	"context"
	"time"

	"firstbell/app"
)

const keyQuery = `SELECT k.id, k.handle, k.name, k.scopes, k.created_at, k.expires_at, k.used_at, NOT (u.active AND m.active) AS orphaned,
	       u.id AS person_id, u.name AS person_name, m.id AS maker_id, m.name AS maker_name
	  FROM k JOIN users u ON u.id = k.user_id JOIN users m ON m.id = k.made_by`

type keyRow struct {
	ID         int64
	Handle     string
	Name       string
	Scopes     []app.Scope `bun:",array"`
	CreatedAt  time.Time
	ExpiresAt  time.Time
	UsedAt     *time.Time
	Orphaned   bool
	PersonID   int64
	PersonName string
	MakerID    int64
	MakerName  string
}

func (r keyRow) key() app.Key {
	return app.Key{ID: r.ID, Handle: r.Handle, Name: r.Name, Scopes: r.Scopes, CreatedAt: r.CreatedAt, ExpiresAt: r.ExpiresAt, UsedAt: r.UsedAt,
		Orphaned: r.Orphaned, Person: app.Person{ID: r.PersonID, Name: r.PersonName}, MadeBy: app.Person{ID: r.MakerID, Name: r.MakerName}}
}

// AddKey keeps a new key.
func (s Store) AddKey(ctx context.Context, n app.NewKey) (app.Key, error) {
	var r keyRow
	err := s.write(ctx, "add key", &r, `
		WITH k AS (
			INSERT INTO api_keys (handle, hash, name, scopes, user_id, made_by, created_at, expires_at)
			VALUES (?, ?, ?, ?::text[], ?, ?, ?, ?) RETURNING *
		) `+keyQuery, n.Handle, n.Hash, n.Name, array(n.Scopes), n.UserID, n.MadeBy, n.CreatedAt, n.ExpiresAt)
	return r.key(), err
}

// Keys returns the keys that were not revoked, the newest first.
func (s Store) Keys(ctx context.Context) ([]app.Key, error) {
	rows, err := list[keyRow](ctx, s, "read keys", "WITH k AS (SELECT * FROM api_keys WHERE revoked_at IS NULL) "+keyQuery+" ORDER BY k.id DESC")
	keys := make([]app.Key, len(rows))
	for i, r := range rows {
		keys[i] = r.key()
	}
	return keys, err
}

// RevokeKey ends a key that was not revoked before.
func (s Store) RevokeKey(ctx context.Context, id int64, now time.Time) (app.Key, error) {
	var r keyRow
	err := s.write(ctx, "revoke key", &r, `
		WITH k AS (UPDATE api_keys SET revoked_at = ? WHERE id = ? AND revoked_at IS NULL RETURNING *) `+keyQuery+" CROSS JOIN LATERAL "+tellEnded+"k.user_id"+ofPerson, now, id)
	return r.key(), err
}

// KeyByHash returns a key, good or not, with the person it acts for.
func (s Store) KeyByHash(ctx context.Context, hash []byte) (app.KeyUse, error) {
	var r struct {
		userRow
		KeyID     int64
		Scopes    []app.Scope `bun:",array"`
		ExpiresAt time.Time
		UsedAt    *time.Time
		Revoked   bool
		Orphaned  bool
	}
	err := s.row(ctx, "read key", &r, "SELECT "+userColumns+`, k.id AS key_id, k.scopes, k.expires_at, k.used_at,
		       k.revoked_at IS NOT NULL AS revoked, NOT (u.active AND m.active) AS orphaned
		  FROM api_keys k JOIN users m ON m.id = k.made_by JOIN users u ON u.id = k.user_id`+besideUser+`
		 WHERE k.hash = ?`, hash)
	return app.KeyUse{ID: r.KeyID, Scopes: r.Scopes, User: r.user(), ExpiresAt: r.ExpiresAt, UsedAt: r.UsedAt,
		Revoked: r.Revoked, Orphaned: r.Orphaned}, err
}

// KeyUsed notes that a key was used.
func (s Store) KeyUsed(ctx context.Context, id int64, now time.Time) error {
	_, err := s.idb.NewRaw("UPDATE api_keys SET used_at = ?0 WHERE id = ?1 AND (used_at IS NULL OR used_at < ?0)", now, id).Exec(ctx)
	return resolve("note use of key", err)
}

// KeyGood reports whether a key is still good.
func (s Store) KeyGood(ctx context.Context, id int64, now time.Time) (bool, error) {
	var good bool
	err := s.row(ctx, "look at key", &good, `
		SELECT EXISTS (SELECT FROM api_keys k JOIN users u ON u.id = k.user_id JOIN users m ON m.id = k.made_by
		 WHERE k.id = ? AND k.revoked_at IS NULL AND k.expires_at > ? AND u.active AND m.active)`, id, now)
	return good, err
}
