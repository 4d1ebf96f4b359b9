package db

import (
	"context"

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
