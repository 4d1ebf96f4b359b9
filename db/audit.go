package db

import (
	"context"
	"time"

	"firstbell/app"
)

// Audit writes one entry of the audit log, in the transaction it is called in.
func (s Store) Audit(ctx context.Context, e app.AuditEntry) error {
	_, err := s.idb.NewRaw(`
		INSERT INTO audit (actor_kind, actor_id, action, object_kind, object_id, fields, network, op, times)
		VALUES (?, nullif(?, 0), ?, nullif(?, ''), nullif(?, 0), ?::text[], nullif(?, '')::cidr, nullif(?, ''), greatest(?, 1))`,
		e.By, e.ByID, e.Action, e.Object.Kind, e.Object.ID, array(e.Fields), e.Network(), e.Op(), e.Times).Exec(ctx)
	return resolve("write the audit log", err)
}

// AuditLines returns entries, newest first, with the names people have now.
func (s Store) AuditLines(ctx context.Context, f app.AuditFilter) ([]app.AuditLine, error) {
	var after struct {
		at *time.Time
		id int64
	}
	if f.After != nil {
		after.at, after.id = &f.After.CreatedAt, f.After.ID
	}
	return list[app.AuditLine](ctx, s, "read the audit log", `
		SELECT `+auditColumns+`, coalesce(u.name, '') AS actor_name, coalesce(o.name, '') AS object_name
		  FROM audit a
		  LEFT JOIN users u ON a.actor_kind = 'user' AND u.id = a.actor_id
		  LEFT JOIN users o ON a.object_kind = 'user' AND o.id = a.object_id
		 WHERE (?0 = 0 OR a.actor_kind = 'user' AND a.actor_id = ?0)
		   AND (?1 = '' OR a.action = ?1)
		   AND (?2 = '' OR a.object_kind = ?2) AND (?3 = 0 OR a.object_id = ?3)
		   AND (?4::timestamptz IS NULL OR a.at >= ?4::timestamptz) AND (?5::timestamptz IS NULL OR a.at < ?5::timestamptz)
		   AND (?6::timestamptz IS NULL OR (a.at, a.id) < (?6::timestamptz, ?7))
		 ORDER BY a.at DESC, a.id DESC LIMIT ?8`,
		f.Person, f.Action, f.Object.Kind, f.Object.ID, f.From, f.To, after.at, after.id, f.Limit)
}
