package db

import (
	"context"
	"encoding/json"
	"fmt"

	"firstbell/app"
)

// LockTraces locks the contact points of enquiries, the answers to forms and the
// letters about them, in this order and each kind in one of its own: whoever else
// needs them and an enquiry locks them first, too.
func (s Store) LockTraces(ctx context.Context, enquiries, answers []int64) (app.Traces, error) {
	t, err := s.Traces(ctx, enquiries)
	if err != nil {
		return t, err
	}
	for _, q := range []string{
		`SELECT FROM contact_points WHERE value = ANY(?2::text[]) ORDER BY value COLLATE "C", kind FOR UPDATE`,
		"SELECT FROM answers WHERE id = ANY(?1::bigint[]) OR touch_id IN (SELECT id FROM touches WHERE enquiry_id = ANY(?0::bigint[])) ORDER BY id FOR UPDATE",
		"SELECT FROM outbox WHERE enquiry_id = ANY(?0::bigint[]) ORDER BY id FOR UPDATE",
	} {
		if _, err := s.idb.NewRaw(q, array(enquiries), array(answers), array(t.Contacts)).Exec(ctx); err != nil {
			return t, resolve("lock what is to be erased", err)
		}
	}
	return t, nil
}

// Traces returns the names, addresses and numbers that enquiries were sent with.
func (s Store) Traces(ctx context.Context, enquiries []int64) (t app.Traces, err error) {
	const given = ` FROM (SELECT name, email, phone FROM enquiries WHERE id = ANY(?0::bigint[])
		UNION SELECT name, email, phone FROM touches WHERE enquiry_id = ANY(?0::bigint[])) x`
	t.Contacts, err = list[string](ctx, s, "read contact points", "SELECT DISTINCT value FROM (SELECT email AS value"+given+
		" UNION SELECT phone"+given+") v WHERE value <> '' ORDER BY 1", array(enquiries))
	if err == nil {
		t.Names, err = list[string](ctx, s, "read names", "SELECT DISTINCT name"+given+" ORDER BY 1", array(enquiries))
	}
	return t, err
}

// erasedCourse keeps what was asked for when it is a course of the school, and
// nothing of what somebody typed there.
const erasedCourse = "coalesce((SELECT c.name FROM courses c WHERE lower(c.name) = lower(course_interest) LIMIT 1), 'Erased')"

// erasures are the statements of Erase, in their order. ?0 are the enquiries, ?1
// the answers, ?2 the time, ?3 by whom and ?4 why, ?5 the contact points, ?6 what
// repeats are answered from now on, ?7 the words by which to know kept answers.
var erasures = []string{
	`INSERT INTO erasures (kind, number, received_at, erased_at, erased_by, reason)
	 SELECT 'enquiry', id, created_at, ?2::timestamptz, ?3::bigint, ?4 FROM enquiries WHERE id = ANY(?0::bigint[])
	 UNION ALL SELECT 'answer', id, at, ?2::timestamptz, ?3::bigint, ?4 FROM answers WHERE id = ANY(?1::bigint[])
	 ON CONFLICT DO NOTHING`,
	`UPDATE enquiries SET name = 'Erased', email = '', phone = NULL, message = NULL, language = NULL, branch = NULL, minor = false, no_contact_at = NULL,
	        starts_on = NULL, tags = '{}', course_interest = ` + erasedCourse + `, erased_at = ?2, updated_at = ?2, version = version + 1 WHERE id = ANY(?0::bigint[])`,
	"DELETE FROM search_words WHERE enquiry_id = ANY(?0::bigint[])",
	"DELETE FROM contact_points WHERE value = ANY(?5::text[])", // who asks under one again brings it back
	`UPDATE touches SET name = 'Erased', email = '', phone = NULL, message = NULL, language = NULL, branch = NULL, course_interest = ` + erasedCourse + `,
	        source = (SELECT s.name FROM sources s WHERE lower(s.name) = lower(source) LIMIT 1), medium = NULL, campaign = NULL, click_id = NULL,
	        referrer = NULL, landing = NULL WHERE enquiry_id = ANY(?0::bigint[])`,
	"DELETE FROM touch_words WHERE enquiry_id = ANY(?0::bigint[])",
	"DELETE FROM notes WHERE enquiry_id = ANY(?0::bigint[])",
	"UPDATE attempts SET note = NULL WHERE enquiry_id = ANY(?0::bigint[])",
	"UPDATE follow_ups SET note = NULL WHERE enquiry_id = ANY(?0::bigint[])",
	"UPDATE merges SET before = '{}', took = NULL WHERE enquiry_id = ANY(?0::bigint[]) OR into_id = ANY(?0::bigint[])",
	"DELETE FROM distinct_pairs WHERE low_id = ANY(?0::bigint[]) OR high_id = ANY(?0::bigint[])",
	"DELETE FROM minor_views WHERE enquiry_id = ANY(?0::bigint[])",
	"DELETE FROM looking WHERE enquiry_id = ANY(?0::bigint[])",
	"DELETE FROM submissions WHERE touch_id IN (SELECT id FROM touches WHERE enquiry_id = ANY(?0::bigint[]))",
	"DELETE FROM answers WHERE id = ANY(?1::bigint[]) AND state <> 'in'",
	"UPDATE answers SET own = '[]', who = NULL, parent_name = NULL, parent_phone = NULL WHERE id = ANY(?1::bigint[])",
	`UPDATE outbox SET answer = NULL, nonce = NULL, ended_at = coalesce(ended_at, clock_timestamp()), result = coalesce(result, 'dropped')
	  WHERE enquiry_id = ANY(?0::bigint[])`,
	`INSERT INTO outbox (kind, via, enquiry_id)
	 SELECT DISTINCT 'withdrawn', 'desk', enquiry_id FROM outbox WHERE enquiry_id = ANY(?0::bigint[]) AND via = 'push' AND result = 'sent'`,
	`UPDATE ops SET outcome = ?6::jsonb, touch_id = NULL WHERE id IN (SELECT op_id FROM events WHERE enquiry_id = ANY(?0::bigint[]))
	     OR EXISTS (SELECT FROM unnest(?7::text[]) w WHERE position(w IN outcome::text) > 0)`,
	"UPDATE ops SET outcome = outcome #- '{refusal,Stale,Fields}' WHERE outcome #> '{refusal,Stale,Fields}' IS NOT NULL",
	"UPDATE events SET reason = NULL WHERE enquiry_id = ANY(?0::bigint[]) AND reason IS NOT NULL",
}

