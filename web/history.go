package web

import (
	"context"

	"firstbell/app"
)

// eventView is one line of an enquiry's history.
type eventView struct {
	ID          int64             `json:"id"`
	Kind        string            `json:"kind"`
	At          stamp             `json:"at"`
	By          maybe[personView] `json:"by" doc:"Null when it happened by itself"`
	Owner       maybe[personView] `json:"owner" doc:"Who owns it after"`
	StageBefore *string           `json:"stageBefore,omitempty"`
	StageAfter  *string           `json:"stageAfter,omitempty"`
	Reason      *string           `json:"reason,omitempty"`
	Channel     *string           `json:"channel,omitempty"`
	Outcome     *string           `json:"outcome,omitempty"`
	Text        *string           `json:"text,omitempty" doc:"Of the note or the attempt"`
	NoteID      *int64            `json:"noteId,omitempty"`
	Corrects    *int64            `json:"corrects,omitempty" doc:"The note that this one puts right"`
	EditedAt    *stamp            `json:"editedAt,omitempty" doc:"When the note was last changed"`
	FollowUpID  *int64            `json:"followUpId,omitempty"`
	OtherID     *int64            `json:"otherId,omitempty" doc:"The other enquiry of a merge"`
	DueAt       *stamp            `json:"dueAt,omitempty" doc:"Of the follow-up, or when a parked one comes back"`
	Fields      []string          `json:"fields,omitempty" doc:"Which facts were changed"`
}

type historyView struct {
	Events     []eventView `json:"events"`
	Masked     bool        `json:"masked" doc:"Whether what people typed is left out"`
	NextCursor *string     `json:"nextCursor" doc:"Where the next page starts; null on the last one"`
}

type historyInput struct {
	ID     pathID `path:"id"`
	Limit  number `query:"limit" doc:"How many lines, 1 to 200; 50 when missing"`
	Cursor string `query:"cursor" doc:"nextCursor of the page before"`
}

func (s *Server) history(ctx context.Context, in *historyInput) (*reply[historyView], error) {
	id, err := app.ParseID(string(in.ID))
	if err != nil {
		return nil, err
	}
	after, err := readCursor(in.Cursor)
	if err != nil {
		return nil, err
	}
	p, err := s.desk.History(ctx, actor(ctx), id, after, app.ParsePage(string(in.Limit), "").Limit)
	if err != nil {
		return nil, err
	}
	v := historyView{make([]eventView, len(p.Lines)), p.Masked, cursorText(p.Next)}
	for i, l := range p.Lines {
		v.Events[i] = viewEvent(l)
	}
	return ok(v), nil
}

func viewEvent(l app.HistoryLine) eventView {
	v := eventView{ID: l.ID, Kind: string(l.Kind), At: stamp(l.At), StageBefore: (*string)(l.StageBefore), StageAfter: (*string)(l.StageAfter),
		Reason: l.Reason, Channel: (*string)(l.Channel), Outcome: (*string)(l.Outcome), Text: l.Text, NoteID: l.NoteID, Corrects: l.NoteCorrects,
		EditedAt: (*stamp)(l.NoteEditedAt), FollowUpID: l.FollowUpID, OtherID: l.OtherID, DueAt: (*stamp)(l.DueAt), Fields: l.ChangedFields}
	if l.ActorID != nil && l.ActorName != nil {
		v.By.v = &personView{*l.ActorID, *l.ActorName}
	}
	if l.OwnerAfter != nil && l.OwnerName != nil {
		v.Owner.v = &personView{*l.OwnerAfter, *l.OwnerName}
	}
	return v
}

// readCursor reads where a page starts; nil for the first one.
func readCursor(s string) (*app.Cursor, error) {
	if s == "" {
		return nil, nil //nolint:nilnil // the first page
	}
	c, err := app.ParseCursor(s)
	return &c, err
}

func cursorText(c *app.Cursor) *string {
	if c == nil {
		return nil
	}
	s := c.String()
	return &s
}
