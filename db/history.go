package db

import (
	"context"
	"slices"

	"github.com/uptrace/bun"

	"firstbell/app"
)

// AddEvent writes one line of history.
func (s Store) AddEvent(ctx context.Context, e app.NewEvent) error {
	var fields any
	if e.Fields != nil {
		fields = array(e.Fields)
	}
	var op *string
	var key int64
	if e.Op != nil {
		op, key = ledgerID(e.Op), e.Op.KeyID
	}
	_, err := s.idb.NewRaw(`
		INSERT INTO events (enquiry_id, kind, actor_id, at, owner_before, owner_after, stage_before, stage_after, reason,
		                    attempt_id, note_id, follow_up_id, due_at, fields, op_id, key_id, touch_id, other_id)
		VALUES (?0, ?1, nullif(?2, 0), ?3, ?4, ?4, ?5, ?6, nullif(?7, ''), ?8, ?9, ?10, ?11, ?12, ?13, nullif(?14, 0), ?15, ?16)`,
		e.EnquiryID, e.Kind, e.By, e.At, e.Owner, e.StageBefore, e.StageAfter, e.Reason,
		e.AttemptID, e.NoteID, e.FollowUpID, e.DueAt, fields, op, key, e.TouchID, e.OtherID).Exec(ctx)
	return resolve("write history", err)
}

// History returns one page of an enquiry's history, the newest line first, with
// what people typed as it stands now.
func (s Store) History(ctx context.Context, enquiryID int64, after *app.Cursor, limit int) (app.HistoryPage, error) {
	var p app.HistoryPage
	before := bun.SafeQuery("true")
	if after != nil {
		before = bun.SafeQuery("v.id < ?", after.ID)
	}
	var err error
	p.Lines, err = list[app.HistoryLine](ctx, s, "read history", `
		SELECT v.id, v.kind, v.at, v.actor_id, u.name AS actor_name, v.owner_before, v.owner_after, o.name AS owner_name,
		       v.stage_before, v.stage_after, v.reason, a.channel, a.outcome, coalesce(a.note, n.text, t.message) AS text,
		       v.note_id, n.edited_at AS note_edited_at, n.corrects AS note_corrects, v.follow_up_id, v.other_id, v.due_at, v.fields
		  FROM events v LEFT JOIN users u ON u.id = v.actor_id LEFT JOIN users o ON o.id = v.owner_after
		  LEFT JOIN attempts a ON a.id = v.attempt_id LEFT JOIN notes n ON n.id = v.note_id
		  LEFT JOIN touches t ON t.id = v.touch_id
		 WHERE v.enquiry_id = ?0 AND ?1 ORDER BY v.id DESC LIMIT ?2`, enquiryID, before, limit+1)
	if len(p.Lines) > limit {
		p.Lines = slices.Clip(p.Lines[:limit])
		last := p.Lines[limit-1]
		p.Next = &app.Cursor{CreatedAt: last.At, ID: last.ID}
	}
	return p, err
}

// LastToChange returns who wrote the newest line of an enquiry's history.
func (s Store) LastToChange(ctx context.Context, enquiryID int64) (app.Person, error) {
	var p app.Person
	err := s.row(ctx, "read who changed it last", &p, `
		SELECT u.id, u.name FROM (SELECT actor_id FROM events WHERE enquiry_id = ? AND kind NOT IN ('reply_sent', 'reply_failed') ORDER BY id DESC LIMIT 1) v
		  JOIN users u ON u.id = v.actor_id`, enquiryID)
	return p, err
}
