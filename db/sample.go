package db

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"firstbell/app"
)

// LockSamples lets nobody else add or remove samples until the transaction ends.
func (s Store) LockSamples(ctx context.Context) error {
	_, err := s.idb.NewRaw("SELECT pg_advisory_xact_lock(?)", lockSamples).Exec(ctx)
	return resolve("lock samples", err)
}

// CountSamples returns how many samples there are.
func (s Store) CountSamples(ctx context.Context) (int, error) {
	var n int
	err := s.row(ctx, "count samples", &n, "SELECT count(*) FROM enquiries WHERE sample")
	return n, err
}

// sampled is one sample as the statement reads it.
type sampled struct {
	N       int       `json:"n"`
	Name    string    `json:"name"`
	Email   string    `json:"email"`
	Phone   *string   `json:"phone"`
	Course  string    `json:"course"`
	Message *string   `json:"message"`
	At      time.Time `json:"at"`
}

// AddSamples puts samples into the queue, each with its first event.
func (s Store) AddSamples(ctx context.Context, list []app.NewSample, op *app.Op) error {
	rows := make([]sampled, len(list))
	for i, e := range list {
		rows[i] = sampled{i, e.Name, e.Email, e.Phone, e.CourseInterest, e.Message, e.CreatedAt}
	}
	input, err := json.Marshal(rows)
	if err != nil {
		return fmt.Errorf("add samples: %w", err)
	}
	_, err = s.idb.NewRaw(`
		WITH e AS (
			INSERT INTO enquiries (name, email, phone, course_interest, message, created_at, updated_at, sample)
			SELECT name, email, phone, course, message, at, at, true
			  FROM jsonb_to_recordset(?0::jsonb) AS i (n int, name text, email text, phone text, course text, message text, at timestamptz)
			 ORDER BY n DESC
			RETURNING *
		), touched AS (
			INSERT INTO touches (id, enquiry_id, at, origin, name, email, phone, course_interest, message)
			SELECT id, id, created_at, origin, name, email, phone, course_interest, message FROM e
		)
		INSERT INTO events (enquiry_id, kind, at, op_id) SELECT id, 'received', created_at, ?1 FROM e ORDER BY id`,
		string(input), op.ID).Exec(ctx)
	return resolve("add samples", err)
}

// RemoveSamples removes samples, claimed or not. Whoever claims one at this
// moment waits for the lock on its row, and then finds nothing.
func (s Store) RemoveSamples(ctx context.Context) (int, error) {
	for _, q := range []string{
		"SELECT FROM enquiries WHERE sample ORDER BY id FOR UPDATE",
		"DELETE FROM events WHERE enquiry_id IN (SELECT id FROM enquiries WHERE sample)",
		"DELETE FROM claims WHERE enquiry_id IN (SELECT id FROM enquiries WHERE sample)",
	} {
		if _, err := s.idb.NewRaw(q).Exec(ctx); err != nil {
			return 0, resolve("remove samples", err)
		}
	}
	r, err := s.idb.NewRaw("DELETE FROM enquiries WHERE sample").Exec(ctx)
	if err != nil {
		return 0, resolve("remove samples", err)
	}
	n, err := r.RowsAffected()
	return int(n), resolve("remove samples", err)
}
