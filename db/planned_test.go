package db_test

import (
	"errors"
	"testing"
	"time"

	"firstbell/app"
	"firstbell/db"
	"firstbell/db/dbtest"
)

// A connection may forget what it has planned: a pooler hands us another one,
// or somebody clears it.
func TestPlannedStatementsSurviveAConnectionThatForgets(t *testing.T) {
	t.Parallel()
	s := db.Open(dbtest.URL(t), 1)
	t.Cleanup(func() { _ = s.Close() })
	for range 2 {
		op := app.NewOp("test", "", []byte{1})
		if _, err := s.AddEnquiry(t.Context(), app.NewEnquiry{Name: "Meera Nair", Email: "meera@example.org", CourseInterest: "NEET"}, op); err != nil {
			t.Fatal(err)
		}
		if _, err := s.SessionByID(t.Context(), 1, time.Now()); !errors.Is(err, app.ErrNotFound) {
			t.Fatalf("a session that nobody has opened: %v", err)
		}
		if err := s.Forget(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
}

// A desk is new but once, and its connections live on: what they planned while
// next to nothing was there must not read everything when much is.
func TestWhatWasPlannedEarlyGoesByAnIndex(t *testing.T) {
	t.Parallel()
	dsn := dbtest.URL(t)
	s := db.Open(dsn, 1)
	asha := addUser(t, s, "asha")
	take := func(who string) {
		e := add(t, s, who)
		if _, err := s.Take(t.Context(), claimOf(e.ID, asha.ID)); err != nil {
			t.Fatal(err)
		}
	}
	take("meera")
	pool := dbtest.SQL(dsn)
	defer pool.Close()
	const many = 20000
	if _, err := pool.Exec(`
		BEGIN; SET LOCAL session_replication_role = replica;
		WITH e AS (
			INSERT INTO enquiries (name, email, course_interest, origin, due_at)
			SELECT 'Somebody', i || '@example.org', 'NEET', 'form', now() FROM generate_series(1, 20000) i RETURNING id
		)
		INSERT INTO follow_ups (enquiry_id, type, due_at, created_at, ended_at, outcome) SELECT id, 'first_call', now(), now(), now(), 'dropped' FROM e;
		COMMIT`); err != nil {
		t.Fatal(err)
	}
	take("daniel")
	if err := s.Close(); err != nil { // the connection tells what it has read when it ends
		t.Fatal(err)
	}
	one := func(query string) (n int) {
		if err := pool.QueryRow(query).Scan(&n); err != nil {
			t.Fatal(err)
		}
		return n
	}
	for one("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()") > 0 && t.Context().Err() == nil {
	}
	if read := one("SELECT sum(seq_tup_read + coalesce(idx_tup_fetch, 0)) FROM pg_stat_user_tables WHERE relname IN ('enquiries', 'follow_ups', 'touches')"); read >= many {
		t.Errorf("one more enquiry and its claim read %d rows", read)
	}
}
