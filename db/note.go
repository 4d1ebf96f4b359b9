package db

import (
	"context"

	"firstbell/app"
)

const noteColumns = "id, enquiry_id, author_id, text, corrects, created_at, edited_at"

// AddNote keeps a note.
func (s Store) AddNote(ctx context.Context, n app.Note) (app.Note, error) {
	err := s.write(ctx, "add note", &n, "INSERT INTO notes (enquiry_id, author_id, text, corrects, created_at) VALUES (?, ?, ?, ?, ?) RETURNING "+noteColumns,
		n.EnquiryID, n.AuthorID, n.Text, n.Corrects, n.CreatedAt)
	return n, err
}

// Note returns one note of an enquiry.
func (s Store) Note(ctx context.Context, enquiryID, id int64) (app.Note, error) {
	var n app.Note
	err := s.row(ctx, "read note", &n, "SELECT "+noteColumns+" FROM notes WHERE enquiry_id = ? AND id = ?", enquiryID, id)
	return n, err
}

// SetNote keeps another text of a note.
func (s Store) SetNote(ctx context.Context, n app.Note) error {
	_, err := s.idb.NewRaw("UPDATE notes SET text = ?, edited_at = ? WHERE id = ?", n.Text, n.EditedAt, n.ID).Exec(ctx)
	return resolve("change note", err)
}
