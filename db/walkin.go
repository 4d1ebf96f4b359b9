package db

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"firstbell/app"
)

// AddWalkIn keeps a new enquiry that staff typed in, and its touch: it is part of
// a transaction that tells the history and may give it an owner.
func (s Store) AddWalkIn(ctx context.Context, n app.NewEnquiry, at time.Time) (app.Enquiry, error) {
	var e app.Enquiry
	input, err := json.Marshal(submitted(n))
	if err != nil {
		return e, fmt.Errorf("add walk-in: %w", err)
	}
	err = s.write(ctx, "add walk-in", &e, `
		WITH i AS (
			SELECT * FROM `+touchRecord("?0")+`
		), e AS (
			INSERT INTO enquiries (name, email, phone, course_interest, message, language, branch, origin, created_at, updated_at, due_at)
			SELECT i.name, i.email, i.phone, i.course, i.message, i.lang, i.branch, i.origin, ?1, ?1, promised(?1) FROM i
			RETURNING *
		), touched AS (`+addTouch+`
			SELECT e.id, e.id, ?1, i.origin, i.name, i.email, i.phone, i.course, i.message, i.lang, i.branch, `+tags+` FROM e, i
		)
		SELECT `+enquiryColumns+` FROM e`, string(input), at)
	return e, err
}
