package web

import (
	"context"

	"firstbell/app"
)

// noteView is something a person wrote about an enquiry.
type noteView struct {
	ID        int64        `json:"id"`
	AuthorID  int64        `json:"authorId"`
	Text      string       `json:"text"`
	Corrects  *int64       `json:"corrects" doc:"The note that this one puts right"`
	CreatedAt stamp        `json:"createdAt"`
	EditedAt  maybe[stamp] `json:"editedAt"`
}

type notedView struct {
	Note noteView `json:"note"`
}

func viewNoted(n app.Note) *reply[notedView] {
	return ok(notedView{noteView{n.ID, n.AuthorID, n.Text, n.Corrects, stamp(n.CreatedAt), maybe[stamp]{(*stamp)(n.EditedAt)}}})
}

type noteBody struct {
	Text text `json:"text" minLength:"1" maxLength:"5000"`
}

type noteInput struct {
	ID   pathID `path:"id"`
	Body noteBody
}

func (s *Server) addNote(ctx context.Context, in *noteInput) (*reply[notedView], error) {
	id, err := app.ParseID(string(in.ID))
	if err != nil {
		return nil, err
	}
	n, err := s.desk.AddNote(ctx, actor(ctx), id, in.Body.Text.Text)
	if err != nil {
		return nil, err
	}
	return viewNoted(n), nil
}

type editNoteInput struct {
	ID   pathID `path:"id"`
	Note pathID `path:"note"`
	Body noteBody
}

func (s *Server) editNote(ctx context.Context, in *editNoteInput) (*reply[notedView], error) {
	id, err := app.ParseID(string(in.ID))
	if err != nil {
		return nil, err
	}
	noteID, err := app.ParseID(string(in.Note))
	if err != nil {
		return nil, err
	}
	n, err := s.desk.EditNote(ctx, actor(ctx), id, noteID, in.Body.Text.Text)
	if err != nil {
		return nil, err
	}
	return viewNoted(n), nil
}
