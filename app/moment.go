package app

import "time"

// aheadMost is how far ahead a follow-up may be: who wants to be called later
// than that is parked, which frees the desk and wakes by itself.
const aheadMost = 60 * 24 * time.Hour

// ahead reads an optional time later than now and not further ahead than most;
// nil when there is none.
func (c *check) ahead(path string, t Text, now time.Time, most time.Duration) *time.Time {
	if !t.Given || t.Null {
		return nil
	}
	at, err := time.Parse(time.RFC3339, t.S)
	switch {
	case t.Wrong || err != nil:
		c.add(path, nil, "A time must be written like 2026-06-01T10:00:00Z")
	case !at.After(now):
		c.add(path, t.S, "Choose a time later than now.")
	case at.After(now.Add(most)) && most == aheadMost:
		c.add(path, t.S, "Choose a time within 60 days. For later, choose Not now and say when it is to come back")
	case at.After(now.Add(most)):
		c.add(path, t.S, "Choose a time within two years")
	default:
		at = at.UTC().Truncate(time.Microsecond) // as it is kept
		return &at
	}
	return nil
}
