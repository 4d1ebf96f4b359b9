package db

import (
	"context"

	"firstbell/app"
)

// CountFile counts a file that a person takes away on a day.
func (s Store) CountFile(ctx context.Context, userID int64, day string) (int, error) {
	var n int
	err := s.write(ctx, "count file", &n, `
		INSERT INTO files_taken AS f (user_id, day, files) VALUES (?, ?, 1)
		ON CONFLICT (user_id) DO UPDATE SET day = excluded.day, files = CASE WHEN f.day = excluded.day THEN f.files + 1 ELSE 1 END
		RETURNING files`, userID, day)
	return n, err
}

// TellOwners posts a letter about a person to every owner.
func (s Store) TellOwners(ctx context.Context, kind app.LetterKind, about int64, byMail, byPush bool) error {
	_, err := s.idb.NewRaw(`
		INSERT INTO outbox (kind, via, user_id, device_id, about_id)
		SELECT ?0, 'mail', id, NULL, ?1 FROM users WHERE ?2 AND active AND role = 'owner'
		UNION ALL
		SELECT ?0, 'push', who.id, p.id, ?1 FROM users who JOIN `+shownTo+` AND ?3 AND who.active AND who.role = 'owner'`,
		string(kind), about, byMail, byPush).Exec(ctx)
	return resolve("tell owners", err)
}
