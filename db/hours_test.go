package db_test

import (
	"database/sql"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"firstbell/app"
	"firstbell/db/dbtest"
)

// The database knows when a school opens as the desk does: on days when it is
// closed, when clocks change, and where nobody has said.
func TestTheDatabaseOpensWithTheSchool(t *testing.T) {
	t.Parallel()
	pool := dbtest.SQL(dbtest.URL(t))
	defer pool.Close()
	early, late, short := app.Span{Open: 7*60 + 30, Close: 12 * 60}, app.Span{Open: 14 * 60, Close: 23*60 + 59}, app.Span{Open: 10 * 60, Close: 10*60 + 1}
	weeks := []app.Hours{{}, app.DefaultHours, {time.Sunday: short}, {time.Monday: early, time.Tuesday: late, time.Saturday: short}}
	for _, zone := range []string{"UTC", "Asia/Kolkata", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe"} {
		in, err := time.LoadLocation(zone)
		if err != nil {
			t.Fatal(err)
		}
		for i, week := range weeks {
			openSchool(t, pool, zone, week)
			for range 60 {
				at := time.Unix(1_700_000_000+rand.Int64N(200_000_000), 0).In(in)
				if got, want := moment(t, pool, "school_opens", at), week.Next(at); !got.Equal(want) {
					t.Errorf("week %d: at %s the database opens at %s and the desk at %s", i, at, got.In(in), want)
				}
			}
		}
	}
}

func TestTheFirstCallIsDueWhileTheSchoolIsOpen(t *testing.T) {
	t.Parallel()
	pool := dbtest.SQL(dbtest.URL(t))
	defer pool.Close()
	for _, c := range []struct {
		why, zone string
		week      *app.Hours
		promise   int
		came, due string
	}{
		{"in the morning", "Asia/Kolkata", &app.DefaultHours, 5, "2026-06-01 10:00", "2026-06-01 10:05"},
		{"at night", "Asia/Kolkata", &app.DefaultHours, 5, "2026-06-02 01:41", "2026-06-02 09:05"},
		{"as it closes", "Asia/Kolkata", &app.DefaultHours, 5, "2026-06-01 18:58", "2026-06-02 09:00"},
		{"on a Saturday evening", "Asia/Kolkata", &app.DefaultHours, 5, "2026-06-06 20:00", "2026-06-08 09:05"},
		{"nobody has said when it is open", "Asia/Kolkata", nil, 5, "2026-06-07 12:00", "2026-06-08 09:05"},
		{"it is never open", "Asia/Kolkata", &app.Hours{}, 5, "2026-06-07 12:00", "2026-06-08 09:05"},
		{"a promise of two days", "Asia/Kolkata", &app.DefaultHours, 2 * 24 * 60, "2026-06-05 11:00", "2026-06-08 09:00"},
		{"clocks go forward that night", "Europe/Berlin", &app.DefaultHours, 5, "2026-03-28 22:00", "2026-03-30 09:05"},
		{"clocks go back that night", "Europe/Berlin", &app.DefaultHours, 5, "2026-10-24 22:00", "2026-10-26 09:05"},
		{"a zone the database does not know", "Mars/Olympus", &app.DefaultHours, 5, "2026-06-02 01:41", "2026-06-02 09:05"},
	} {
		in, err := time.LoadLocation(c.zone)
		if err != nil {
			in = time.UTC
		}
		if c.week == nil {
			must(t, pool, "UPDATE school SET time_zone = $1, hours = '[]'", c.zone)
		} else {
			openSchool(t, pool, c.zone, *c.week)
		}
		must(t, pool, "UPDATE school SET promise_minutes = $1", c.promise)
		came, _ := time.ParseInLocation("2006-01-02 15:04", c.came, in)
		got := moment(t, pool, "first_call", came.Add(time.Duration(c.promise)*time.Minute)).In(in).Format("2006-01-02 15:04")
		if got != c.due {
			t.Errorf("%s: who came at %s is to be called at %s, want %s", c.why, c.came, got, c.due)
		}
	}
}

// Both ways to a claim make the first call due so.
func TestClaimsAtNightAreCalledInTheMorning(t *testing.T) {
	t.Parallel()
	dsn := dbtest.URL(t)
	s := dbtest.Open(t, dsn)
	pool := dbtest.SQL(dsn)
	defer pool.Close()
	desk := &app.Desk{Store: s, Now: time.Now}
	closed := time.Now().UTC().Add(-time.Hour) // so that the school opened last two hours ago, for a minute
	var week app.Hours
	week[closed.Weekday()] = app.Span{Open: closed.Hour() * 60, Close: closed.Hour()*60 + 1}
	openSchool(t, pool, "UTC", week)
	one := 9
	for name, l := range map[string]app.Limits{"freely": {}, "within limits": {MaxOpen: &one}} {
		e := add(t, s, name)
		if _, err := desk.Claim(t.Context(), with(limited(t, s, name, l)), e.ID); err != nil {
			t.Fatal(err)
		}
		var due time.Time
		if err := pool.QueryRow("SELECT due_at FROM follow_ups WHERE enquiry_id = $1", e.ID).Scan(&due); err != nil {
			t.Fatal(err)
		}
		if due = due.UTC(); due.Weekday() != closed.Weekday() || due.Hour() != closed.Hour() || due.Before(time.Now().Add(24*time.Hour)) {
			t.Errorf("claimed %s: due at %s", name, due)
		}
	}
}

func openSchool(t *testing.T, pool *sql.DB, zone string, week app.Hours) {
	t.Helper()
	days := make([]*app.OpenHours, 7)
	for day, s := range week {
		if s != (app.Span{}) {
			days[(day+6)%7] = &app.OpenHours{From: fmt.Sprintf("%02d:%02d", s.Open/60, s.Open%60), Until: fmt.Sprintf("%02d:%02d", s.Close/60, s.Close%60)}
		}
	}
	hours, err := json.Marshal(days)
	if err != nil {
		t.Fatal(err)
	}
	must(t, pool, "UPDATE school SET time_zone = $1, hours = $2::jsonb", zone, string(hours))
}

func must(t *testing.T, pool *sql.DB, query string, args ...any) {
	t.Helper()
	if _, err := pool.Exec(query, args...); err != nil {
		t.Fatal(err)
	}
}

func moment(t *testing.T, pool *sql.DB, function string, at time.Time) (answer time.Time) {
	t.Helper()
	if err := pool.QueryRow("SELECT "+function+"($1::timestamptz)", at.Format(time.RFC3339)).Scan(&answer); err != nil {
		t.Fatal(err)
	}
	return answer
}
