package db

import (
	"context"

	"firstbell/app"
)

// MailOff returns what the school does not send.
func (s Store) MailOff(ctx context.Context) ([]app.LetterKind, error) {
	return list[app.LetterKind](ctx, s, "read mail switches", "SELECT unnest(mail_off) FROM school")
}

// SetMailOff keeps what the school does not send.
func (s Store) SetMailOff(ctx context.Context, off []app.LetterKind) error {
	_, err := s.idb.NewRaw("UPDATE school SET mail_off = ?::text[]", array(off)).Exec(ctx)
	return resolve("set mail switches", err)
}

// ReplyTexts returns the school's own words of the answer, by language.
func (s Store) ReplyTexts(ctx context.Context) ([]app.ReplyText, error) {
	return list[app.ReplyText](ctx, s, "read reply texts", "SELECT language, subject, body FROM reply_texts ORDER BY language")
}

// SetReplyText keeps the words of a language.
func (s Store) SetReplyText(ctx context.Context, t app.ReplyText) error {
	_, err := s.idb.NewRaw(`
		INSERT INTO reply_texts (language, subject, body) VALUES (?, ?, ?)
		ON CONFLICT (language) DO UPDATE SET subject = excluded.subject, body = excluded.body`, t.Language, t.Subject, t.Body).Exec(ctx)
	return resolve("set reply text", err)
}

// LetterLog returns letters, the newest first. A reset for an address that
// nobody has is no letter.
func (s Store) LetterLog(ctx context.Context, f app.LetterFilter) ([]app.LetterLine, error) {
	return list[app.LetterLine](ctx, s, "read letters", `
		SELECT `+letterColumns+`, o.due_at, o.ended_at, o.result, o.answer,
		       coalesce(CASE o.via WHEN 'push' THEN u.name ELSE u.email END, i.email, e.email, '') AS "to", d.device AS device
		  FROM outbox o LEFT JOIN users u ON u.id = o.user_id LEFT JOIN invitations i ON i.id = o.invitation_id
		       LEFT JOIN enquiries e ON e.id = o.enquiry_id AND o.kind = 'auto_reply'
		       LEFT JOIN push_devices p ON p.id = o.device_id LEFT JOIN sessions d ON d.id = p.session_id
		 WHERE o.via <> 'desk' AND (?0 = 0 OR o.id < ?0) AND (o.kind <> 'reset' OR o.user_id IS NOT NULL)
		   AND CASE ?1 WHEN '' THEN true WHEN 'waiting' THEN o.ended_at IS NULL ELSE o.result = ?1 END
		 ORDER BY o.id DESC LIMIT ?2`, f.Before, f.State, f.Limit)
}

// PostAgain lets a letter that failed be tried again.
func (s Store) PostAgain(ctx context.Context, id int64) error {
	var again int64
	return s.write(ctx, "post again", &again, `
		UPDATE outbox SET ended_at = NULL, result = NULL, tries = 0, due_at = now()
		 WHERE id = ? AND result = 'failed' AND kind NOT IN ('reset', 'invitation') RETURNING id`, id)
}
