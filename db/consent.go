package db

import (
	"context"
	"errors"
	"time"

	"firstbell/app"
)

// AskPrivacy records what is asked for about all that was sent from a page,
// ends what was agreed to, tells the history, and returns the enquiries of which
// that was not asked before.
func (s Store) AskPrivacy(ctx context.Context, view string, kind app.PrivacyKind, told app.EventKind, now time.Time) ([]int64, error) {
	sent, err := list[int64](ctx, s, "read what was sent", "SELECT id FROM answers WHERE view = ? ORDER BY id FOR UPDATE", view)
	if err != nil {
		return nil, err
	}
	if len(sent) == 0 {
		return nil, app.ErrNotFound
	}
	asked, err := list[int64](ctx, s, "record a privacy request", `
		WITH p AS (
			INSERT INTO privacy_requests (answer_id, kind, at) SELECT id, ?1, ?2 FROM answers WHERE view = ?0
			ON CONFLICT ON CONSTRAINT privacy_requests_kind_key DO NOTHING RETURNING answer_id
		), c AS (
			UPDATE consents SET withdrawn_at = ?2 FROM p WHERE consents.answer_id = p.answer_id AND withdrawn_at IS NULL
		), e AS (
			UPDATE enquiries SET no_contact_at = coalesce(no_contact_at, ?2)
			 WHERE id IN (SELECT t.enquiry_id FROM p JOIN answers a ON a.id = p.answer_id JOIN touches t ON t.id = a.touch_id) AND erased_at IS NULL
			RETURNING id, claimed_by
		), told AS (
			INSERT INTO events (enquiry_id, kind, at, owner_before, owner_after) SELECT id, ?3, ?2, claimed_by, claimed_by FROM e
		)
		SELECT id FROM e`, view, kind, now, told)
	return asked, err
}

// SawMinor notes that somebody saw a minor's record on a day of the school;
// false when that is noted already.
func (s Store) SawMinor(ctx context.Context, userID, enquiryID int64, now time.Time) (bool, error) {
	var day time.Time
	err := s.write(ctx, "note who saw a minor's record", &day, `
		INSERT INTO minor_views (user_id, enquiry_id, day)
		SELECT ?0, ?1, (?2::timestamptz AT TIME ZONE time_zone)::date FROM school
		ON CONFLICT DO NOTHING RETURNING day`, userID, enquiryID, now)
	if errors.Is(err, app.ErrNotFound) {
		return false, nil
	}
	return err == nil, err
}
