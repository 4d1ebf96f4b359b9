package app

import (
	"context"
	"time"
)

// NewEvent is a line of history to be written beside the change that it tells.
type NewEvent struct {
	EnquiryID               int64
	Kind                    EventKind
	By                      int64 // 0 is the desk itself
	At                      time.Time
	Owner                   *int64 // who owns the enquiry, before and after
	StageBefore, StageAfter *StageCode
	Reason                  string
	AttemptID, NoteID       *int64
	FollowUpID, TouchID     *int64
	OtherID                 *int64 // of a merge
	DueAt                   *time.Time
	Fields                  []string
	Op                      *Op
}

// tell writes a line of history about an enquiry whose row is locked.
func (d *Desk) tell(ctx context.Context, tx Store, l Lead, e NewEvent) error {
	e.EnquiryID, e.Owner = l.ID, l.ClaimedBy
	return tx.AddEvent(ctx, e)
}

// HistoryLine is one line of an enquiry's history, for people.
type HistoryLine struct {
	ID            int64
	Kind          EventKind
	At            time.Time
	ActorID       *int64
	ActorName     *string
	OwnerBefore   *int64
	OwnerAfter    *int64
	OwnerName     *string // of who owns it after
	StageBefore   *StageCode
	StageAfter    *StageCode
	Reason        *string
	Channel       *Channel
	Outcome       *Outcome
	Text          *string // of the note or the attempt
	NoteID        *int64
	NoteEditedAt  *time.Time
	NoteCorrects  *int64
	FollowUpID    *int64
	OtherID       *int64 // the other enquiry of a merge
	DueAt         *time.Time
	ChangedFields []string `bun:"fields,array"`
}

// HistoryPage is one page of a history, the newest line first.
type HistoryPage struct {
	Lines  []HistoryLine
	Next   *Cursor
	Masked bool // what people typed is hidden from the actor
}

// History returns a page of an enquiry's history. What people typed about one
// whose contact details the actor may not see is left out.
func (d *Desk) History(ctx context.Context, a Actor, id int64, after *Cursor, limit int) (HistoryPage, error) {
	l, err := d.Lead(ctx, a, id)
	if err != nil {
		return HistoryPage{}, err
	}
	p, err := d.Store.History(ctx, id, after, limit)
	if p.Masked = l.Masked; p.Masked {
		for i := range p.Lines {
			p.Lines[i].Text, p.Lines[i].Reason = nil, nil
		}
	}
	return p, err
}
