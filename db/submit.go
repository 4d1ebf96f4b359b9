package db

import (
	"cmp"
	"context"
	"encoding/hex"
	"encoding/json"
	"fmt"

	"firstbell/app"
)

// submission is one new enquiry on its way into a batch. Its JSON is what the
// statement below reads.
type submission struct {
	N       int     `json:"n"`
	Name    string  `json:"name"`
	Email   string  `json:"email"`
	Phone   *string `json:"phone"`
	Course  string  `json:"course"`
	Message *string `json:"message"`
	Lang    *string `json:"lang"`
	Branch  *string `json:"branch"`
	Origin  string  `json:"origin"`
	Request string  `json:"request"`
	Given   bool    `json:"given"`
	Op      *string `json:"op"`
	Key     int64   `json:"key"`
}

// addedRow is a row of a batch: N says whose.
type addedRow struct {
	app.Enquiry
	N int
}

// AddEnquiry keeps a new enquiry, its first event and its op together;
// app.ErrOpTaken when the op is kept already. When an op without a key asks the
// same as another one within two minutes before, it returns that enquiry.
func (s Store) AddEnquiry(ctx context.Context, n app.NewEnquiry, op *app.Op) (app.Enquiry, error) {
	in := submission{Name: n.Name, Email: n.Email, Phone: n.Phone, Course: n.CourseInterest, Message: n.Message,
		Lang: n.Language, Branch: n.Branch, Origin: string(cmp.Or(n.Origin, app.FromForm)), Request: hex.EncodeToString(op.Request), Given: op.Given, Op: ledgerID(op), Key: op.KeyID}
	e, err := s.shared.enquiries.do(ctx, in)
	if err != nil {
		return app.Enquiry{}, err
	}
	if e != nil {
		return *e, nil
	}
	var same app.Enquiry // the same request was there before
	err = s.row(ctx, "read the same enquiry", &same, `
		SELECT `+enquiryColumns+` FROM submissions s JOIN enquiries e ON e.id = s.enquiry_id WHERE s.request = ?`, op.Request)
	return same, err
}

// ledgerID is the id under which an op is kept; nil only in the proof's mutant.
func ledgerID(op *app.Op) *string {
	if app.Mutant("no-ledger") {
		return nil
	}
	return &op.ID
}

// addAll keeps the new enquiries of a batch in one statement. Two that ask the
// same in one batch are one; two that ask the same at one moment elsewhere wait
// for each other on the row of the request, all in the order of their requests.
func (s Store) addAll(ctx context.Context, ins []submission) ([]*app.Enquiry, error) {
	for i := range ins {
		ins[i].N = i
	}
	input, err := json.Marshal(ins)
	if err != nil {
		return nil, fmt.Errorf("add enquiries: %w", err)
	}
	rows, err := change[addedRow](ctx, s, "add enquiries", addStatement, string(input))
	if err != nil {
		return nil, err
	}
	outs := make([]*app.Enquiry, len(ins))
	for _, r := range rows {
		outs[r.N] = &r.Enquiry
	}
	return outs, nil
}

// addStatement is the statement of addAll.
var addStatement = plan("add", `
		WITH input AS (
			SELECT i.*, decode(i.request, 'hex') AS hash, nextval('enquiries_id_seq') AS id
			  FROM jsonb_to_recordset($1::jsonb) AS i
			       (n int, name text, email text, phone text, course text, message text, lang text, branch text, origin text, request text, given boolean, op text, key bigint)
		), fresh AS (
			INSERT INTO submissions (request, enquiry_id, at)
			SELECT hash, min(id), now() FROM input WHERE NOT given GROUP BY hash ORDER BY hash
			ON CONFLICT (request) DO UPDATE SET enquiry_id = excluded.enquiry_id, at = excluded.at
			      WHERE submissions.at < now() - interval '2 minutes'
			RETURNING enquiry_id
		), e AS (
			INSERT INTO enquiries (id, name, email, phone, course_interest, message, language, branch, origin, due_at)
			SELECT i.id, i.name, i.email, i.phone, i.course, i.message, i.lang, i.branch, i.origin, now() + promise_minutes * interval '1 minute'
			  FROM school, input i WHERE i.given OR i.id IN (SELECT enquiry_id FROM fresh) ORDER BY i.id
			RETURNING *
		), told AS (
			INSERT INTO events (enquiry_id, kind, key_id, at, op_id)
			SELECT e.id, 'received', nullif(i.key, 0), e.created_at, i.op FROM e JOIN input i USING (id) ORDER BY e.id
		), posted AS (
			INSERT INTO outbox (kind, via, enquiry_id) SELECT 'received', 'desk', id FROM e ORDER BY id
		), kept AS (
			INSERT INTO ops (id, request, outcome)
			SELECT i.op, i.hash, jsonb_build_object('result', `+enquiryJSON+`) FROM e JOIN input i USING (id) WHERE i.op IS NOT NULL
		)
		SELECT `+enquiryColumns+`, i.n FROM e JOIN input i USING (id)`)
