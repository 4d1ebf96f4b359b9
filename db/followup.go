package db

import (
	"context"
	"slices"
	"time"

	"github.com/uptrace/bun"

	"firstbell/app"
)

const followUpColumns = "f.id, f.enquiry_id, f.type, f.due_at, f.note, f.moves, f.created_at, f.ended_at"

// FollowUp returns one follow-up.
func (s Store) FollowUp(ctx context.Context, id int64) (app.FollowUp, error) {
	var f app.FollowUp
	err := s.row(ctx, "read follow-up", &f, "SELECT "+followUpColumns+" FROM follow_ups f WHERE id = ?", id)
	return f, err
}

// OpenFollowUp returns the open follow-up of an enquiry.
func (s Store) OpenFollowUp(ctx context.Context, enquiryID int64) (app.FollowUp, error) {
	var f app.FollowUp
	err := s.row(ctx, "read open follow-up", &f, "SELECT "+followUpColumns+" FROM follow_ups f WHERE enquiry_id = ? AND ended_at IS NULL", enquiryID)
	return f, err
}

// AddFollowUp keeps a new follow-up.
func (s Store) AddFollowUp(ctx context.Context, n app.NewFollowUp) (app.FollowUp, error) {
	var f app.FollowUp
	err := s.write(ctx, "add follow-up", &f, `
		INSERT INTO follow_ups AS f (enquiry_id, type, due_at, created_at) VALUES (?, ?, ?, ?) RETURNING `+followUpColumns,
		n.EnquiryID, n.Type, n.DueAt, n.At)
	return f, err
}

// EndFollowUp ends the open follow-up of an enquiry and returns its number.
func (s Store) EndFollowUp(ctx context.Context, enquiryID int64, outcome string, at time.Time) (int64, error) {
	var id int64
	err := s.write(ctx, "end follow-up", &id, `
		UPDATE follow_ups SET ended_at = ?, outcome = ? WHERE enquiry_id = ? AND ended_at IS NULL RETURNING id`, at, outcome, enquiryID)
	return id, err
}

// SetFollowUp keeps the time, the note and the count of an open follow-up.
func (s Store) SetFollowUp(ctx context.Context, f app.FollowUp) error {
	_, err := s.idb.NewRaw("UPDATE follow_ups SET due_at = ?, note = ?, moves = ? WHERE id = ?", f.DueAt, f.Note, f.Moves, f.ID).Exec(ctx)
	return resolve("set follow-up", err)
}

// FollowUps returns one page of open follow-ups and how many each group has.
func (s Store) FollowUps(ctx context.Context, f app.DueFilter) (app.DuePage, error) {
	var p app.DuePage
	b, whose := f.Bounds, array(append([]int64{f.Owner}, f.Covered...))
	err := s.row(ctx, "count follow-ups", &p.Counts, `
		SELECT count(*) FILTER (WHERE f.due_at < ?0) AS late,
		       count(*) FILTER (WHERE f.due_at >= ?0 AND f.due_at < ?1) AS now,
		       count(*) FILTER (WHERE f.due_at >= ?1 AND f.due_at < ?2) AS today,
		       count(*) FILTER (WHERE f.due_at >= ?2 AND f.due_at < ?3) AS tomorrow,
		       count(*) FILTER (WHERE f.due_at >= ?3) AS after
		  FROM follow_ups f JOIN enquiries e ON e.id = f.enquiry_id
		 WHERE f.ended_at IS NULL AND (?4 = 0 OR e.claimed_by = ANY(?5::bigint[]))`, b.Late, b.Now, b.Today, b.Tomorrow, f.Owner, whose)
	if err != nil {
		return p, err
	}
	beyond := bun.SafeQuery("true")
	if f.After != nil {
		beyond = bun.SafeQuery("(f.due_at, f.id) > (?, ?)", f.After.CreatedAt, f.After.ID)
	}
	p.List, err = list[app.Due](ctx, s, "read follow-ups", `
		SELECT `+followUpColumns+`, s.name, s.email, s.phone, s.no_contact_at, s.origin, ?7 AS source, e.course_interest AS course, e.stage, u.id AS owner_id, u.name AS owner_name,
		       (`+unanswered+`) AS tries,
		       (`+lastWords+`) AS last_words
		  FROM follow_ups f JOIN enquiries e ON e.id = f.enquiry_id JOIN users u ON u.id = e.claimed_by
		       CROSS JOIN LATERAL (SELECT ?5) s
		 WHERE f.ended_at IS NULL AND (?0 = 0 OR e.claimed_by = ANY(?6::bigint[])) AND f.due_at >= ?1 AND f.due_at < ?2 AND ?3
		 ORDER BY f.due_at, f.id LIMIT ?4`, f.Owner, f.From, f.To, beyond, f.Limit+1, seen(f.Sight), whose, brought)
	if len(p.List) > f.Limit {
		p.List = slices.Clip(p.List[:f.Limit])
		last := p.List[len(p.List)-1]
		p.Next = &app.Cursor{CreatedAt: last.DueAt, ID: last.ID}
	}
	return p, err
}
