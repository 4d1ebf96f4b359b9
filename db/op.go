package db

import (
	"context"
	"encoding/json"
	"errors"
	"time"

	"firstbell/app"
)

// enquiryJSON is an enquiry, e, as encoding/json writes app.Enquiry.
const enquiryJSON = `jsonb_build_object('ID', e.id, 'Name', e.name, 'Email', e.email, 'Phone', e.phone, 'CourseInterest', e.course_interest,
	'Message', e.message, 'Origin', e.origin, 'Language', e.language, 'Branch', e.branch, 'ClaimedBy', e.claimed_by, 'ClaimedAt', e.claimed_at, 'CreatedAt', e.created_at,
	'UpdatedAt', e.updated_at, 'DueAt', e.due_at, 'Stage', e.stage, 'ClosedAt', e.closed_at, 'Minor', e.minor, 'NoContactAt', e.no_contact_at)`

// Op returns what was kept under an op's id. Of a submission that is the touch it
// made: whoever sent it was answered with that, as it was typed.
func (s Store) Op(ctx context.Context, id string) (app.KeptOp, error) {
	var r struct {
		Request []byte
		Outcome json.RawMessage
	}
	err := s.row(ctx, "read op", &r, `
		SELECT request, coalesce(outcome, (SELECT jsonb_build_object('result', `+enquiryJSON+`) FROM `+touchAsTyped("t.id = ops.touch_id")+`)) AS outcome
		  FROM ops WHERE id = ?`, id)
	return app.KeptOp{Request: r.Request, Outcome: r.Outcome}, err
}

// TryOp keeps nothing: it adds the op, waits for nobody and takes it back.
func (s Store) TryOp(ctx context.Context, id string) error {
	back := errors.New("take it back")
	err := s.InTx(ctx, func(tx app.Store) error {
		idb := tx.(Store).idb
		if _, err := idb.NewRaw("SET LOCAL lock_timeout = 1").Exec(ctx); err != nil {
			return resolve("try op", err)
		}
		if err := tx.AddOp(ctx, id, app.KeptOp{Request: []byte{}, Outcome: []byte("null")}); err != nil {
			return err
		}
		return back
	})
	if errors.Is(err, back) {
		return nil
	}
	return err
}

// AddOp keeps an outcome; app.ErrOpTaken when the op has one. It waits for a
// transaction that is just adding the same, app.ErrOpRunning when that takes
// too long.
func (s Store) AddOp(ctx context.Context, id string, kept app.KeptOp) error {
	_, err := s.idb.NewRaw("INSERT INTO ops (id, request, outcome) VALUES (?, ?, ?::jsonb)",
		id, kept.Request, string(kept.Outcome)).Exec(ctx)
	return resolve("keep op", err)
}

// ForgetOps removes up to a thousand ops, and submissions, of before a time.
func (s Store) ForgetOps(ctx context.Context, before time.Time) (int, error) {
	var n int
	err := s.write(ctx, "forget ops", &n, `
		WITH old AS (DELETE FROM ops WHERE id IN (SELECT id FROM ops WHERE at < ?0 LIMIT 1000) RETURNING id),
		posts AS (DELETE FROM submissions WHERE request IN (SELECT request FROM submissions WHERE at < ?0 LIMIT 1000) RETURNING touch_id)
		SELECT (SELECT count(*) FROM old) + (SELECT count(*) FROM posts)`, before)
	return n, err
}
