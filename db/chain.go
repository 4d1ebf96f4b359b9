package db

import (
	"context"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"

	"firstbell/app"
)

// auditColumns are an entry, a, as app.AuditRow reads it.
const auditColumns = `a.id, a.at, a.actor_kind, a.actor_id, a.action, a.object_kind, a.object_id, a.fields,
	a.network::text AS network, a.op, a.times`

// LockChain makes this transaction the only one that adds to the chain, and
// reports false at once when another one is.
func (s Store) LockChain(ctx context.Context) (bool, error) {
	var mine bool
	err := s.row(ctx, "lock the audit chain", &mine, "SELECT pg_try_advisory_xact_lock(?)", lockChain)
	return mine, err
}

// ChainHead returns where the chain ends, the zero Head when it is empty.
func (s Store) ChainHead(ctx context.Context) (app.Head, error) {
	var h app.Head
	err := s.row(ctx, "read the end of the audit chain", &h, "SELECT seq, hash FROM audit_chain ORDER BY seq DESC LIMIT 1")
	if errors.Is(err, app.ErrNotFound) {
		return app.Head{}, nil
	}
	return h, err
}

// AnyUnchained reports whether entries wait for their place in the chain.
func (s Store) AnyUnchained(ctx context.Context) (bool, error) {
	var waiting bool
	err := s.row(ctx, "look for unchained entries", &waiting, "SELECT EXISTS (SELECT FROM audit_waiting)")
	return waiting, err
}

// Unchained returns committed entries without a place, oldest first.
func (s Store) Unchained(ctx context.Context, limit int) ([]app.AuditRow, error) {
	var rows []app.AuditRow
	err := s.idb.NewRaw("SELECT "+auditColumns+" FROM audit_waiting w JOIN audit a ON a.id = w.entry_id ORDER BY a.id LIMIT ?", limit).Scan(ctx, &rows)
	return rows, resolve("read unchained entries", err)
}

type linkJSON struct {
	Seq   int64  `json:"seq"`
	Entry int64  `json:"entry"`
	Hash  string `json:"hash"`
}

// AddLinks gives entries their places; they wait no longer.
func (s Store) AddLinks(ctx context.Context, links []app.Link) error {
	list := make([]linkJSON, len(links))
	for i, l := range links {
		list[i] = linkJSON{l.Seq, l.EntryID, hex.EncodeToString(l.Hash)}
	}
	input, err := json.Marshal(list)
	if err != nil {
		return fmt.Errorf("add to the audit chain: %w", err)
	}
	_, err = s.idb.NewRaw(`
		WITH input AS (
			SELECT * FROM jsonb_to_recordset(?::jsonb) AS i (seq bigint, entry bigint, hash text)
		), placed AS (
			INSERT INTO audit_chain (seq, entry_id, hash) SELECT seq, entry, decode(hash, 'hex') FROM input ORDER BY seq
		)
		DELETE FROM audit_waiting USING input WHERE entry_id = input.entry`, string(input)).Exec(ctx)
	return resolve("add to the audit chain", err)
}

// Links returns places after a number with their entries.
func (s Store) Links(ctx context.Context, after int64, limit int) ([]app.Link, error) {
	rows, err := list[struct {
		app.AuditRow
		Seq     int64
		EntryID int64
		Hash    []byte
		There   bool
	}](ctx, s, "read the audit chain", `
		SELECT c.seq, c.entry_id, c.hash, a.id IS NOT NULL AS there, coalesce(a.id, 0) AS id,
		       coalesce(a.at, 'epoch') AS at, coalesce(a.actor_kind, '') AS actor_kind, a.actor_id, coalesce(a.action, '') AS action,
		       a.object_kind, a.object_id, coalesce(a.fields, '{}') AS fields, a.network::text AS network, a.op, coalesce(a.times, 0) AS times
		  FROM audit_chain c LEFT JOIN audit a ON a.id = c.entry_id WHERE c.seq > ? ORDER BY c.seq LIMIT ?`, after, limit)
	links := make([]app.Link, len(rows))
	for i, r := range rows {
		links[i] = app.Link{Seq: r.Seq, EntryID: r.EntryID, Hash: r.Hash}
		if r.There {
			links[i].Entry = &rows[i].AuditRow
		}
	}
	return links, err
}

// LinkHash returns the hash of one place.
func (s Store) LinkHash(ctx context.Context, seq int64) ([]byte, error) {
	var hash []byte
	err := s.row(ctx, "read a place of the audit chain", &hash, "SELECT hash FROM audit_chain WHERE seq = ?", seq)
	return hash, err
}

// StrayEntry returns one entry that has no place and does not wait for one, or
// that waits and is gone; 0 when there is none. waiting is how many wait.
func (s Store) StrayEntry(ctx context.Context) (id int64, waiting int, err error) {
	var r struct {
		Stray   int64
		Waiting int
	}
	err = s.InTx(ctx, func(tx app.Store) error {
		idb := tx.(Store).idb
		if _, err := idb.NewRaw("SET LOCAL statement_timeout = '60s'").Exec(ctx); err != nil {
			return resolve("look for entries past the chain", err)
		}
		return resolve("look for entries past the chain", idb.NewRaw(`
		SELECT coalesce((SELECT min(id) FROM (
			SELECT a.id FROM audit a WHERE NOT EXISTS (SELECT FROM audit_chain c WHERE c.entry_id = a.id)
			   AND NOT EXISTS (SELECT FROM audit_waiting w WHERE w.entry_id = a.id)
			UNION ALL
			SELECT w.entry_id FROM audit_waiting w WHERE NOT EXISTS (SELECT FROM audit a WHERE a.id = w.entry_id)
		) stray), 0) AS stray, (SELECT count(*) FROM audit_waiting) AS waiting`).Scan(ctx, &r))
	})
	return r.Stray, r.Waiting, err
}

// headColumns are a signed head.
const headColumns = "id, seq, hash, at, key, signature"

// AddHead keeps a signed head.
func (s Store) AddHead(ctx context.Context, h app.SignedHead) error {
	_, err := s.idb.NewRaw("INSERT INTO audit_heads (seq, hash, at, key, signature) VALUES (?, ?, ?, ?, ?)",
		h.Seq, h.Hash, h.At, h.Key, h.Signature).Exec(ctx)
	return resolve("keep a signed head", err)
}

// LastSignedHead returns the newest head of a key.
func (s Store) LastSignedHead(ctx context.Context, key string) (app.SignedHead, error) {
	var h app.SignedHead
	err := s.row(ctx, "read the signed head", &h, "SELECT "+headColumns+" FROM audit_heads WHERE key = ? ORDER BY id DESC LIMIT 1", key)
	return h, err
}

// SignedHeads returns all signed heads, oldest first.
func (s Store) SignedHeads(ctx context.Context) ([]app.SignedHead, error) {
	return list[app.SignedHead](ctx, s, "read the signed heads", "SELECT "+headColumns+" FROM audit_heads ORDER BY id")
}
