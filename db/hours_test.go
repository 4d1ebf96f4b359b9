package db_test

import (
	"cmp"
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

func TestThePromiseCountsWhileTheSchoolIsOpen(t *testing.T) {
	t.Parallel()
	pool := dbtest.SQL(dbtest.URL(t))
	defer pool.Close()
	for _, c := range []struct {
		why, zone       string
		week            *app.Hours
		promise         int
		came, due, call string
	}{
		{"in the morning", "Asia/Kolkata", &app.DefaultHours, 5, "2026-06-01 10:00", "2026-06-01 10:05", ""},
		{"at night", "Asia/Kolkata", &app.DefaultHours, 5, "2026-06-02 01:41", "2026-06-02 09:05", ""},
		{"before it closes", "Asia/Kolkata", &app.DefaultHours, 5, "2026-06-01 18:58", "2026-06-02 09:03", ""},
		{"so that it runs out as it closes", "Asia/Kolkata", &app.DefaultHours, 5, "2026-06-01 18:55", "2026-06-01 19:00", "2026-06-02 09:00"},
		{"as it closes", "Asia/Kolkata", &app.DefaultHours, 5, "2026-06-01 19:00", "2026-06-02 09:05", ""},
		{"on a Saturday evening", "Asia/Kolkata", &app.DefaultHours, 5, "2026-06-06 20:00", "2026-06-08 09:05", ""},
		{"nobody has said when it is open", "Asia/Kolkata", nil, 5, "2026-06-07 12:00", "2026-06-07 12:05", "2026-06-08 09:00"},
		{"it is never open", "Asia/Kolkata", &app.Hours{}, 5, "2026-06-07 12:00", "2026-06-07 12:05", "2026-06-08 09:00"},
		{"a promise of two days of ten hours", "Asia/Kolkata", &app.DefaultHours, 2 * 10 * 60, "2026-06-05 11:00", "2026-06-08 11:00", ""},
		{"clocks go forward that night", "Europe/Berlin", &app.DefaultHours, 5, "2026-03-28 22:00", "2026-03-30 09:05", ""},
		{"clocks go back that night", "Europe/Berlin", &app.DefaultHours, 5, "2026-10-24 22:00", "2026-10-26 09:05", ""},
		{"an hour is left out meanwhile", "Europe/Berlin", &app.Hours{time.Sunday: {Open: 60, Close: 12 * 60}}, 120, "2026-03-29 01:30", "2026-03-29 04:30", ""},
		{"an hour comes twice meanwhile", "Europe/Berlin", &app.Hours{time.Sunday: {Open: 60, Close: 12 * 60}}, 120, "2026-10-25 01:30", "2026-10-25 02:30", ""},
		{"a zone the database does not know", "Mars/Olympus", &app.DefaultHours, 5, "2026-06-02 01:41", "2026-06-02 09:05", ""},
		{"it would take longer than a year", "UTC", &app.Hours{time.Monday: {Open: 600, Close: 601}}, 10080, "2026-06-01 09:00", "2033-05-30 10:01", "2033-06-06 10:00"},
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
		const as = "2006-01-02 15:04"
		came, _ := time.ParseInLocation(as, c.came, in)
		due := moment(t, pool, "promised", came)
		if got := due.In(in).Format(as); got != c.due {
			t.Errorf("%s: who came at %s is to be answered by %s, want %s", c.why, c.came, got, c.due)
		}
		if got, want := moment(t, pool, "first_call", due).In(in).Format(as), cmp.Or(c.call, c.due); got != want {
			t.Errorf("%s: who came at %s is to be called at %s, want %s", c.why, c.came, got, want)
		}
	}
}

// Whatever the zone, the week and the promise: going through the minutes one by one,
// the school has been open for as many as it promises, and the last was such a one.
func TestThePromiseIsAsManyMinutesOfSchool(t *testing.T) {
	t.Parallel()
	pool := dbtest.SQL(dbtest.URL(t))
	defer pool.Close()
	whole, late := app.Span{Open: 0, Close: 23*60 + 59}, app.Span{Open: 4 * 60, Close: 22 * 60}
	weeks := []app.Hours{app.DefaultHours, {whole, whole, whole, whole, whole, whole, whole}, {time.Sunday: whole, time.Wednesday: late}, {time.Saturday: whole}}
	changes := map[string][]string{"Asia/Kolkata": {"2026-06-01"}, "Europe/Berlin": {"2026-03-29", "2026-10-25"}, "America/New_York": {"2026-03-08", "2026-11-01"}, "Australia/Lord_Howe": {"2026-04-05", "2026-10-04"}}
	for zone, days := range changes {
		in, err := time.LoadLocation(zone)
		if err != nil {
			t.Fatal(err)
		}
		for i, week := range weeks {
			openSchool(t, pool, zone, week)
			for n := range 16 {
				near, _ := time.ParseInLocation(time.DateOnly, days[n%len(days)], in) // clocks change on that day
				came := near.Add(time.Duration(rand.IntN(6*24*60)-4*24*60) * time.Minute)
				promise := 1 + rand.IntN([]int{30, 24 * 60, 5 * 24 * 60}[n%3])
				must(t, pool, "UPDATE school SET promise_minutes = $1", promise)
				want := came
				for left := promise; left > 0; want = want.Add(time.Minute) {
					if week.Contains(want.In(in)) {
						left--
					}
				}
				if got := moment(t, pool, "promised", came); !got.Equal(want) {
					t.Errorf("%s, week %d: %d minutes from %s on end at %s, want %s", zone, i, promise, came, got.In(in), want.In(in))
				}
			}
		}
	}
}

// Every door, and opening again, promises the same.
func TestEveryEnquiryIsPromisedInSchoolTime(t *testing.T) {
	t.Parallel()
	dsn := dbtest.URL(t)
	s := dbtest.Open(t, dsn)
	pool := dbtest.SQL(dsn)
	defer pool.Close()
	desk := &app.Desk{Store: s, Now: time.Now}
	var week app.Hours // open tomorrow and the day after, so that it is closed now
	for day := 1; day <= 2; day++ {
		week[(int(time.Now().UTC().Weekday())+day)%7] = app.Span{Open: 0, Close: 23*60 + 59}
	}
	openSchool(t, pool, "UTC", week)
	door := add(t, s, "Meera")
	walkIn := app.EnquiryInput{Name: app.TextOf("Sana"), Phone: app.TextOf("+919822041763"), CourseInterest: app.TextOf("NEET")}
	if _, err := desk.AddWalkIn(t.Context(), with(limited(t, s, "Asha", app.Limits{})), app.WalkInInput{EnquiryInput: walkIn, Origin: app.TextOf("walk_in"), For: app.TextOf("queue")}); err != nil {
		t.Fatal(err)
	}
	must(t, pool, "INSERT INTO enquiries (name, email, course_interest) VALUES ('Arjun', 'arjun@example.com', 'NEET')")
	closed := add(t, s, "Kabir")
	must(t, pool, "UPDATE enquiries SET stage = 'lost', closed_reason = 'fees', closed_at = now(), due_at = '2020-01-01Z' WHERE id = $1", closed.ID)
	if err := s.SetStage(t.Context(), app.StageChange{EnquiryID: closed.ID, To: app.StageInTouch, At: time.Now()}); err != nil {
		t.Fatal(err)
	}
	var wrong string
	y, m, d := time.Now().UTC().Date()
	tomorrow := time.Date(y, m, d+1, 0, 5, 0, 0, time.UTC)
	if err := pool.QueryRow("SELECT coalesce(string_agg(name || ' ' || due_at, ', '), '') FROM enquiries WHERE due_at <> $1", tomorrow).Scan(&wrong); err != nil || wrong != "" {
		t.Errorf("promised otherwise than by %s: %s %v", tomorrow, wrong, err)
	}
	if !door.DueAt.Equal(tomorrow) {
		t.Errorf("the sender is answered with %s", door.DueAt)
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
