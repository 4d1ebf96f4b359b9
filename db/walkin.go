package db

import (
	"context"
	"time"

	"firstbell/app"
)

// AddWalkIn keeps a new enquiry that staff typed in, and nothing else: it is
// part of a transaction that tells the history and may give it an owner.
func (s Store) AddWalkIn(ctx context.Context, n app.NewEnquiry, at time.Time) (app.Enquiry, error) {
	var e app.Enquiry
	err := s.write(ctx, "add walk-in", &e, `
		INSERT INTO enquiries AS e (name, email, phone, course_interest, message, language, branch, origin, created_at, updated_at, due_at)
		SELECT ?0, ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?8, ?8::timestamptz + promise_minutes * interval '1 minute' FROM school
		RETURNING `+enquiryColumns,
		n.Name, n.Email, n.Phone, n.CourseInterest, n.Message, n.Language, n.Branch, n.Origin, at)
	return e, err
}
