package app

import (
	"context"
	"strings"

	"firstbell/app/phone"
)

// Sought is what somebody is looked for by.
type Sought struct {
	Words  string // as they were typed
	Digits string // of the words, when they can be part of a phone number
	Whole  string // that number in E.164, when they are all of one
	ID     int64  // of an enquiry; 0 when the words are no number

	Limit   int
	Sight   Sight // how much of each is seen, and searched
	NoQueue bool  // those that nobody owns are not for whoever asks
}

// Found is an enquiry that a search has come upon.
type Found struct {
	Lead
	Similar bool     // nothing in it is just as it was typed
	Also    *Contact // what the person gave when they asked again, when they were found by that
}

// Contact is how a person can be reached, as far as whoever asks may see it.
type Contact struct {
	Name         string
	Email, Phone *string
}

// Search returns the enquiries that fit what was typed, the likeliest first:
// by a number, by names whose words begin so or hold it, by addresses and by
// phone numbers that hold the digits, also by those that were given when somebody
// asked again, then by names written similarly. Less than
// two letters or three digits find only the enquiry of that number. What is
// hidden from the actor is not searched, with two exceptions: an enquiry's own
// number, and a whole phone number, as in Lookup. TooMany for whoever searches
// more than a person can.
func (d *Desk) Search(ctx context.Context, a Actor, words string, limit int) ([]Found, error) {
	if err := d.searches(a, words); err != nil {
		return nil, err
	}
	s := Sought{Words: words, Digits: phone.Part(words), Limit: limit, Sight: a.sight(), NoQueue: a.mode() == NextOnly}
	if s.Digits != "" {
		s.Whole, _ = phone.Read(words, a.User.Takes.Country) // what is no whole number is a part
	}
	s.ID, _ = ParseID(enquiryNumber(words)) // likewise
	return d.Store.Search(ctx, s)
}

// enquiryNumber takes off what people write before the number of an enquiry.
func enquiryNumber(words string) string {
	for _, before := range []string{"#", "no.", "no"} {
		if len(words) > len(before) && strings.EqualFold(words[:len(before)], before) {
			return strings.TrimSpace(words[len(before):])
		}
	}
	return words
}
