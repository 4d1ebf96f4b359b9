package db

import (
	"context"
	"encoding/json"
	"fmt"

	"firstbell/app"
)

const formColumns = "id, slug, name, version, active, fields, texts, origins"

// Forms returns all forms, the oldest first.
func (s Store) Forms(ctx context.Context) ([]app.Form, error) {
	return list[app.Form](ctx, s, "read forms", "SELECT "+formColumns+" FROM forms ORDER BY id")
}

// FormBySlug returns an active form by the end of its address.
func (s Store) FormBySlug(ctx context.Context, slug string) (app.Form, error) {
	var f app.Form
	err := s.row(ctx, "read form", &f, "SELECT "+formColumns+" FROM forms WHERE slug = ? AND active", slug)
	return f, err
}

// LockForm locks a form until the transaction ends and returns it.
func (s Store) LockForm(ctx context.Context, id int64) (app.Form, error) {
	var f app.Form
	err := s.row(ctx, "lock form", &f, "SELECT "+formColumns+" FROM forms WHERE id = ? FOR UPDATE", id)
	return f, err
}

// AddForm keeps a new form; app.ErrFormSlug when its address is in use.
func (s Store) AddForm(ctx context.Context, f app.Form) (app.Form, error) {
	fields, texts, err := formJSON(f)
	if err != nil {
		return f, err
	}
	err = s.write(ctx, "add form", &f, "INSERT INTO forms (slug, name, active, fields, texts, origins) VALUES (?, ?, ?, ?::jsonb, ?::jsonb, ?) RETURNING "+formColumns,
		f.Slug, f.Name, f.Active, fields, texts, array(f.Origins))
	return f, err
}

// SetForm keeps a changed form; app.ErrFormSlug when its address is in use.
func (s Store) SetForm(ctx context.Context, f app.Form) error {
	fields, texts, err := formJSON(f)
	if err != nil {
		return err
	}
	_, err = s.idb.NewRaw("UPDATE forms SET slug = ?, name = ?, version = ?, active = ?, fields = ?::jsonb, texts = ?::jsonb, origins = ? WHERE id = ?",
		f.Slug, f.Name, f.Version, f.Active, fields, texts, array(f.Origins), f.ID).Exec(ctx)
	return resolve("change form", err)
}

func formJSON(f app.Form) (fields, texts string, err error) {
	one, err := json.Marshal(f.Fields)
	if err != nil {
		return "", "", fmt.Errorf("keep form: %w", err)
	}
	two, err := json.Marshal(f.Texts)
	if err != nil {
		return "", "", fmt.Errorf("keep form: %w", err)
	}
	return string(one), string(two), nil
}
