package db

import (
	"context"

	"firstbell/app"
)

const templateColumns = "id, channel, name, language, body"

// Templates returns all templates by channel, language and name.
func (s Store) Templates(ctx context.Context) ([]app.Template, error) {
	return list[app.Template](ctx, s, "read templates", "SELECT "+templateColumns+" FROM templates ORDER BY channel, lower(language), lower(name)")
}

// LockTemplate locks a template until the transaction ends and returns it.
func (s Store) LockTemplate(ctx context.Context, id int64) (app.Template, error) {
	var t app.Template
	err := s.row(ctx, "lock template", &t, "SELECT "+templateColumns+" FROM templates WHERE id = ? FOR UPDATE", id)
	return t, err
}

// AddTemplate keeps a new template; app.ErrTemplateName when there is one like it.
func (s Store) AddTemplate(ctx context.Context, t app.Template) (app.Template, error) {
	err := s.write(ctx, "add template", &t, "INSERT INTO templates (channel, name, language, body) VALUES (?, ?, ?, ?) RETURNING "+templateColumns,
		t.Channel, t.Name, t.Language, t.Body)
	return t, err
}

// SetTemplate keeps a changed template; app.ErrTemplateName when there is one like it.
func (s Store) SetTemplate(ctx context.Context, t app.Template) error {
	_, err := s.idb.NewRaw("UPDATE templates SET channel = ?, name = ?, language = ?, body = ? WHERE id = ?",
		t.Channel, t.Name, t.Language, t.Body, t.ID).Exec(ctx)
	return resolve("change template", err)
}

// RemoveTemplate removes a template.
func (s Store) RemoveTemplate(ctx context.Context, id int64) error {
	var removed int64
	return s.write(ctx, "remove template", &removed, "DELETE FROM templates WHERE id = ? RETURNING id", id)
}
