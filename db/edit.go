package db

import (
	"context"
	"time"

	"firstbell/app"
)

// SetFacts keeps the facts of an enquiry.
func (s Store) SetFacts(ctx context.Context, enquiryID int64, f app.Facts, at time.Time) error {
	_, err := s.idb.NewRaw(`
		UPDATE enquiries SET name = ?, email = ?, phone = ?, course_interest = ?, language = ?, branch = ?, updated_at = ?, version = version + 1
		 WHERE id = ?`, f.Name, f.Email, f.Phone, f.CourseInterest, f.Language, f.Branch, at, enquiryID).Exec(ctx)
	return resolve("set facts", err)
}
