package db_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"firstbell/app"
	"firstbell/db/dbtest"
)

// An open enquiry that somebody owns has one follow-up, whoever writes.
func TestNotEvenSQLBreaksTheFollowUpRule(t *testing.T) {
	t.Parallel()
	dsn := dbtest.URL(t)
	s := dbtest.Open(t, dsn)
	claimed, waiting, asha := add(t, s, "meera"), add(t, s, "daniel"), addUser(t, s, "asha")
	claim(t, s, claimed.ID, asha.ID)
	pool := dbtest.SQL(dsn)
	defer pool.Close()
	const mayChangeOwner = "SELECT set_config('firstbell.changes_owner', 'yes', true); "
	for what, q := range map[string]string{
		"no step left":               "UPDATE follow_ups SET ended_at = now(), outcome = 'done'",
		"the step removed":           "DELETE FROM follow_ups",
		"the step of another":        fmt.Sprintf("UPDATE follow_ups SET enquiry_id = %d", waiting.ID),
		"two steps":                  fmt.Sprintf("INSERT INTO follow_ups (enquiry_id, type, due_at, created_at) VALUES (%d, 'call', now(), now())", claimed.ID),
		"a step nobody owns":         fmt.Sprintf("INSERT INTO follow_ups (enquiry_id, type, due_at, created_at) VALUES (%d, 'call', now(), now())", waiting.ID),
		"closed with a step":         fmt.Sprintf("UPDATE enquiries SET stage = 'enrolled', closed_at = now() WHERE id = %d", claimed.ID),
		"put back with a step":       mayChangeOwner + fmt.Sprintf("UPDATE enquiries SET claimed_by = NULL, claimed_at = NULL WHERE id = %d", claimed.ID),
		"claimed without a step":     mayChangeOwner + fmt.Sprintf("UPDATE enquiries SET claimed_by = %d, claimed_at = now() WHERE id = %d", asha.ID, waiting.ID),
		"born claimed":               mayChangeOwner + fmt.Sprintf("INSERT INTO enquiries (name, email, course_interest, claimed_by, claimed_at) VALUES ('x', 'x', 'x', %d, now())", asha.ID),
		"closed without saying when": fmt.Sprintf("UPDATE enquiries SET stage = 'enrolled' WHERE id = %d", waiting.ID),
		"lost for no reason":         fmt.Sprintf("UPDATE enquiries SET stage = 'lost', closed_at = now() WHERE id = %d", waiting.ID),
		"parked for ever":            fmt.Sprintf("UPDATE enquiries SET stage = 'not_now', closed_at = now() WHERE id = %d", waiting.ID),
		"an attempt nobody tells of": fmt.Sprintf("INSERT INTO events (enquiry_id, kind, at) VALUES (%d, 'attempted', now())", claimed.ID),
	} {
		if _, err := pool.Exec(q); err == nil || !strings.Contains(err.Error(), "SQLSTATE=23") {
			t.Errorf("%s: %v", what, err)
		}
	}
	if _, err := pool.Exec(fmt.Sprintf("BEGIN; DELETE FROM follow_ups; INSERT INTO follow_ups (enquiry_id, type, due_at, created_at) VALUES (%d, 'call', now(), now()); COMMIT", claimed.ID)); err != nil {
		t.Errorf("another step in one transaction: %v", err)
	}
}

// Whoever changes an enquiry, its version is another one.
func TestEveryChangeCountsTheVersion(t *testing.T) {
	t.Parallel()
	dsn := dbtest.URL(t)
	s := dbtest.Open(t, dsn)
	e, asha := add(t, s, "meera"), addUser(t, s, "asha")
	pool := dbtest.SQL(dsn)
	defer pool.Close()
	desk := &app.Desk{Store: s, Now: time.Now}
	before := int64(0)
	for what, change := range []func() error{
		func() error { return nil },
		func() error { _, err := pool.Exec("UPDATE enquiries SET message = 'by hand'"); return err },
		func() error { _, err := desk.Claim(t.Context(), with(app.Actor{User: asha}), e.ID); return err },
		func() error {
			_, err := desk.Release(t.Context(), with(app.Actor{User: asha}), e.ID, app.Text{})
			return err
		},
	} {
		if err := change(); err != nil {
			t.Fatal(err)
		}
		l, err := s.Enquiry(t.Context(), e.ID, app.Sight{})
		if err != nil || l.Version != before+1 {
			t.Errorf("after change %d the version is %d, %v; want %d", what, l.Version, err, before+1)
		}
		before = l.Version
	}
}
