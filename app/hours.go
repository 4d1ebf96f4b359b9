package app

import "time"

// Span is when a school is open on one day, in minutes after midnight by its
// clocks. The zero Span is a day on which it is closed.
type Span struct{ Open, Close int }

// Hours are when a school is open, by time.Weekday.
type Hours [7]Span

// DefaultHours are Monday to Saturday, nine to seven.
var DefaultHours = func() (h Hours) {
	for day := time.Monday; day <= time.Saturday; day++ {
		h[day] = Span{9 * 60, 19 * 60}
	}
	return h
}()

// Contains reports whether the school is open at t, in t's own zone.
func (h Hours) Contains(t time.Time) bool {
	s, minute := h[t.Weekday()], t.Hour()*60+t.Minute()
	return s.Open <= minute && minute < s.Close
}

// Next returns t when the school is open then, else when it opens next. A
// school that never opens counts as one with DefaultHours.
func (h Hours) Next(t time.Time) time.Time {
	if h == (Hours{}) {
		h = DefaultHours
	}
	if h.Contains(t) {
		return t
	}
	for days := range 8 {
		s := h[(int(t.Weekday())+days)%7]
		if opens := clock(t, days, s.Open); s != (Span{}) && opens.After(t) {
			return opens
		}
	}
	return t // not reached: some day of a week is open
}

// NextDay returns ten o'clock on the next day after t on which the school is
// open, or the nearest time to it at which it is.
func (h Hours) NextDay(t time.Time) time.Time {
	if h == (Hours{}) {
		h = DefaultHours
	}
	for days := 1; days <= 7; days++ {
		s := h[(int(t.Weekday())+days)%7]
		switch ten := 10 * 60; {
		case s == (Span{}):
		case s.Open <= ten && ten < s.Close:
			return clock(t, days, ten)
		default:
			return clock(t, days, s.Open)
		}
	}
	return t // not reached, as above
}

// clock returns a time of the day that is some days after t's.
func clock(t time.Time, days, minute int) time.Time {
	y, m, d := t.Date()
	return time.Date(y, m, d+days, minute/60, minute%60, 0, 0, t.Location())
}
