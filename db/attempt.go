package db

import (
	"context"

	"firstbell/app"
)

// unanswered counts the attempts at an enquiry, e, that nobody answered since
// somebody last did.
const unanswered = `SELECT count(*) FROM attempts t WHERE t.enquiry_id = e.id AND t.outcome IN ('no_answer', 'busy', 'switched_off')
	AND t.id > coalesce((SELECT max(c.id) FROM attempts c WHERE c.enquiry_id = e.id
	                     AND c.outcome NOT IN ('no_answer', 'busy', 'switched_off', 'wrong_number')), 0)`

// AddAttempt keeps an attempt and notes that the enquiry was touched.
func (s Store) AddAttempt(ctx context.Context, n app.NewAttempt) (app.Attempt, error) {
	var a app.Attempt
	err := s.write(ctx, "add attempt", &a, `
		WITH touched AS (
			UPDATE enquiries SET touched_at = coalesce(touched_at, ?6), updated_at = ?6, version = version + 1 WHERE id = ?0
		)
		INSERT INTO attempts (enquiry_id, user_id, follow_up_id, channel, outcome, note, at) VALUES (?0, ?1, ?2, ?3, ?4, ?5, ?6)
		RETURNING id, enquiry_id, user_id, channel, outcome, note, at`,
		n.EnquiryID, n.UserID, n.FollowUpID, n.Channel, n.Outcome, n.Note, n.At)
	return a, err
}

// Tries counts the attempts that nobody answered since somebody last did.
func (s Store) Tries(ctx context.Context, enquiryID int64) (int, error) {
	var n int
	err := s.row(ctx, "count tries", &n, "SELECT ("+unanswered+") FROM enquiries e WHERE e.id = ?", enquiryID)
	return n, err
}
