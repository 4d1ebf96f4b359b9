package db

import (
	"context"

	"firstbell/app"
)

// PrivacyRequests returns what people asked for, the newest first.
func (s Store) PrivacyRequests(ctx context.Context, limit int) ([]app.PersonRequest, error) {
	return list[app.PersonRequest](ctx, s, "read privacy requests", `
		SELECT p.id, p.kind, p.at, e.id AS enquiry_id, coalesce(e.name, a.enquiry->>'Name') AS name,
		       CASE p.kind WHEN 'erase' THEN e.erased_at ELSE p.at END AS done_at
		  FROM privacy_requests p JOIN answers a ON a.id = p.answer_id
		  LEFT JOIN touches t ON t.id = a.touch_id LEFT JOIN enquiries e ON e.id = t.enquiry_id
		 ORDER BY p.at DESC, p.id DESC LIMIT ?`, limit)
}

// EnquiriesOf returns the enquiries under contact points, also those that a
// parent's number was given in or that they were merged with, by number.
func (s Store) EnquiriesOf(ctx context.Context, contacts []string) ([]app.PersonEnquiry, error) {
	return list[app.PersonEnquiry](ctx, s, "read a person's enquiries", `
		WITH found AS (
			SELECT id, merged_into FROM enquiries WHERE id IN (
				SELECT id FROM enquiries WHERE phone = ANY(?0::text[])
				UNION SELECT id FROM enquiries WHERE email = ANY(?0::text[]) AND email <> ''
				UNION SELECT enquiry_id FROM touches WHERE phone = ANY(?0::text[]) OR email = ANY(?0::text[]) AND email <> ''
				UNION SELECT t.enquiry_id FROM answers a JOIN touches t ON t.id = a.touch_id WHERE a.parent_phone = ANY(?0::text[]))
		)
		SELECT e.id, e.name, e.course_interest, e.stage, e.created_at, e.erased_at FROM enquiries e
		 WHERE e.id IN (SELECT id FROM found UNION SELECT merged_into FROM found) OR e.merged_into IN (SELECT id FROM found UNION SELECT merged_into FROM found)
		 ORDER BY e.id`, array(contacts))
}

// AnswersOf returns the answers under contact points that are no enquiry.
func (s Store) AnswersOf(ctx context.Context, contacts []string) ([]int64, error) {
	return list[int64](ctx, s, "read a person's answers", `
		SELECT id FROM answers WHERE state <> 'in' AND (enquiry->>'Email' = ANY(?0::text[]) OR enquiry->>'Phone' = ANY(?0::text[])
		    OR parent_phone = ANY(?0::text[])) ORDER BY id`, array(contacts))
}

// ofAnswers is the condition that an answer, a, is one of ?1 or of an enquiry of ?0.
const ofAnswers = "(a.id = ANY(?1::bigint[]) OR a.touch_id IN (SELECT id FROM touches WHERE enquiry_id = ANY(?0::bigint[])))"

// holdings say where words about people are, table by table.
var holdings = []struct{ what, rows string }{
	{"enquiries", "SELECT to_jsonb(x) AS row FROM enquiries x WHERE x.id = ANY(?0::bigint[]) ORDER BY x.id"},
	{"touches", "SELECT to_jsonb(x) AS row FROM touches x WHERE x.enquiry_id = ANY(?0::bigint[]) ORDER BY x.id"},
	{"answers", "SELECT to_jsonb(a) - 'view' AS row FROM answers a WHERE " + ofAnswers + " ORDER BY a.id"},
	{"consents", "SELECT to_jsonb(x) AS row FROM consents x JOIN answers a ON a.id = x.answer_id WHERE " + ofAnswers + " ORDER BY x.id"},
	{"privacy_requests", "SELECT to_jsonb(x) AS row FROM privacy_requests x JOIN answers a ON a.id = x.answer_id WHERE " + ofAnswers + " ORDER BY x.id"},
	{"notes", "SELECT to_jsonb(x) AS row FROM notes x WHERE x.enquiry_id = ANY(?0::bigint[]) ORDER BY x.id"},
	{"attempts", "SELECT to_jsonb(x) AS row FROM attempts x WHERE x.enquiry_id = ANY(?0::bigint[]) ORDER BY x.id"},
	{"follow_ups", "SELECT to_jsonb(x) AS row FROM follow_ups x WHERE x.enquiry_id = ANY(?0::bigint[]) ORDER BY x.id"},
	{"claims", "SELECT to_jsonb(x) AS row FROM claims x WHERE x.enquiry_id = ANY(?0::bigint[]) ORDER BY x.id"},
	{"events", "SELECT to_jsonb(x) - 'op_id' AS row FROM events x WHERE x.enquiry_id = ANY(?0::bigint[]) ORDER BY x.id"},
	{"outbox", "SELECT to_jsonb(x) - 'nonce' AS row FROM outbox x WHERE x.enquiry_id = ANY(?0::bigint[]) ORDER BY x.id"},
	{"merges", "SELECT to_jsonb(x) AS row FROM merges x WHERE x.enquiry_id = ANY(?0::bigint[]) OR x.into_id = ANY(?0::bigint[]) ORDER BY x.id"},
	{"distinct_pairs", "SELECT to_jsonb(x) AS row FROM distinct_pairs x WHERE x.low_id = ANY(?0::bigint[]) OR x.high_id = ANY(?0::bigint[]) ORDER BY x.low_id, x.high_id"},
	{"minor_views", "SELECT to_jsonb(x) AS row FROM minor_views x WHERE x.enquiry_id = ANY(?0::bigint[]) ORDER BY x.day, x.user_id"},
}

// HeldOf returns every row that is kept about enquiries and answers, by table.
func (s Store) HeldOf(ctx context.Context, enquiries, answers []int64) ([]app.Kept, error) {
	type kept struct{ Row map[string]any }
	all := make([]app.Kept, 0, len(holdings))
	for _, h := range holdings {
		rows, err := list[kept](ctx, s, "read what is kept of a person", h.rows, array(enquiries), array(answers))
		if err != nil {
			return nil, err
		}
		held := app.Kept{What: h.what, Rows: make([]map[string]any, len(rows))}
		for i, r := range rows {
			held.Rows[i] = r.Row
		}
		all = append(all, held)
	}
	return all, nil
}
