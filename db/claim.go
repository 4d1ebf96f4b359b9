package db

import (
	"context"

	"firstbell/app"
)

type claimRow struct {
	app.Enquiry
	Taken bool
}

// TakeForUpdate is one statement, to be run in a transaction: it locks the
// enquiry row, and only when nobody owns it writes the owner, the claim and
// the event. Whoever waited for the lock sees what the one before them wrote.
// The lock is held until the transaction ends.
func (s Store) TakeForUpdate(ctx context.Context, id, userID int64) (app.Enquiry, bool, error) {
	var r claimRow
	err := resolve("lock enquiry", s.idb.NewRaw(`
		WITH before AS (
			SELECT * FROM enquiries WHERE id = ?0 FOR UPDATE
		), after AS (
			UPDATE enquiries SET claimed_by = ?1, claimed_at = now(), updated_at = now()
			  FROM before
			 WHERE enquiries.id = before.id AND before.claimed_by IS NULL
			RETURNING enquiries.*
		), claim AS (
			INSERT INTO claims (enquiry_id, user_id, claimed_at)
			SELECT id, claimed_by, claimed_at FROM after
		), told AS (
			INSERT INTO events (enquiry_id, kind, actor_id, at, owner_before, owner_after)
			SELECT id, 'claimed', claimed_by, claimed_at, NULL, claimed_by FROM after
		)
		SELECT `+enquiryColumns+`, true AS taken FROM after e
		UNION ALL
		SELECT `+enquiryColumns+`, false FROM before e WHERE NOT EXISTS (SELECT FROM after)`,
		id, userID).Scan(ctx, &r))
	return r.Enquiry, r.Taken, err
}
