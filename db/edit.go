package db

import (
	"context"
	"time"

	"firstbell/app"
)

// SetFacts keeps the facts of an enquiry.
func (s Store) SetFacts(ctx context.Context, enquiryID int64, f app.Facts, at time.Time) error {
	_, err := s.idb.NewRaw(`
		UPDATE enquiries SET name = ?, email = ?, phone = ?, course_interest = ?, language = ?, branch = ?, tags = ?::text[], updated_at = ?, version = version + 1
		 WHERE id = ?`, f.Name, f.Email, f.Phone, f.CourseInterest, f.Language, f.Branch, array(f.Tags), at, enquiryID).Exec(ctx)
	return resolve("set facts", err)
}

// SetMessage keeps which words are shown as those of an enquiry.
func (s Store) SetMessage(ctx context.Context, enquiryID int64, words *string) error {
	_, err := s.idb.NewRaw("UPDATE enquiries SET message = ? WHERE id = ?", words, enquiryID).Exec(ctx)
	return resolve("set message", err)
}
