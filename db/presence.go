package db

import (
	"context"
	"time"

	"firstbell/app"
)

// Look notes that a person has an enquiry open now, and reports whether they had
// not since a time.
func (s Store) Look(ctx context.Context, enquiryID, userID int64, since time.Time) (begun bool, err error) {
	err = s.write(ctx, "note who looks", &begun, `
		WITH before AS (SELECT FROM looking WHERE enquiry_id = ?0 AND user_id = ?1 AND at > ?2)
		INSERT INTO looking (enquiry_id, user_id, at) VALUES (?0, ?1, now())
		ON CONFLICT (enquiry_id, user_id) DO UPDATE SET at = excluded.at
		RETURNING NOT EXISTS (SELECT FROM before)`, enquiryID, userID, since)
	return begun, err
}

// LookAway notes that a person has an enquiry open no longer, and reports whether
// they had.
func (s Store) LookAway(ctx context.Context, enquiryID, userID int64) (ended bool, err error) {
	err = s.write(ctx, "note who looks away", &ended, `
		WITH gone AS (DELETE FROM looking WHERE enquiry_id = ? AND user_id = ? RETURNING 1)
		SELECT EXISTS (SELECT FROM gone)`, enquiryID, userID)
	return ended, err
}

// Looking says who but one person has which of the enquiries open since a time.
func (s Store) Looking(ctx context.Context, enquiryIDs []int64, notUser int64, since time.Time) (map[int64][]app.Person, error) {
	rows, err := read[struct {
		EnquiryID int64
		ID        int64
		Name      string
	}](ctx, s, "read who looks", lookingStatement, map[string]any{"ids": enquiryIDs, "but": notUser, "since": since})
	looking := map[int64][]app.Person{}
	for _, r := range rows {
		looking[r.EnquiryID] = append(looking[r.EnquiryID], app.Person{ID: r.ID, Name: r.Name})
	}
	return looking, err
}

// lookingStatement is the statement of Looking.
var lookingStatement = plan("looking", `
	SELECT l.enquiry_id, u.id, u.name FROM looking l JOIN users u ON u.id = l.user_id
	 WHERE l.enquiry_id = ANY(ARRAY(SELECT jsonb_array_elements_text($1::jsonb->'ids')::bigint))
	   AND l.user_id <> ($1::jsonb->>'but')::bigint AND l.at > ($1::jsonb->>'since')::timestamptz ORDER BY l.at`)
