package app

import (
	"testing"
	"time"

	"pgregory.net/rapid"
)

var pune = func() *time.Location {
	zone, err := time.LoadLocation("Asia/Kolkata")
	if err != nil {
		panic(err)
	}
	return zone
}()

// local reads a time of the school's week; 2026-06-01 is a Monday.
func local(s string) time.Time {
	t, err := time.ParseInLocation("Mon 15:04 2006-01-02", s, pune)
	if err != nil {
		panic(err)
	}
	return t
}

func TestNextTry(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		what    string
		outcome Outcome
		by      Channel
		tries   int
		now     string
		want    string
	}{
		{"spoke: tomorrow at ten", Connected, ByCall, 0, "Mon 11:00 2026-06-01", "Tue 10:00 2026-06-02"},
		{"spoke on Saturday: Monday", Connected, ByCall, 0, "Sat 11:00 2026-06-06", "Mon 10:00 2026-06-08"},
		{"first without answer: in twenty minutes", NoAnswer, ByCall, 1, "Mon 11:00 2026-06-01", "Mon 11:20 2026-06-01"},
		{"busy is no answer", Busy, ByCall, 1, "Mon 11:00 2026-06-01", "Mon 11:20 2026-06-01"},
		{"first, shortly before closing: when the school opens", SwitchedOff, ByCall, 1, "Sat 18:45 2026-06-06", "Mon 09:00 2026-06-08"},
		{"first, before opening", NoAnswer, ByCall, 1, "Mon 07:00 2026-06-01", "Mon 09:00 2026-06-01"},
		{"second: at five", NoAnswer, ByCall, 2, "Mon 11:20 2026-06-01", "Mon 17:00 2026-06-01"},
		{"second, almost five: the next day", NoAnswer, ByCall, 2, "Mon 16:50 2026-06-01", "Tue 10:00 2026-06-02"},
		{"second, on Sunday", NoAnswer, ByCall, 2, "Sun 11:00 2026-06-07", "Mon 10:00 2026-06-08"},
		{"third: the next school day", NoAnswer, ByCall, 3, "Mon 17:00 2026-06-01", "Tue 10:00 2026-06-02"},
		{"ninth", NoAnswer, ByCall, 9, "Sat 17:00 2026-06-06", "Mon 10:00 2026-06-08"},
		{"a message has time", NoAnswer, ByWhatsApp, 1, "Mon 11:00 2026-06-01", "Tue 10:00 2026-06-02"},
		{"a wrong number", WrongNumber, ByCall, 0, "Mon 11:00 2026-06-01", "Tue 10:00 2026-06-02"},
	} {
		if got := NextTry(c.outcome, c.by, c.tries, local(c.now), DefaultHours); !got.Equal(local(c.want)) {
			t.Errorf("%s: %s, want %s", c.what, got.Format("Mon 15:04"), c.want)
		}
	}
}

// Whatever the hours, the outcome and the moment: it is later than now, within
// the school's hours, and soon.
func TestNextTryIsNeverOutsideSchoolHours(t *testing.T) {
	t.Parallel()
	zones := []string{"Asia/Kolkata", "Europe/London", "America/New_York", "Australia/Lord_Howe", "UTC"}
	rapid.Check(t, func(rt *rapid.T) {
		var h Hours
		for day := range h {
			if rapid.Bool().Draw(rt, "open") {
				opens := rapid.IntRange(0, 23*60).Draw(rt, "opens")
				h[day] = Span{opens, rapid.IntRange(opens+60, 24*60).Draw(rt, "closes")}
			}
		}
		zone, err := time.LoadLocation(rapid.SampledFrom(zones).Draw(rt, "zone"))
		if err != nil {
			rt.Fatal(err)
		}
		now := time.Unix(rapid.Int64Range(1_700_000_000, 1_900_000_000).Draw(rt, "now"), 0).In(zone)
		at := NextTry(rapid.SampledFrom(outcomes).Draw(rt, "outcome"), rapid.SampledFrom(channels).Draw(rt, "channel"),
			rapid.IntRange(0, 4).Draw(rt, "tries"), now, h)
		if h == (Hours{}) {
			h = DefaultHours
		}
		if !at.After(now) || at.Sub(now) > 8*24*time.Hour+time.Hour {
			rt.Errorf("from %s to %s", now, at)
		}
		if _, offset := at.Zone(); !h.Contains(at) && !clocksChange(at, offset) {
			rt.Errorf("from %s to %s, with %v", now, at, h)
		}
	})
}

// clocksChange reports whether the zone's clocks change around t: an opening
// time may then not exist.
func clocksChange(t time.Time, offset int) bool {
	_, before := t.Add(-3 * time.Hour).Zone()
	_, after := t.Add(3 * time.Hour).Zone()
	return before != offset || after != offset
}

func TestDueGroups(t *testing.T) {
	t.Parallel()
	b := School{TimeZone: "Asia/Kolkata"}.bounds(local("Mon 11:00 2026-06-01"))
	for due, want := range map[string]DueGroup{
		"Sun 11:00 2026-05-31": DueLate, "Mon 10:29 2026-06-01": DueLate, "Mon 10:30 2026-06-01": DueNow, "Mon 11:29 2026-06-01": DueNow,
		"Mon 11:30 2026-06-01": DueToday, "Mon 23:59 2026-06-01": DueToday, "Tue 00:00 2026-06-02": DueTomorrow,
		"Tue 23:59 2026-06-02": DueTomorrow, "Wed 00:00 2026-06-03": DueAfter,
	} {
		if got := b.Group(local(due)); got != want {
			t.Errorf("%s is %s, want %s", due, got, want)
		}
	}
	late := School{TimeZone: "Asia/Kolkata"}.bounds(local("Mon 23:45 2026-06-01"))
	if got := late.Group(local("Tue 00:10 2026-06-02")); got != DueNow {
		t.Errorf("just after midnight is %s", got)
	}
}
