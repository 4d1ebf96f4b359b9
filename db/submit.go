package db

import (
	"cmp"
	"context"
	"encoding/hex"
	"encoding/json"
	"errors"

	"github.com/uptrace/bun/driver/pgdriver"

	"firstbell/app"
)

// submission is what came through the public door, on its way into a batch. Its
// JSON is what the statement below reads.
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
	Mails   bool    `json:"mails"`
	Op      *string `json:"op"`
	Key     int64   `json:"key"`

	Source      string `json:"source,omitempty"`
	Medium      string `json:"medium,omitempty"`
	Campaign    string `json:"campaign,omitempty"`
	Click       string `json:"click,omitempty"`
	Referrer    string `json:"referrer,omitempty"`
	Landing     string `json:"landing,omitempty"`
	Form        int64  `json:"form,omitempty"`
	FormVersion int    `json:"form_version,omitempty"`
	Submission  string `json:"submission,omitempty"`
}

func submitted(n app.NewEnquiry) submission {
	t := n.Touch
	return submission{Mails: n.Mails, Name: n.Name, Email: n.Email, Phone: n.Phone, Course: n.CourseInterest, Message: n.Message, Lang: n.Language, Branch: n.Branch,
		Origin: string(cmp.Or(t.Origin, app.FromForm)), Source: t.Source, Medium: t.Medium, Campaign: t.Campaign, Click: t.ClickID,
		Referrer: t.Referrer, Landing: t.Landing, Form: t.FormID, FormVersion: t.FormVersion, Submission: t.Submission}
}

// contacts are the contact points that a submission brings.
func (s submission) contacts() []string {
	list := []string{s.Email}
	if s.Phone != nil {
		list = append(list, *s.Phone)
	}
	return list
}

// contactsOf are the contact points of submissions as JSON.
func contactsOf(all ...submission) string {
	var list []string
	for _, in := range all {
		list = append(list, in.contacts()...)
	}
	raw, _ := json.Marshal(list) // strings can always be written
	return string(raw)
}

// addedRow is a row of a batch: N says whose.
type addedRow struct {
	app.Enquiry
	N int
}

// AddEnquiry keeps a new enquiry or a touch of an open one, its event and its op
// together, and returns it as it was typed; app.ErrOpTaken when the op is kept
// already. When an op without a key asks the same as another one within two
// minutes before, or a form sends again what it has sent, it returns that.
func (s Store) AddEnquiry(ctx context.Context, n app.NewEnquiry, op *app.Op) (app.Enquiry, error) {
	in := submitted(n)
	in.Request, in.Given, in.Op, in.Key = hex.EncodeToString(op.Request), op.Given, ledgerID(op), op.KeyID
	e, err := s.shared.enquiries.do(ctx, in)
	if err != nil && !sentBefore(err) {
		return app.Enquiry{}, err
	}
	if e != nil {
		return *e, nil
	}
	var same app.Enquiry // it was there before
	err = s.row(ctx, "read the same submission", &same, `
		SELECT `+enquiryColumns+` FROM `+touchAsTyped("t.submission = nullif(?1, '')::uuid OR t.id = (SELECT touch_id FROM submissions WHERE request = ?0)")+`
		 ORDER BY e.submission LIMIT 1`, op.Request, in.Submission)
	return same, err
}

// sentBefore reports that a form sends this a second time, with another address
// or number than the first.
func sentBefore(err error) bool {
	pg, ok := errors.AsType[pgdriver.Error](err)
	return ok && pg.Field('n') == "touches_submission_key"
}

// ledgerID is the id under which an op is kept; nil only in the proof's mutant.
func ledgerID(op *app.Op) *string {
	if app.Mutant("no-ledger") {
		return nil
	}
	return &op.ID
}

