package db

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"firstbell/app"
)

const answerColumns = "a.id, a.submission, a.view, a.form_id, a.form_version, a.language, a.enquiry, a.own, a.who, a.parent_name, a.parent_phone, a.state, a.signs, a.at"

// consentRow is a consent as the statement reads it.
type consentRow struct {
	Purpose app.Purpose `json:"purpose"`
	Text    string      `json:"text"`
	Version int         `json:"version"`
	GivenAt time.Time   `json:"given_at"`
}

// AddAnswer keeps an answer with its consents, unless its submission is kept
// already, and returns what has become of it. After most others from the same
// page it is suspected.
func (s Store) AddAnswer(ctx context.Context, a app.Answer, most int) (app.AnswerState, error) {
	enquiry, err := json.Marshal(a.Enquiry)
	if err != nil {
		return "", fmt.Errorf("keep answer: %w", err)
	}
	own, err := json.Marshal(append([]app.OwnAnswer{}, a.Own...))
	if err != nil {
		return "", fmt.Errorf("keep answer: %w", err)
	}
	consents := make([]consentRow, len(a.Consents))
	for i, c := range a.Consents {
		consents[i] = consentRow{c.Purpose, c.Text, c.TextVersion, c.GivenAt}
	}
	agreed, err := json.Marshal(consents)
	if err != nil {
		return "", fmt.Errorf("keep answer: %w", err)
	}
	_, err = s.idb.NewRaw(`
		WITH n AS (
			SELECT count(*) >= ?14 AS many FROM answers WHERE view = ?1
		), a AS (
			INSERT INTO answers (submission, view, form_id, form_version, language, enquiry, own, who, parent_name, parent_phone, state, signs, at)
			SELECT ?0, ?1, ?2, ?3, ?4, ?5::jsonb, ?6::jsonb, ?7, ?8, ?9, CASE WHEN many THEN 'suspected' ELSE ?10 END,
			       CASE WHEN many THEN array_append(?11::text[], ?15) ELSE ?11::text[] END, ?12::timestamptz FROM n
			ON CONFLICT (submission) DO NOTHING RETURNING id
		)
		INSERT INTO consents (answer_id, purpose, text, text_version, given_at)
		SELECT a.id, c.purpose, c.text, c.version, c.given_at
		  FROM a, jsonb_to_recordset(?13::jsonb) AS c (purpose text, text text, version integer, given_at timestamptz)`,
		a.Submission, a.View, a.FormID, a.FormVersion, a.Language, string(enquiry), string(own), a.Who, a.ParentName, a.ParentPhone,
		a.State, array(a.Signs), a.At, string(agreed), most, app.SignRepeated).Exec(ctx)
	if err != nil {
		return "", resolve("keep answer", err)
	}
	var state app.AnswerState
	return state, s.row(ctx, "read answer", &state, "SELECT state FROM answers WHERE submission = ?", a.Submission)
}

// AnswerIn notes which touch of an enquiry an answer has become. Who agrees to be
// contacted may be, whatever they asked for before.
func (s Store) AnswerIn(ctx context.Context, submission string, touchID int64) error {
	_, err := s.idb.NewRaw(`
		WITH a AS (
			UPDATE answers SET state = 'in', enquiry = NULL, touch_id = ?1 WHERE submission = ?0 AND state = 'received'
			RETURNING who IS NOT NULL AND who <> 'student' AS minor, (SELECT min(p.at) FROM privacy_requests p WHERE p.answer_id = answers.id) AS asked
		)
		UPDATE enquiries e SET minor = e.minor OR a.minor, no_contact_at = a.asked FROM a, touches t
		 WHERE t.id = ?1 AND e.id = t.enquiry_id AND (a.minor AND NOT e.minor OR e.no_contact_at IS DISTINCT FROM a.asked)`, submission, touchID).Exec(ctx)
	return resolve("let answer in", err)
}

// StuckAnswers returns what was received before a time and not let in.
func (s Store) StuckAnswers(ctx context.Context, before time.Time) ([]app.Answer, error) {
	return list[app.Answer](ctx, s, "read stuck answers",
		"SELECT "+answerColumns+" FROM answers a WHERE a.state = 'received' AND a.at < ? ORDER BY a.at LIMIT 100", before)
}

// FromForm returns the answers of an enquiry with their consents, the newest
// first.
func (s Store) FromForm(ctx context.Context, enquiryID int64) ([]app.FormAnswer, error) {
	answers, err := list[app.FormAnswer](ctx, s, "read answers", "SELECT "+answerColumns+`, f.name AS form_name
		FROM touches t JOIN answers a ON a.touch_id = t.id JOIN forms f ON f.id = a.form_id WHERE t.enquiry_id = ? ORDER BY a.id DESC LIMIT 20`, enquiryID)
	if err != nil || len(answers) == 0 {
		return answers, err
	}
	type given struct {
		app.Consent
		AnswerID int64
	}
	consents, err := list[given](ctx, s, "read consents", `
		SELECT c.answer_id, c.purpose, c.text, c.text_version, c.given_at, c.withdrawn_at
		  FROM touches t JOIN answers a ON a.touch_id = t.id JOIN consents c ON c.answer_id = a.id WHERE t.enquiry_id = ? ORDER BY c.id`, enquiryID)
	if err != nil {
		return nil, err
	}
	asked, err := list[app.PrivacyRequest](ctx, s, "read privacy requests", `
		SELECT p.answer_id, p.kind, p.at
		  FROM touches t JOIN answers a ON a.touch_id = t.id JOIN privacy_requests p ON p.answer_id = a.id WHERE t.enquiry_id = ? ORDER BY p.id`, enquiryID)
	for i := range answers {
		a := &answers[i]
		for _, c := range consents {
			if c.AnswerID == a.ID {
				a.Consents = append(a.Consents, c.Consent)
			}
		}
		for _, p := range asked {
			if p.AnswerID == a.ID {
				a.Asked = append(a.Asked, p)
			}
		}
	}
	return answers, err
}
