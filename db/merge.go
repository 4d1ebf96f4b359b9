package db

import (
	"context"
	"time"

	"firstbell/app"
)

// Owners returns the owners of enquiries, in the order of their numbers.
func (s Store) Owners(ctx context.Context, enquiryIDs ...int64) ([]int64, error) {
	return list[int64](ctx, s, "read owners", `
		SELECT DISTINCT claimed_by FROM enquiries WHERE id = ANY(?::bigint[]) AND claimed_by IS NOT NULL ORDER BY 1`, array(enquiryIDs))
}

// AddMerge keeps a merge and marks the enquiry that is closed by it.
func (s Store) AddMerge(ctx context.Context, m app.Merge) error {
	_, err := s.idb.NewRaw(`
		WITH kept AS (INSERT INTO merges (enquiry_id, into_id, user_id, at, before, took) VALUES (?0, ?1, ?2, ?3, ?4::jsonb, nullif(?5, '')::jsonb))
		UPDATE enquiries SET merged_into = ?1, version = version + 1 WHERE id = ?0`,
		m.EnquiryID, m.IntoID, m.UserID, m.At, string(m.Before), string(m.Took)).Exec(ctx)
	return resolve("keep merge", err)
}

// MergeOf returns the merge by which an enquiry is closed.
func (s Store) MergeOf(ctx context.Context, enquiryID int64) (app.Merge, error) {
	var m app.Merge
	err := s.row(ctx, "read merge", &m, "SELECT id, enquiry_id, into_id, user_id, at, before, took FROM merges WHERE enquiry_id = ? AND undone_at IS NULL", enquiryID)
	return m, err
}

// MergedUnder returns an enquiry that was merged into another one.
func (s Store) MergedUnder(ctx context.Context, enquiryID int64) (int64, error) {
	var id int64
	err := s.row(ctx, "read what was merged", &id, "SELECT id FROM enquiries WHERE merged_into = ? LIMIT 1", enquiryID)
	return id, err
}

// EndMerge notes that a merge was undone and takes the mark away.
func (s Store) EndMerge(ctx context.Context, id int64, at time.Time) error {
	_, err := s.idb.NewRaw(`
		WITH ended AS (UPDATE merges SET undone_at = ?1 WHERE id = ?0 RETURNING enquiry_id)
		UPDATE enquiries SET merged_into = NULL, version = version + 1 FROM ended WHERE enquiries.id = ended.enquiry_id`, id, at).Exec(ctx)
	return resolve("end merge", err)
}
