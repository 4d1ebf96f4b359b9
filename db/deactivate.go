package db

import (
	"context"

	"firstbell/app"
)

// DeactivateUser ends a person's work here, and their standing in for others.
func (s Store) DeactivateUser(ctx context.Context, id int64) error {
	_, err := s.idb.NewRaw(`
		UPDATE users SET active = active AND id <> ?0, stand_in = CASE WHEN id <> ?0 THEN nullif(stand_in, ?0) END,
		       leave_from = CASE WHEN id <> ?0 THEN leave_from END, leave_until = CASE WHEN id <> ?0 THEN leave_until END,
		       updated_at = now()
		 WHERE id = ?0 OR stand_in = ?0`, id).Exec(ctx)
	return resolve("deactivate", err)
}

// LockHeld locks and returns the enquiries that a person owns and that are open
// or will be again.
func (s Store) LockHeld(ctx context.Context, userID int64) ([]app.HeldLead, error) {
	var list []app.HeldLead
	err := s.idb.NewRaw(`
		SELECT id, closed_at IS NOT NULL AS parked FROM enquiries
		 WHERE claimed_by = ? AND (closed_at IS NULL OR wake_at IS NOT NULL) ORDER BY id FOR UPDATE`, userID).Scan(ctx, &list)
	return list, resolve("lock held", err)
}
