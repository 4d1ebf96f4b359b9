package app

import (
	"slices"
	"time"
)

// Channel is how somebody tried to reach a person.
type Channel string

// The channels of an attempt.
const (
	ByCall     Channel = "call"
	ByWhatsApp Channel = "whatsapp"
	ByEmail    Channel = "email"
	BySMS      Channel = "sms"
	ByVisit    Channel = "visit"
)

var channels = []Channel{ByCall, ByWhatsApp, ByEmail, BySMS, ByVisit}

// Outcome is what came of an attempt.
type Outcome string

// The outcomes of an attempt.
const (
	Connected        Outcome = "connected"
	NoAnswer         Outcome = "no_answer"
	Busy             Outcome = "busy"
	SwitchedOff      Outcome = "switched_off"
	WrongNumber      Outcome = "wrong_number"
	CallBack         Outcome = "call_back" // they asked for another time
	NotInterested    Outcome = "not_interested"
	LanguageMismatch Outcome = "language_mismatch" // somebody else has to speak with them
)

var outcomes = []Outcome{Connected, NoAnswer, Busy, SwitchedOff, WrongNumber, CallBack, NotInterested, LanguageMismatch}

// Reached reports whether somebody was spoken with.
func (o Outcome) Reached() bool { return o != WrongNumber && !o.Unanswered() }

// Unanswered reports whether nobody answered.
func (o Outcome) Unanswered() bool { return slices.Contains([]Outcome{NoAnswer, Busy, SwitchedOff}, o) }

// asks reports whether the person who logs the attempt has to say what is next.
func (o Outcome) asks() bool { return o == CallBack || o == NotInterested }

const (
	soon      = 20 * time.Minute // until the second try
	afternoon = 17 * 60          // of the third, when people are home
)

// NextTry says when to try again when nobody chose a time. now is in the zone
// of the school, tries counts the attempts that nobody answered since somebody
// last did, this one included. Who was spoken with is called on the next school
// day at ten. Who did not answer a call is called in twenty minutes, the second
// time at five in the afternoon, and from then on the next school day at ten.
// It is never outside the school's hours.
func NextTry(o Outcome, by Channel, tries int, now time.Time, h Hours) time.Time {
	rings := by == ByCall || by == ByVisit
	five := clock(now, 0, afternoon)
	switch {
	case o.Unanswered() && rings && tries <= 1:
		return h.Next(now.Add(soon))
	case o.Unanswered() && rings && tries == 2 && !five.Before(now.Add(soon)) && h.Contains(five):
		return five
	default:
		return h.NextDay(now)
	}
}
