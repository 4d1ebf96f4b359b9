package db

import (
	"context"
	"time"

	"firstbell/app"
)

// Share posts letters to all who are to be told: to their devices while those
// are signed in, outside quiet hours; else by mail; as they have chosen.
func (s Store) Share(ctx context.Context, n app.Sharing) error {
	_, err := s.idb.NewRaw(`
		WITH who AS (
			SELECT u.id, coalesce(c.mail_off, '{}') AS mail_off, coalesce(c.push_off, '{}') AS push_off,
			       coalesce(CASE WHEN c.quiet_from = '' THEN false
			            WHEN c.quiet_from <= c.quiet_until THEN ?4 >= c.quiet_from AND ?4 < c.quiet_until
			            ELSE ?4 >= c.quiet_from OR ?4 < c.quiet_until END, false) AS quiet
			  FROM enquiries e CROSS JOIN users u LEFT JOIN notice_choices c ON c.user_id = u.id
			 WHERE e.id = ?1 AND u.active AND CASE WHEN ?2::bigint IS NOT NULL THEN u.id = ?2 ELSE
			       e.claimed_by IS NULL AND e.closed_at IS NULL AND u.role <> 'front_desk' AND `+atWork+`
			   AND (cardinality(u.courses) = 0 OR lower(e.course_interest) IN (SELECT lower(x) FROM unnest(u.courses) x))
			   AND (cardinality(u.languages) = 0 OR e.language IS NULL OR lower(e.language) IN (SELECT lower(x) FROM unnest(u.languages) x))
			   AND (u.branch IS NULL OR e.branch IS NULL OR lower(e.branch) = lower(u.branch)) END
		), pushed AS (
			INSERT INTO outbox (kind, via, enquiry_id, user_id, device_id)
			SELECT ?0, 'push', ?1, who.id, p.id FROM who JOIN `+shownTo+` AND ?6 AND NOT who.quiet AND NOT ?0 = ANY(who.push_off)
			RETURNING user_id
		)
		INSERT INTO outbox (kind, via, enquiry_id, user_id)
		SELECT ?0, 'mail', ?1, who.id FROM who WHERE ?5 AND NOT ?0 = ANY(who.mail_off) AND who.id NOT IN (SELECT user_id FROM pushed)`,
		string(n.Kind), n.EnquiryID, n.UserID, n.Today, n.Clock, n.Mail, n.Push).Exec(ctx)
	return resolve("share letter", err)
}

// shownTo joins the devices, p, on which somebody, who, is signed in.
const shownTo = `sessions s ON s.user_id = who.id JOIN push_devices p ON p.session_id = s.id
			 WHERE s.ended_at IS NULL AND s.expires_at > now() AND (s.idle_for IS NULL OR s.seen_at + s.idle_for > now())`

// atWork is the condition that somebody, u, works on the day ?3.
const atWork = "u.on_duty AND NOT coalesce(?3::date BETWEEN u.leave_from AND u.leave_until, false)"

// Withdraw posts to every device that shows notices of an enquiry that they are
// out of date.
func (s Store) Withdraw(ctx context.Context, enquiryID int64) error {
	_, err := s.idb.NewRaw(`
		INSERT INTO outbox (kind, via, enquiry_id, user_id, device_id)
		SELECT DISTINCT 'withdrawn', 'push', enquiry_id, user_id, device_id FROM outbox
		 WHERE enquiry_id = ? AND via = 'push' AND kind IN ('new_enquiry', 'nudge') AND result = 'sent' AND device_id IS NOT NULL`, enquiryID).Exec(ctx)
	return resolve("withdraw notices", err)
}

// PostMorning posts the list of a day to everybody at work who has follow-ups
// that are due before it ends.
func (s Store) PostMorning(ctx context.Context, day string, end time.Time) error {
	_, err := s.idb.NewRaw(`
		INSERT INTO outbox (kind, via, user_id, once)
		SELECT 'morning', 'mail', u.id, 'morning ' || ?3 || ' ' || u.id
		  FROM users u LEFT JOIN notice_choices c ON c.user_id = u.id
		 WHERE u.active AND u.role <> 'front_desk' AND `+atWork+` AND NOT 'morning' = ANY(coalesce(c.mail_off, '{}'))
		   AND EXISTS (SELECT FROM follow_ups f JOIN enquiries e ON e.id = f.enquiry_id
		                WHERE e.claimed_by = u.id AND f.ended_at IS NULL AND f.due_at < ?0)
		ON CONFLICT (once) DO NOTHING`, end, nil, nil, day).Exec(ctx)
	return resolve("post morning lists", err)
}

// PostWeekly posts the figures of the week to the owners.
func (s Store) PostWeekly(ctx context.Context, day string) error {
	_, err := s.idb.NewRaw(`
		INSERT INTO outbox (kind, via, user_id, once)
		SELECT 'weekly', 'mail', u.id, 'weekly ' || ? || ' ' || u.id
		  FROM users u LEFT JOIN notice_choices c ON c.user_id = u.id
		 WHERE u.active AND u.role = 'owner' AND NOT 'weekly' = ANY(coalesce(c.mail_off, '{}'))
		ON CONFLICT (once) DO NOTHING`, day).Exec(ctx)
	return resolve("post weekly figures", err)
}

// WeekFigures returns the figures since a time. Samples count in none.
func (s Store) WeekFigures(ctx context.Context, since time.Time) (app.Week, error) {
	var w app.Week
	err := s.row(ctx, "read week", &w, `
		WITH came AS (
			SELECT e.due_at, (SELECT min(c.claimed_at) FROM claims c WHERE c.enquiry_id = e.id) AS first
			  FROM enquiries e WHERE e.created_at >= ?0 AND NOT e.sample
		)
		SELECT (SELECT count(*) FROM came) AS received, (SELECT count(first) FROM came) AS claimed,
		       (SELECT count(*) FROM came WHERE first <= due_at) AS in_time,
		       (SELECT count(*) FROM enquiries WHERE stage = 'enrolled' AND closed_at >= ?0 AND NOT sample) AS enrolled,
		       count(*) AS waiting, min(created_at) AS oldest_waiting
		  FROM enquiries WHERE claimed_by IS NULL AND closed_at IS NULL AND NOT sample`, since)
	return w, err
}
