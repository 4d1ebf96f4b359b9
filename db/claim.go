package db

import (
	"context"

	"firstbell/app"
)

type changedRow struct {
	app.Enquiry
	Done bool
}

// lockRow is how ChangeOwner takes the enquiry's row. It is a variable of the
// statement only for the proof: see app.Mutant.
func lockRow() string {
	if app.Mutant("no-row-lock") {
		return ""
	}
	return "FOR UPDATE"
}

// ChangeOwner is the one statement that writes the owner of an enquiry, to be
// run in a transaction. It locks the row, looks whether the change is allowed,
// and only then writes the owner, ends and begins claims, makes or drops the
// follow-up, tells the event and keeps the op. Whoever waited for the lock sees
// what the one before them wrote, and their moment is after theirs: the time is
// taken when the row is locked, not when the transaction began. The lock is held
// until that ends.
//
// Where nobody may own the enquiry, one that is owned is not locked, so that
// those who lose a race neither wait for each other nor write to the disk: it
// is app.ErrNotFound, like one that does not exist. app.ErrOpTaken when the op
// is kept already; then nothing is written.
func (s Store) ChangeOwner(ctx context.Context, c app.OwnerChange) (app.Enquiry, bool, error) {
	if c.If != app.Nobody {
		if err := s.waitForRow(ctx, c.EnquiryID); err != nil {
			return app.Enquiry{}, false, err
		}
	}
	var r changedRow
	err := resolve("change owner", s.idb.NewRaw(`
		WITH before AS (
			SELECT *, set_config('firstbell.changes_owner', 'yes', true)
			  FROM enquiries WHERE id = ?0 AND (?2 <> 'nobody' OR claimed_by IS NULL AND closed_at IS NULL) `+lockRow()+`
		), at AS (
			SELECT *, clock_timestamp() AS moment FROM before
		), after AS (
			UPDATE enquiries SET claimed_by = ?1, claimed_at = CASE WHEN ?1 IS NOT NULL THEN moment END, updated_at = moment, touched_at = NULL, version = enquiries.version + 1
			  FROM at AS before
			 WHERE enquiries.id = before.id AND CASE ?2
			           WHEN 'nobody' THEN before.claimed_by IS NULL
			           WHEN 'unheld' THEN before.claimed_by IS NULL
			           WHEN 'myself' THEN before.claimed_by = ?3
			           WHEN 'anybody' THEN before.claimed_by IS NOT NULL
			           ELSE true END
			   AND (before.closed_at IS NULL OR before.claimed_by IS NOT NULL AND ?1 IS NOT NULL) AND before.erased_at IS NULL
			RETURNING enquiries.*
		), ended AS (
			UPDATE claims SET ended_at = greatest(after.updated_at, claims.claimed_at) FROM after WHERE claims.enquiry_id = after.id AND claims.ended_at IS NULL
			RETURNING claims.id
		), begun AS (
			INSERT INTO claims (enquiry_id, user_id, claimed_at)
			SELECT id, claimed_by, claimed_at FROM after WHERE claimed_by IS NOT NULL AND (SELECT count(*) FROM ended) >= 0
		), dropped AS (
			UPDATE follow_ups SET ended_at = after.updated_at, outcome = 'dropped' FROM after
			 WHERE after.claimed_by IS NULL AND follow_ups.enquiry_id = after.id AND follow_ups.ended_at IS NULL
		), next AS (
			INSERT INTO follow_ups (enquiry_id, type, due_at, created_at)
			SELECT after.id, 'first_call', first_call(after.due_at), after.updated_at FROM after, before
			 WHERE before.claimed_by IS NULL AND after.claimed_by IS NOT NULL
		), told AS (
			INSERT INTO events (enquiry_id, kind, actor_id, key_id, at, owner_before, owner_after, reason, op_id, other_id)
			SELECT after.id, ?4, nullif(?3, 0), nullif(?8, 0), after.updated_at, before.claimed_by, after.claimed_by, nullif(?5, ''), ?6, ?9 FROM after, before
		), given AS (
			INSERT INTO outbox (kind, via, enquiry_id, user_id)
			SELECT 'hand_over', 'desk', id, claimed_by FROM after WHERE ?4 = 'reassigned' AND claimed_by <> ?3
		), withdrawn AS (
			INSERT INTO outbox (kind, via, enquiry_id)
			SELECT 'withdrawn', 'desk', after.id FROM after, before
			 WHERE before.claimed_by IS NULL AND after.claimed_by IS NOT NULL AND EXISTS (SELECT FROM outbox o WHERE o.enquiry_id = after.id AND o.via = 'push')
		), kept AS (
			INSERT INTO ops (id, request, outcome)
			SELECT ?6, ?7, jsonb_build_object('result', `+enquiryJSON+`) FROM after e WHERE ?6 IS NOT NULL AND NOT ?10
		)
		SELECT `+enquiryColumns+`, true AS done FROM after e
		UNION ALL
		SELECT `+enquiryColumns+`, false FROM before e WHERE NOT EXISTS (SELECT FROM after)`,
		c.EnquiryID, c.To, c.If, c.By, c.Kind, c.Reason, ledgerID(c.Op), c.Op.Request, c.Op.KeyID, c.Other, c.More).Scan(ctx, &r))
	return r.Enquiry, r.Done, err
}

// waitForRow locks the enquiry before the statement that changes its owner
// begins. A statement sees other tables as they were when it began: if it
// waited for the row itself, it would not see the claim that the one before
// has just begun, and could not end it. Where nobody may own the enquiry there
// is none to end.
func (s Store) waitForRow(ctx context.Context, id int64) error {
	var found int64
	return resolve("lock enquiry", s.idb.NewRaw("SELECT id FROM enquiries WHERE id = ? "+lockRow(), id).Scan(ctx, &found))
}

// LockNext locks the enquiry to serve next: overdue ones first, then the
// oldest, passing over rows that somebody else has locked at this moment.
func (s Store) LockNext(ctx context.Context, t app.Takes) (int64, error) {
	const eligible = `claimed_by IS NULL AND closed_at IS NULL
		AND (cardinality(?0::text[]) = 0 OR lower(course_interest) IN (SELECT lower(c) FROM unnest(?0::text[]) c))
		AND (cardinality(?1::text[]) = 0 OR language IS NULL OR lower(language) IN (SELECT lower(l) FROM unnest(?1::text[]) l))
		AND (?2::text IS NULL OR branch IS NULL OR lower(branch) = lower(?2))`
	var id int64
	err := resolve("lock next", s.idb.NewRaw(`
		WITH overdue AS (
			SELECT id FROM enquiries WHERE due_at < now() AND `+eligible+`
			 ORDER BY created_at, id LIMIT 1 FOR UPDATE SKIP LOCKED
		), fresh AS (
			SELECT id FROM enquiries WHERE NOT EXISTS (SELECT FROM overdue) AND `+eligible+`
			 ORDER BY created_at, id LIMIT 1 FOR UPDATE SKIP LOCKED
		)
		SELECT id FROM overdue UNION ALL SELECT id FROM fresh`,
		array(t.Courses), array(t.Languages), t.Branch).Scan(ctx, &id))
	return id, err
}
