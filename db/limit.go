package db

import (
	"context"
	"time"

	"firstbell/app"
)

// LockUser locks the account's row until the transaction ends. It leaves others
// free to refer to the row.
func (s Store) LockUser(ctx context.Context, userID int64) error {
	var id int64
	return resolve("lock user", s.idb.NewRaw("SELECT id FROM users WHERE id = ? FOR NO KEY UPDATE", userID).Scan(ctx, &id))
}

// Held counts what a person holds, and what they claimed since dayStart.
func (s Store) Held(ctx context.Context, userID int64, dayStart time.Time) (app.Held, error) {
	var h app.Held
	err := s.row(ctx, "count held", &h, `
		SELECT count(*) FILTER (WHERE touched_at IS NULL) AS untouched, count(*) AS open,
		       (SELECT count(*) FROM claims WHERE user_id = ?0 AND claimed_at >= ?1) AS today
		  FROM enquiries WHERE claimed_by = ?0 AND closed_at IS NULL`, userID, dayStart)
	return h, err
}
