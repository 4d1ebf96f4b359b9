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
