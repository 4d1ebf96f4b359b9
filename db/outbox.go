package db

import (
	"context"
	"errors"
	"time"

	"firstbell/app"
)

const letterColumns = "o.id, o.kind, o.via, o.enquiry_id, o.user_id, o.device_id, o.invitation_id, o.about_id, o.nonce, o.tries, o.created_at"

// Post keeps a letter; false when there is one of the same Once already.
func (s Store) Post(ctx context.Context, l app.NewLetter) (bool, error) {
	var due *time.Time
	if !l.Due.IsZero() {
		due = &l.Due
	}
	var id int64
	err := s.write(ctx, "post letter", &id, `
		INSERT INTO outbox (kind, via, enquiry_id, user_id, device_id, invitation_id, nonce, once, due_at)
		VALUES (?, ?, ?, ?, ?, ?, ?, nullif(?, ''), coalesce(?::timestamptz, now()))
		ON CONFLICT (once) DO NOTHING RETURNING id`,
		l.Kind, l.Via, l.EnquiryID, l.UserID, l.DeviceID, l.InvitationID, l.Nonce, l.Once, due)
	if errors.Is(err, app.ErrNotFound) {
		return false, nil
	}
	return err == nil, err
}

// LeaseLetter takes the letter of a way that is due longest.
func (s Store) LeaseLetter(ctx context.Context, via app.Way, lease time.Duration) (app.Letter, error) {
	due, err := change[app.Letter](ctx, s, "lease letter", leaseStatement, map[string]any{"via": via, "seconds": lease.Seconds()})
	if err != nil {
		return app.Letter{}, err
	}
	if len(due) == 0 {
		return app.Letter{}, app.ErrNotFound
	}
	return due[0], nil
}

// leaseStatement is the statement of LeaseLetter, which looks for letters after
// whatever happens.
var leaseStatement = plan("lease", `
	WITH next AS (
		SELECT id FROM outbox WHERE via = $1::jsonb->>'via' AND ended_at IS NULL AND due_at <= clock_timestamp()
		 ORDER BY due_at, id LIMIT 1 FOR UPDATE SKIP LOCKED
	)
	UPDATE outbox o SET tries = o.tries + 1, due_at = clock_timestamp() + ($1::jsonb->>'seconds')::float8 * interval '1 second'
	  FROM next WHERE o.id = next.id
	RETURNING `+letterColumns)

// TakeLetter removes a letter that was not ended.
func (s Store) TakeLetter(ctx context.Context, id int64) (bool, error) {
	r, err := s.idb.NewRaw("DELETE FROM outbox WHERE id = ? AND ended_at IS NULL", id).Exec(ctx)
	if err != nil {
		return false, resolve("take letter", err)
	}
	n, err := r.RowsAffected()
	return n == 1, resolve("take letter", err)
}

// DropUntold removes what happened while no device shows notices, and reports
// whether there was any.
func (s Store) DropUntold(ctx context.Context) (bool, error) {
	r, err := s.idb.NewRaw("DELETE FROM outbox WHERE via = 'desk' AND ended_at IS NULL AND NOT EXISTS (SELECT FROM push_devices)").Exec(ctx)
	if err != nil {
		return false, resolve("drop letters to nobody", err)
	}
	n, err := r.RowsAffected()
	return n > 0, resolve("drop letters to nobody", err)
}