// addAll keeps the submissions of a batch, those who share no contact point in
// one statement: of two that do, the second has to see what came of the first.
func (s Store) addAll(ctx context.Context, ins []submission) ([]*app.Enquiry, error) {
	outs := make([]*app.Enquiry, len(ins))
	for _, apart := range strangers(ins) {
		rows, err := change[addedRow](ctx, s, "add enquiries", addStatement, apart, json.RawMessage(contactsOf(apart...)))
		if err != nil {
			return nil, err
		}
		for _, r := range rows {
			outs[r.N] = &r.Enquiry
		}
	}
	return outs, nil
}

// strangers numbers submissions and parts them, in their order, so that no two of
// one part share a contact point.
func strangers(ins []submission) [][]submission {
	var parts [][]submission
	next := map[string]int{} // the first part that a contact point is not in
	for n, in := range ins {
		in.N = n
		part := 0
		for _, c := range in.contacts() {
			part = max(part, next[c])
		}
		for _, c := range in.contacts() {
			next[c] = part + 1
		}
		if part == len(parts) {
			parts = append(parts, nil)
		}
		parts[part] = append(parts[part], in)
	}
	return parts
}

// bring holds contact points, an array in jsonb, in one order, before anybody looks
// who is known by them: two that bring the same one at one moment come one after
// the other.
func bring(contacts string) string {
	return `
		INSERT INTO contact_points (value, kind)
		SELECT c, CASE WHEN c LIKE '%@%' THEN 'email' ELSE 'phone' END FROM jsonb_array_elements_text(` + contacts + `) c WHERE c <> '' ORDER BY c COLLATE "C"
		ON CONFLICT (value, kind) DO UPDATE SET kind = excluded.kind`
}

// known finds the oldest open enquiry of the person who typed i, about the same
// course, or the one that it was merged into. A person is a name under an address
// or number, also one that they gave only when they asked again.
const known = `
			SELECT e.id, e.claimed_by FROM enquiries e
			 WHERE e.closed_at IS NULL AND NOT e.sample AND e.id = ANY (ARRAY(
				SELECT coalesce(x.merged_into, x.id) FROM enquiries x
				 WHERE x.email = i.email AND x.email <> '' AND folded(x.name) = folded(i.name) AND folded(x.course_interest) = folded(i.course)
				UNION ALL SELECT coalesce(x.merged_into, x.id) FROM enquiries x
				 WHERE x.phone = i.phone AND folded(x.name) = folded(i.name) AND folded(x.course_interest) = folded(i.course)
				UNION ALL SELECT coalesce((SELECT merged_into FROM enquiries x WHERE x.id = t.enquiry_id), t.enquiry_id) FROM touches t
				 WHERE t.email = i.email AND t.email <> '' AND t.id <> t.enquiry_id AND folded(t.name) = folded(i.name) AND folded(t.course_interest) = folded(i.course)
				UNION ALL SELECT coalesce((SELECT merged_into FROM enquiries x WHERE x.id = t.enquiry_id), t.enquiry_id) FROM touches t
				 WHERE t.phone = i.phone AND t.id <> t.enquiry_id AND folded(t.name) = folded(i.name) AND folded(t.course_interest) = folded(i.course)
			 )) ORDER BY e.id LIMIT 1`

// addTouch begins the statement that keeps touches.
const addTouch = `
			INSERT INTO touches (id, enquiry_id, at, origin, name, email, phone, course_interest, message, language, branch,
			                     source, medium, campaign, click_id, referrer, landing, form_id, form_version, submission)
			`

// tags are the last of its columns, of a submission.
const tags = "source, medium, campaign, click, referrer, landing, form, form_version, submission"

// touchRecord reads a submission as JSON, i.
func touchRecord(input string) string {
	return "jsonb_to_record(" + input + `::jsonb) AS i (name text, email text, phone text, course text, message text, lang text, branch text, origin text,
			source text, medium text, campaign text, click text, referrer text, landing text, form bigint, form_version int, submission uuid)`
}

// touchAsTyped is the enquiry, e, that whoever sent a touch, t, was answered with.
func touchAsTyped(which string) string {
	return "(SELECT t.*, " + asTyped("t.at", "promised(t.at)") + " FROM touches t WHERE " + which + ") e"
}

