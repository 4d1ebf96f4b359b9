package db

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"firstbell/app"
)

// AddWalkIn keeps a new enquiry that staff typed in, and nothing else: it is
// part of a transaction that tells the history and may give it an owner.
func (s Store) AddWalkIn(ctx context.Context, n app.NewEnquiry, at time.Time) (app.Enquiry, error) {
	var e app.Enquiry
	input, err := json.Marshal(submitted(n))
	if err != nil {
		return e, fmt.Errorf("add walk-in: %w", err)
	}
	err = s.write(ctx, "add walk-in", &e, `
		WITH e AS (
			INSERT INTO enquiries (name, email, phone, course_interest, message, language, branch, origin, created_at, updated_at, due_at)
			SELECT ?0, ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?8, ?8::timestamptz + promise_minutes * interval '1 minute' FROM school
			RETURNING *
		), touched AS (`+addTouch+`
			SELECT e.id, e.id, ?8, e.origin, e.name, e.email, e.phone, e.course_interest, e.message, e.language, e.branch,
			       source, medium, campaign, click, referrer, landing, form, form_version, submission
			  FROM e, jsonb_to_record(?9::jsonb) AS i (source text, medium text, campaign text, click text, referrer text, landing text, form bigint, form_version int, submission uuid)
		)
		SELECT `+enquiryColumns+` FROM e`,
		n.Name, n.Email, n.Phone, n.CourseInterest, n.Message, n.Language, n.Branch, n.Touch.Origin, at, string(input))
	return e, err
}