// EndLetter notes how a letter ended; the history tells of an answer to whoever
// asked. A claim posts the withdrawal of what it
// knows of; a notice that reaches a device after that sees to it itself.
func (s Store) EndLetter(ctx context.Context, l app.Letter, r app.Result, answer string) error {
	_, err := s.idb.NewRaw(`
		WITH l AS (
			UPDATE outbox SET ended_at = clock_timestamp(), result = ?1, answer = ?2, nonce = NULL
			 WHERE id = ?0 AND ended_at IS NULL RETURNING *
		), told AS (
			INSERT INTO events (enquiry_id, kind, at, owner_before, owner_after)
			SELECT e.id, CASE l.result WHEN 'sent' THEN 'reply_sent' ELSE 'reply_failed' END, l.ended_at, e.claimed_by, e.claimed_by
			  FROM l JOIN enquiries e ON e.id = l.enquiry_id WHERE l.kind = 'auto_reply' AND l.result <> 'dropped'
		)
		INSERT INTO outbox (kind, via, enquiry_id, user_id, device_id)
		SELECT 'withdrawn', 'push', l.enquiry_id, l.user_id, l.device_id FROM l JOIN enquiries e ON e.id = l.enquiry_id
		 WHERE l.via = 'push' AND l.result = 'sent' AND l.kind IN ('new_enquiry', 'nudge') AND e.claimed_by IS NOT NULL`,
		l.ID, r, answer).Exec(ctx)
	return resolve("end letter", err)
}

// RetryLetter notes what came of a try and when the next one is.
func (s Store) RetryLetter(ctx context.Context, l app.Letter, after time.Duration, answer string) error {
	_, err := s.idb.NewRaw(`
		UPDATE outbox SET due_at = clock_timestamp() + ?::float8 * interval '1 second', answer = ?
		 WHERE id = ? AND tries = ? AND ended_at IS NULL`, after.Seconds(), answer, l.ID, l.Tries).Exec(ctx)
	return resolve("try letter again", err)
}

// PostReply posts the answer to whoever asked, unless the school sends none or
// the address has had enough of them in the last day.
func (s Store) PostReply(ctx context.Context, enquiryID int64, most int) error {
	_, err := s.idb.NewRaw(`
		INSERT INTO outbox (kind, via, enquiry_id)
		SELECT 'auto_reply', 'mail', e.id FROM enquiries e, school
		 WHERE e.id = ?0 AND NOT 'auto_reply' = ANY(school.mail_off)
		   AND ?1 > (SELECT count(*) FROM outbox o JOIN enquiries other ON other.id = o.enquiry_id
		              WHERE o.kind = 'auto_reply' AND o.created_at > now() - interval '1 day' AND other.email = e.email)`,
		enquiryID, most).Exec(ctx)
	return resolve("post reply", err)
}

// PostReset keeps a link and posts it. Whether there is somebody to post it to
// makes no difference to the work but for one row.
func (s Store) PostReset(ctx context.Context, email string, nonce, hash []byte, expires time.Time) error {
	_, err := s.idb.NewRaw(`
		WITH u AS (
			SELECT id FROM users WHERE email = ?0 AND active
		), link AS (
			INSERT INTO reset_links (user_id, hash, expires_at) SELECT id, ?2, ?3 FROM u
			ON CONFLICT (user_id) DO UPDATE SET hash = excluded.hash, expires_at = excluded.expires_at
		)
		INSERT INTO outbox (kind, via, user_id, nonce, ended_at, result)
		SELECT 'reset', 'mail', u.id, ?1, CASE WHEN u.id IS NULL THEN now() END, CASE WHEN u.id IS NULL THEN 'dropped' END
		  FROM (SELECT) one LEFT JOIN u ON true`, email, nonce, hash, expires).Exec(ctx)
	return resolve("post reset link", err)
}

// OpenInvitation returns an invitation that is open.
func (s Store) OpenInvitation(ctx context.Context, id int64, now time.Time) (app.Invitation, error) {
	var i app.Invitation
	err := s.row(ctx, "read invitation", &i, `
		SELECT id, name, role, email, created_at, expires_at FROM invitations
		 WHERE id = ? AND accepted_at IS NULL AND withdrawn_at IS NULL AND expires_at > ?`, id, now)
	return i, err
}

// ForgetLetters removes letters that ended before a time, a batch at a time.
func (s Store) ForgetLetters(ctx context.Context, before time.Time) (int, error) {
	r, err := s.idb.NewRaw("DELETE FROM outbox WHERE id IN (SELECT id FROM outbox WHERE ended_at < ? ORDER BY id LIMIT 1000)", before).Exec(ctx)
	if err != nil {
		return 0, resolve("forget letters", err)
	}
	n, err := r.RowsAffected()
	return int(n), resolve("forget letters", err)
}