// Erase takes away every word that is kept of enquiries, whose rows are locked,
// and of answers to forms, and keeps their numbers in the list of erasures. It
// returns the answers, those of the enquiries among them.
func (s Store) Erase(ctx context.Context, e app.Erasing) ([]int64, error) {
	answers, err := list[int64](ctx, s, "read answers", `
		SELECT id FROM answers WHERE id = ANY(?1::bigint[]) OR touch_id IN (SELECT id FROM touches WHERE enquiry_id = ANY(?0::bigint[])) ORDER BY id`,
		array(e.Enquiries), array(e.Answers))
	if err != nil {
		return nil, err
	}
	kept, err := json.Marshal(map[string]any{"refusal": app.ErrErased})
	if err != nil {
		return nil, fmt.Errorf("erase: %w", err)
	}
	var words []string // as they stand in JSON
	for _, w := range append(e.Traces.Contacts, e.Traces.Names...) {
		raw, err := json.Marshal(w)
		if err != nil {
			return nil, fmt.Errorf("erase: %w", err)
		}
		words = append(words, string(raw[1:len(raw)-1]))
	}
	for _, q := range erasures {
		if _, err := s.idb.NewRaw(q, array(e.Enquiries), array(answers), e.At, e.By, e.Reason, array(e.Traces.Contacts), string(kept), array(words)).Exec(ctx); err != nil {
			return nil, resolve("erase", err)
		}
	}
	return answers, nil
}

// Erasures returns the list of erasures.
func (s Store) Erasures(ctx context.Context) ([]app.Erasure, error) {
	return list[app.Erasure](ctx, s, "read erasures", "SELECT kind, number, received_at, erased_at, erased_by, reason FROM erasures ORDER BY erased_at, kind, number")
}

// ErasuresIfAny is Erasures of a database that may be empty or of an older
// version.
func (s Store) ErasuresIfAny(ctx context.Context) ([]app.Erasure, error) {
	var there bool
	err := s.row(ctx, "look for erasures", &there, "SELECT to_regclass('erasures') IS NOT NULL")
	if err != nil || !there {
		return nil, err
	}
	return s.Erasures(ctx)
}

// AddErasure keeps a line of the list, unless it is there.
func (s Store) AddErasure(ctx context.Context, e app.Erasure) error {
	_, err := s.idb.NewRaw(`INSERT INTO erasures (kind, number, received_at, erased_at, erased_by, reason) VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`,
		e.Kind, e.Number, e.ReceivedAt, e.ErasedAt, e.ErasedBy, e.Reason).Exec(ctx)
	return resolve("keep an erasure", err)
}

// StillThere reports whether what was erased before is there, with its words: the
// very same, not another one that was given its number later.
func (s Store) StillThere(ctx context.Context, e app.Erasure) (bool, error) {
	var there bool
	err := s.row(ctx, "look for what was erased", &there, `
		SELECT CASE ?0 WHEN 'enquiry' THEN EXISTS (SELECT FROM enquiries WHERE id = ?1 AND created_at = ?2 AND erased_at IS NULL)
		    ELSE EXISTS (SELECT FROM answers WHERE id = ?1 AND at = ?2 AND (state <> 'in' OR own <> '[]' OR who IS NOT NULL)) END`, e.Kind, e.Number, e.ReceivedAt)
	return there, err
}
