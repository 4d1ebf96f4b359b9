package db

import "context"

// DeactivateUser ends a person's work here, and their standing in for others.
func (s Store) DeactivateUser(ctx context.Context, id int64) error {
	_, err := s.idb.NewRaw(`
		UPDATE users SET active = active AND id <> ?0, stand_in = CASE WHEN id <> ?0 THEN nullif(stand_in, ?0) END,
		       leave_from = CASE WHEN id <> ?0 THEN leave_from END, leave_until = CASE WHEN id <> ?0 THEN leave_until END,
		       updated_at = now()
		 WHERE id = ?0 OR stand_in = ?0`, id).Exec(ctx)
	return resolve("deactivate", err)
}

// LockHeld locks and returns the enquiries that a person owns.
func (s Store) LockHeld(ctx context.Context, userID int64) ([]int64, error) {
	var ids []int64
	err := s.idb.NewRaw("SELECT id FROM enquiries WHERE claimed_by = ? ORDER BY id FOR UPDATE", userID).Scan(ctx, &ids)
	return ids, resolve("lock held", err)
}
