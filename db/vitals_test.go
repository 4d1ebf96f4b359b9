package db_test

import (
	"testing"
	"time"

	"firstbell/app"
	"firstbell/db/dbtest"
)

// Only letters count that are due, or were and could not be sent.
func TestOutboxLagIsThatOfTheOldestLetterThatIsDue(t *testing.T) {
	t.Parallel()
	s := dbtest.New(t)
	lag := func() time.Duration {
		d, err := s.OutboxLag(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		return d.Round(time.Minute)
	}
	post := func(via app.Way, due time.Time) {
		if _, err := s.Post(t.Context(), app.NewLetter{Letter: app.Letter{Kind: "auto_reply", Via: via}, Due: due}); err != nil {
			t.Fatal(err)
		}
	}
	if lag() != 0 {
		t.Error("an empty outbox lags")
	}
	post(app.ByPost, time.Now().Add(time.Hour))
	post(app.ByDesk, time.Now().Add(-time.Hour))
	if lag() != 0 {
		t.Error("what is not due, or not to be sent, counts")
	}
	post(app.ByPost, time.Now().Add(-5*time.Minute))
	if got := lag(); got != 5*time.Minute {
		t.Errorf("due for five minutes: %s", got)
	}
	l, err := s.LeaseLetter(t.Context(), app.ByPost, time.Hour)
	if err != nil {
		t.Fatal(err)
	}
	if got := lag(); got != 0 { // made a moment ago and tried since
		t.Errorf("tried: %s", got)
	}
	if err := s.EndLetter(t.Context(), l, app.LetterSent, "250"); err != nil {
		t.Fatal(err)
	}
}
