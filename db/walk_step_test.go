package db_test

import (
	"context"
	"slices"
	"strings"
	"time"

	"pgregory.net/rapid"

	"firstbell/app"
)

// choose draws what somebody does next. All that is drawn is drawn here, so
// that it can be repeated to the letter.
func (w *walk) choose(rt *rapid.T) (string, func(app.Actor) error) {
	ctx := context.Background()
	if len(w.leads) == 0 || len(w.leads) < 6 && rapid.IntRange(0, 4).Draw(rt, "comes") == 0 {
		who := app.TextOf(rapid.SampledFrom([]string{"Meera", "Mira", "Arjun", "Sana"}).Draw(rt, "who asks"))
		return "an enquiry or a touch", func(a app.Actor) error {
			e, err := w.desk.Submit(ctx, a.Op, app.EnquiryInput{Name: who, Email: app.TextOf("m@example.com"), CourseInterest: app.TextOf(w.course)})
			if err == nil && !slices.Contains(w.leads, e.ID) {
				w.leads = append(w.leads, e.ID) // a touch's number leads nobody anywhere but to claim it
			}
			return err
		}
	}
	id := rapid.SampledFrom(w.leads).Draw(rt, "lead")
	other := rapid.SampledFrom(w.leads).Draw(rt, "other")
	to := rapid.SampledFrom(w.staff).Draw(rt, "to").User.ID
	name := rapid.SampledFrom([]string{"claim", "claim", "claim", "claim next", "release", "reassign", "attempt", "attempt", "attempt", "attempt",
		"stage", "stage", "reopen", "note", "edit note", "move", "facts", "wake", "merge", "merge", "unmerge", "time passes"}).Draw(rt, "what")
	move, attempt, due := w.drawMove(rt), w.drawAttempt(rt), w.drawTime(rt)
	word := app.TextOf(rapid.SampledFrom([]string{"Meera", "Mira", ""}).Draw(rt, "word"))
	do := map[string]func(app.Actor) error{
		"claim":      func(a app.Actor) error { _, err := w.desk.Claim(ctx, a, id); return err },
		"claim next": func(a app.Actor) error { _, err := w.desk.ClaimNext(ctx, a); return err },
		"release":    func(a app.Actor) error { _, err := w.desk.Release(ctx, a, id, word); return err },
		"reassign":   func(a app.Actor) error { _, err := w.desk.Reassign(ctx, a, id, to, word); return err },
		"attempt":    func(a app.Actor) error { _, err := w.desk.LogAttempt(ctx, a, id, attempt); return err },
		"stage":      func(a app.Actor) error { _, err := w.desk.ChangeStage(ctx, a, id, move); return err },
		"reopen":     func(a app.Actor) error { _, err := w.desk.Reopen(ctx, a, id, due); return err },
		"note":       func(a app.Actor) error { return w.note(a, id, word) },
		"edit note":  func(a app.Actor) error { return w.editNote(a, word) },
		"move":       func(a app.Actor) error { return w.moveFollowUp(a, id, due) },
		"facts": func(a app.Actor) error {
			_, err := w.desk.EditEnquiry(ctx, a, id, app.EditInput{Name: word, Branch: word})
			return err
		},
		"merge":   func(a app.Actor) error { _, err := w.desk.Merge(ctx, a, id, other); return err },
		"unmerge": func(a app.Actor) error { _, err := w.desk.Unmerge(ctx, a, id); return err },
		"wake":    func(app.Actor) error { return w.desk.WakeParked(ctx) },
	}[name]
	if name == "time passes" {
		later := time.Duration(rapid.IntRange(1, 72).Draw(rt, "hours")) * time.Hour
		do = func(app.Actor) error { w.now = w.now.Add(later); return nil }
	}
	return name, do
}

// drawTime draws a time that may be right, too early, too late or none.
func (w *walk) drawTime(rt *rapid.T) app.Text {
	hours := rapid.SampledFrom([]int{0, 0, 1, 20, 48, 24 * 30, 24 * 80, -1}).Draw(rt, "in hours")
	if hours == 0 {
		return app.Text{}
	}
	return app.TextOf(w.now.Add(time.Duration(hours) * time.Hour).Format(time.RFC3339))
}

