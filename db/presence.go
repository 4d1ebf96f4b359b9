package db

import (
	"context"
	"time"

	"firstbell/app"
)

// Look notes that a person has an enquiry open now.
func (s Store) Look(ctx context.Context, enquiryID, userID int64) error {
	_, err := s.idb.NewRaw(`
		INSERT INTO looking (enquiry_id, user_id, at) VALUES (?, ?, now())
		ON CONFLICT (enquiry_id, user_id) DO UPDATE SET at = excluded.at`, enquiryID, userID).Exec(ctx)
	return resolve("note who looks", err)
}

// Looking says who else has one of the enquiries open since a time.
func (s Store) Looking(ctx context.Context, enquiryIDs []int64, notUser int64, since time.Time) (map[int64][]app.Person, error) {
	var rows []struct {
		EnquiryID int64
		ID        int64
		Name      string
	}
	err := again(ctx, func() error {
		rows = rows[:0]
		return resolve("read who looks", s.idb.NewRaw(`
			SELECT l.enquiry_id, u.id, u.name FROM looking l JOIN users u ON u.id = l.user_id
			 WHERE l.enquiry_id = ANY(?::bigint[]) AND l.user_id <> ? AND l.at > ? ORDER BY l.at`,
			array(enquiryIDs), notUser, since).Scan(ctx, &rows))
	})
	looking := map[int64][]app.Person{}
	for _, r := range rows {
		looking[r.EnquiryID] = append(looking[r.EnquiryID], app.Person{ID: r.ID, Name: r.Name})
	}
	return looking, err
}
