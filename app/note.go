package app

import (
	"context"
	"time"
)

// The kinds of event that tell of notes.
const (
	Noted      EventKind = "noted"
	NoteEdited EventKind = "note_edited"
)

// noteOpen is how long its author can change a note. After that a correction
// stands beside it.
const noteOpen = 15 * time.Minute

// Note is something a person wrote about an enquiry.
type Note struct {
	ID        int64
	EnquiryID int64
	AuthorID  int64
	Text      string
	Corrects  *int64 // the note that this one puts right
	CreatedAt time.Time
	EditedAt  *time.Time
}

// ErrNotAuthor refuses to change what somebody else wrote.
var ErrNotAuthor = &Error{Kind: Forbidden, Code: "not_author", Title: "Not yours",
	Message: "Only who wrote this note can change it. Write one of your own"}

// AddNote keeps a note about an enquiry. Everybody who works here may write one:
// who takes a call at the front desk owns nothing and has something to tell.
func (d *Desk) AddNote(ctx context.Context, a Actor, id int64, text Text) (Note, error) {
	n, err := d.newNote(a, id, text)
	if err != nil {
		return Note{}, err
	}
	return once(ctx, d, a.Op, func(tx Store) (Note, error) {
		l, err := lockEnquiry(ctx, tx, id)
		if err != nil {
			return Note{}, err
		}
		return d.keepNote(ctx, tx, a, l, n)
	})
}

// EditNote changes a note within fifteen minutes, by its author. Later the note
// stays as it is and the new text stands beside it, as its correction.
func (d *Desk) EditNote(ctx context.Context, a Actor, id, noteID int64, text Text) (Note, error) {
	n, err := d.newNote(a, id, text)
	if err != nil {
		return Note{}, err
	}
	return once(ctx, d, a.Op, func(tx Store) (Note, error) {
		l, err := lockEnquiry(ctx, tx, id)
		if err != nil {
			return Note{}, err
		}
		old, err := tx.Note(ctx, id, noteID)
		switch {
		case err != nil:
			return Note{}, err
		case old.AuthorID != a.User.ID:
			return Note{}, ErrNotAuthor
		case old.Text == n.Text:
			return old, nil
		case n.CreatedAt.Sub(old.CreatedAt) > noteOpen:
			n.Corrects = &old.ID
			return d.keepNote(ctx, tx, a, l, n)
		}
		old.Text, old.EditedAt = n.Text, &n.CreatedAt
		if err := tx.SetNote(ctx, old); err != nil {
			return Note{}, err
		}
		return old, d.tell(ctx, tx, l, NewEvent{Kind: NoteEdited, By: a.User.ID, At: n.CreatedAt, NoteID: &old.ID, Op: a.Op})
	})
}

func (d *Desk) newNote(a Actor, id int64, text Text) (Note, error) {
	var c check
	n := Note{EnquiryID: id, AuthorID: a.User.ID, CreatedAt: d.Now()}
	if s := c.message("text", "Note", text, 5000); s != nil && !blank(*s) {
		n.Text = *s
	} else if len(c.fields) == 0 {
		c.add("text", nil, "Write something first")
	}
	return n, c.err()
}

func (d *Desk) keepNote(ctx context.Context, tx Store, a Actor, l Lead, n Note) (Note, error) {
	n, err := tx.AddNote(ctx, n)
	if err != nil {
		return n, err
	}
	return n, d.tell(ctx, tx, l, NewEvent{Kind: Noted, By: a.User.ID, At: n.CreatedAt, NoteID: &n.ID, Op: a.Op})
}