func (w *walk) drawMove(rt *rapid.T) app.StageInput {
	stages := []string{"new", "in_touch", "visit", "applied", "enrolled", "not_now", "not_now", "lost", "not_enquiry", "won"}
	return app.StageInput{Stage: app.TextOf(rapid.SampledFrom(stages).Draw(rt, "stage")),
		Reason: app.TextOf(rapid.SampledFrom([]string{"other", "fees", "spam"}).Draw(rt, "reason")), WakeAt: w.drawTime(rt), FollowUpAt: w.drawTime(rt)}
}

func (w *walk) drawAttempt(rt *rapid.T) app.AttemptInput {
	in := app.AttemptInput{Channel: app.TextOf(rapid.SampledFrom([]string{"call", "call", "whatsapp", "visit"}).Draw(rt, "channel")),
		Outcome: app.TextOf(rapid.SampledFrom([]string{"connected", "no_answer", "busy", "wrong_number", "call_back", "not_interested"}).Draw(rt, "outcome"))}
	switch rapid.IntRange(0, 4).Draw(rt, "then") {
	case 0:
		in.FollowUpAt = w.drawTime(rt)
	case 1:
		in.Move = w.drawMove(rt)
	}
	return in
}

func (w *walk) note(a app.Actor, id int64, word app.Text) error {
	n, err := w.desk.AddNote(context.Background(), a, id, word)
	if err == nil {
		w.notes[n.ID] = id
	}
	return err
}

func (w *walk) editNote(a app.Actor, word app.Text) error {
	for note, id := range w.notes {
		if _, err := w.desk.EditNote(context.Background(), a, id, note, word); err != nil {
			return err
		}
		return nil
	}
	return app.ErrNotFound
}

func (w *walk) moveFollowUp(a app.Actor, id int64, due app.Text) error {
	l, err := w.desk.Store.OpenFollowUp(context.Background(), id)
	if err != nil {
		return err
	}
	_, err = w.desk.MoveFollowUp(context.Background(), a, l.ID, app.FollowUpInput{DueAt: due})
	return err
}

// look reads the books of the walk and whatever is wrong in them.
func (w *walk) look(rt *rapid.T, after string) {
	var wrong string
	err := w.pool.QueryRow("EXECUTE look ($1, $2, $3, $4)", w.course, w.staff[2].User.ID, *w.tight.MaxOpen, *w.tight.MaxUntouched).Scan(&w.books, &w.lines, &wrong)
	if err != nil {
		rt.Fatal(err)
	}
	if wrong = strings.TrimSpace(wrong); wrong != "" {
		rt.Fatalf("after %s: %s", after, wrong)
	}
}

