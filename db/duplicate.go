package db

import (
	"context"
	"time"

	"firstbell/app"
)

// LikePairs returns pairs of the newest open enquiries that have something in
// common, the newest first, without those that were told apart.
func (s Store) LikePairs(ctx context.Context, newest int) ([]app.LikePair, error) {
	return list[app.LikePair](ctx, s, "look for duplicates", `
		WITH e AS MATERIALIZED (
			SELECT id, folded(name) AS name, folded(course_interest) AS course, email, coalesce(phone, '') AS phone
			  FROM enquiries WHERE closed_at IS NULL AND NOT sample ORDER BY id DESC LIMIT ?0
		), pairs AS (
			SELECT a.id AS one, b.id AS other FROM e a JOIN e b ON a.email = b.email AND a.id < b.id WHERE a.email <> ''
			UNION SELECT a.id, b.id FROM e a JOIN e b ON a.phone = b.phone AND a.id < b.id WHERE a.phone <> ''
			UNION SELECT a.id, b.id FROM e a JOIN e b ON a.name = b.name AND a.course = b.course AND a.id < b.id
		)
		SELECT p.one, p.other, a.email <> '' AND a.email = b.email OR a.phone <> '' AND a.phone = b.phone AS same_contact,
		       a.name = b.name AS same_name, a.course = b.course AS same_course,
		       a.name AS name_one, b.name AS name_other, a.email AS email_one, b.email AS email_other, a.phone AS phone_one, b.phone AS phone_other
		  FROM pairs p JOIN e a ON a.id = p.one JOIN e b ON b.id = p.other
		 WHERE NOT EXISTS (SELECT FROM distinct_pairs d WHERE d.low_id = p.one AND d.high_id = p.other)
		 ORDER BY p.other DESC, p.one DESC LIMIT ?0`, newest)
}

// TellApart remembers that two enquiries are of two people; app.ErrNotFound when
// one of them is not there.
func (s Store) TellApart(ctx context.Context, low, high, userID int64, at time.Time) error {
	var there int
	return s.write(ctx, "tell apart", &there, `
		WITH two AS (SELECT id FROM enquiries WHERE id IN (?0, ?1)),
		kept AS (
			INSERT INTO distinct_pairs (low_id, high_id, user_id, at) SELECT ?0, ?1, ?2, ?3 WHERE (SELECT count(*) FROM two) = 2
			ON CONFLICT ON CONSTRAINT distinct_pairs_pkey DO NOTHING
		)
		SELECT 2 FROM two HAVING count(*) = 2`, low, high, userID, at)
}