// asTyped are the columns that an enquiry has from the moment it is made, at, to be
// answered by due: what whoever sends one sees, whatever became of it.
func asTyped(at, due string) string {
	return `NULL::bigint AS claimed_by, NULL::timestamptz AS claimed_at, ` + at + ` AS created_at, ` + at + ` AS updated_at,
		` + due + ` AS due_at, 'new' AS stage, NULL::timestamptz AS closed_at, false AS minor, NULL::timestamptz AS no_contact_at`
}

// addStatement is the statement of addAll.
var addStatement = planLocked("add", bring("$2::jsonb"), `
		WITH input AS (
			SELECT i.*, decode(i.request, 'hex') AS hash, nextval('enquiries_id_seq') AS id
			  FROM jsonb_to_recordset($1::jsonb) AS i
			       (n int, name text, email text, phone text, course text, message text, lang text, branch text, origin text, request text, given boolean, mails boolean, op text, key bigint,
			        source text, medium text, campaign text, click text, referrer text, landing text, form bigint, form_version int, submission uuid)
			 WHERE i.submission IS NULL OR (SELECT count(*) FROM touches t WHERE t.submission = i.submission) = 0
		), fresh AS (
			INSERT INTO submissions (request, touch_id, at)
			SELECT hash, id, now() FROM input WHERE NOT given ORDER BY hash
			ON CONFLICT (request) DO UPDATE SET touch_id = excluded.touch_id, at = excluded.at
			      WHERE submissions.at < now() - interval '2 minutes'
			RETURNING touch_id
		), asked AS (
			SELECT i.*, known.id AS known, known.claimed_by AS owner FROM input i LEFT JOIN LATERAL (`+known+` FOR KEY SHARE OF e
			  ) known ON true
			 WHERE i.given OR i.id IN (SELECT touch_id FROM fresh)
		), promise AS MATERIALIZED (
			SELECT promised(now()) AS due -- once for all
		), e AS (
			INSERT INTO enquiries (id, name, email, phone, course_interest, message, language, branch, origin, due_at)
			SELECT a.id, a.name, a.email, a.phone, a.course, a.message, a.lang, a.branch, a.origin, due
			  FROM promise, asked a WHERE a.known IS NULL ORDER BY a.id
		), touched AS (`+addTouch+`
			SELECT a.id, coalesce(a.known, a.id), now(), a.origin, a.name, a.email, a.phone, a.course, a.message, a.lang, a.branch,
			       `+tags+`
			  FROM asked a ORDER BY coalesce(a.known, a.id), a.id
		), told AS (
			INSERT INTO events (enquiry_id, kind, touch_id, owner_before, owner_after, key_id, at, op_id)
			SELECT coalesce(a.known, a.id), CASE WHEN a.known IS NULL THEN 'received' ELSE 'touched' END, CASE WHEN a.known IS NOT NULL THEN a.id END,
			       a.owner, a.owner, nullif(a.key, 0), now(), a.op
			  FROM asked a ORDER BY a.id
		), posted AS (
			INSERT INTO outbox (kind, via, enquiry_id, user_id)
			SELECT CASE WHEN a.known IS NULL THEN 'received' ELSE 'touched' END, 'desk', coalesce(a.known, a.id), a.owner
			  FROM asked a WHERE (a.mails OR EXISTS (SELECT FROM push_devices)) AND (a.known IS NULL OR a.owner IS NOT NULL) ORDER BY a.id
		), answer AS (
			SELECT a.id, a.name, a.email, a.phone, a.course AS course_interest, a.message, a.origin, a.lang AS language, a.branch, `+asTyped("now()", "due")+`, a.n
			  FROM asked a, promise
		), kept AS (
			INSERT INTO ops (id, request, touch_id) SELECT a.op, a.hash, a.id FROM asked a WHERE a.op IS NOT NULL
		)
		SELECT `+enquiryColumns+`, e.n FROM answer e`)