const lookQuery = `
WITH e AS (
	SELECT e.*, e.closed_at IS NULL AS open,
	       (SELECT count(*) FROM follow_ups f WHERE f.enquiry_id = e.id AND f.ended_at IS NULL) AS steps,
	       (SELECT count(*) FROM follow_ups f WHERE f.enquiry_id = e.id AND f.outcome = 'done') AS done,
	       (SELECT coalesce(sum(f.moves), 0) FROM follow_ups f WHERE f.enquiry_id = e.id) AS moves,
	       (SELECT count(*) FROM attempts a WHERE a.enquiry_id = e.id) AS attempts,
	       (SELECT count(*) FROM attempts a JOIN follow_ups f ON f.id = a.follow_up_id AND f.outcome = 'done' AND f.enquiry_id = e.id WHERE a.enquiry_id = e.id) AS completed,
	       (SELECT count(*) FROM attempts a JOIN events v ON v.attempt_id = a.id AND v.enquiry_id = e.id WHERE a.enquiry_id = e.id) AS attempts_told,
	       (SELECT count(*) FROM notes n WHERE n.enquiry_id = e.id) AS notes,
	       (SELECT count(*) FROM notes n JOIN events v ON v.note_id = n.id AND v.kind = 'noted' AND v.enquiry_id = e.id WHERE n.enquiry_id = e.id) AS notes_told,
	       (SELECT count(*) FROM events v WHERE v.enquiry_id = e.id AND v.kind = 'followup_moved') AS moves_told,
	       (SELECT count(*) FROM events v WHERE v.enquiry_id = e.id AND v.kind = 'received') AS received,
	       (SELECT count(*) FROM touches t WHERE t.enquiry_id = e.id) AS touches,
	       (SELECT count(*) FROM touches t JOIN events v ON v.touch_id = t.id AND v.enquiry_id = e.id WHERE t.enquiry_id = e.id) AS touches_told,
	       (SELECT v.owner_after FROM events v WHERE v.enquiry_id = e.id ORDER BY v.id DESC LIMIT 1) AS owner_told,
	       coalesce((SELECT v.stage_after FROM events v WHERE v.enquiry_id = e.id AND v.stage_after IS NOT NULL ORDER BY v.id DESC LIMIT 1), 'new') AS stage_told,
	       (SELECT count(*) FROM (SELECT v.owner_before IS DISTINCT FROM lag(v.owner_after) OVER (ORDER BY v.id) AS breaks,
	                                     v.stage_before <> lag(v.stage_after) OVER (PARTITION BY v.stage_after IS NULL ORDER BY v.id) AS jumps
	                                FROM events v WHERE v.enquiry_id = e.id) c WHERE breaks OR jumps) AS breaks,
	       (SELECT array_agg(c.user_id) FROM claims c WHERE c.enquiry_id = e.id AND c.ended_at IS NULL) AS holders
	  FROM enquiries e WHERE e.course_interest = $1
), held AS (
	SELECT count(*) AS open, count(*) FILTER (WHERE touched_at IS NULL) AS untouched
	  FROM e WHERE open AND claimed_by = $2
), past AS (
	SELECT count(*) AS n FROM events v JOIN e ON e.id = v.enquiry_id WHERE v.reason LIKE '%over the limit%' AND v.kind IN ('reassigned', 'reopened', 'merged')
)
SELECT coalesce((SELECT md5(string_agg(concat_ws('|', id, stage, closed_at, closed_reason, wake_at, claimed_by, claimed_at, name, branch, touched_at, merged_into, version,
               steps, done, moves, attempts, notes, touches, (SELECT string_agg(f.due_at::text, ' ' ORDER BY f.id) FROM follow_ups f WHERE f.enquiry_id = e.id),
               (SELECT string_agg(n.text, ' ' ORDER BY n.id) FROM notes n WHERE n.enquiry_id = e.id)), E'\n' ORDER BY id)) FROM e), ''),
       (SELECT count(*) FROM events v JOIN e ON e.id = v.enquiry_id),
       concat_ws('; ',
           (SELECT 'follow-ups of ' || string_agg(concat_ws(':', id, steps), ' ') FROM e WHERE steps <> (open AND claimed_by IS NOT NULL)::int),
           (SELECT 'merges of ' || string_agg(concat_ws(':', id, merged_into), ' ') FROM e WHERE merged_into IS NOT NULL
               AND (SELECT i.merged_into IS NOT NULL FROM enquiries i WHERE i.id = e.merged_into)),
           (SELECT 'touches of ' || string_agg(concat_ws(':', id, touches, touches_told), ' ') FROM e WHERE touches <> touches_told + 1),
           (SELECT 'attempts of ' || string_agg(concat_ws(':', id, attempts, completed, done, attempts_told), ' ') FROM e WHERE attempts <> completed OR attempts <> done OR attempts <> attempts_told),
           (SELECT 'notes of ' || string_agg(concat_ws(':', id, notes, notes_told), ' ') FROM e WHERE notes <> notes_told),
           (SELECT 'moves of ' || string_agg(concat_ws(':', id, moves, moves_told), ' ') FROM e WHERE moves > moves_told),
           (SELECT 'owner of ' || string_agg(concat_ws(':', id, claimed_by, owner_told), ' ') FROM e WHERE claimed_by IS DISTINCT FROM owner_told OR claimed_by IS DISTINCT FROM holders[1] OR cardinality(holders) > 1),
           (SELECT 'stage of ' || string_agg(concat_ws(':', id, stage, stage_told), ' ') FROM e WHERE stage <> stage_told),
           (SELECT 'history of ' || string_agg(concat_ws(':', id, breaks, received), ' ') FROM e WHERE breaks > 0 OR received <> 1),
           (SELECT format('limits: %s open, %s untouched', open, untouched) FROM held, past WHERE past.n = 0 AND (open > $3 OR untouched > $4)))`
