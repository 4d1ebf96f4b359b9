package app

import "context"

// Likeness says why two open enquiries may be one.
type Likeness string

// The reasons, the likeliest first.
const (
	LikeName    Likeness = "name"    // one address or number, one course, names that differ by a slip
	LikeCourse  Likeness = "course"  // one person, two courses
	LikeContact Likeness = "contact" // one name, one course, an address or number that differs by a slip
)

// Alike are two open enquiries that may be one.
type Alike struct {
	One, Other Lead // the older one first
	Why        Likeness
}

// LikePair is two open enquiries that have enough in common to be looked at: an
// address or number, or the name and the course. Names are folded.
type LikePair struct {
	One, Other                        int64 // the older one first
	SameContact, SameName, SameCourse bool
	NameOne, NameOther                string
	EmailOne, EmailOther              string
	PhoneOne, PhoneOther              string
}

// alikeShown is how many pairs a review shows, alikeRecent how many of the newest
// open enquiries it compares.
const (
	alikeShown  = 50
	alikeRecent = 2000
)

// like says why two may be one; "" when they are brother and sister, or strangers.
func (p LikePair) like() Likeness {
	switch {
	case p.SameContact && p.SameName:
		return LikeCourse
	case p.SameContact && p.SameCourse && slip(p.NameOne, p.NameOther):
		return LikeName
	case !p.SameContact && p.SameName && p.SameCourse && (slip(p.EmailOne, p.EmailOther) || slip(p.PhoneOne, p.PhoneOther)):
		return LikeContact
	}
	return ""
}

// slip reports whether two texts differ by one character that was typed wrong,
// left out or put in, or by two that changed places. What is short or empty says
// too little.
func slip(a, b string) bool {
	x, y := []rune(a), []rune(b)
	if len(x) > len(y) {
		x, y = y, x
	}
	if len(x) < 4 || len(y)-len(x) > 1 {
		return false
	}
	i := 0
	for i < len(x) && x[i] == y[i] {
		i++
	}
	x, y = x[i:], y[i:]
	for len(x) > 0 && x[len(x)-1] == y[len(y)-1] {
		x, y = x[:len(x)-1], y[:len(y)-1]
	}
	return len(y) <= 1 || len(x) == 2 && len(y) == 2 && x[0] == y[1] && x[1] == y[0]
}

// Duplicates returns pairs of open enquiries that may be one, of the newest two
// thousand, the newest pair first, without those that somebody has told apart.
func (d *Desk) Duplicates(ctx context.Context, a Actor) ([]Alike, error) {
	pairs, err := d.Store.LikePairs(ctx, alikeRecent)
	if err != nil {
		return nil, err
	}
	list := []Alike{}
	for _, p := range pairs {
		why := p.like()
		if why == "" || len(list) == alikeShown {
			continue
		}
		two := Alike{Why: why}
		if two.One, err = d.Store.Enquiry(ctx, p.One, a.sight()); err == nil {
			two.Other, err = d.Store.Enquiry(ctx, p.Other, a.sight())
		}
		if err != nil {
			return nil, gone(err, ErrEnquiryNotFound)
		}
		list = append(list, two)
	}
	return list, nil
}

// TellApart remembers that two enquiries are of two people, so that nobody is
// asked again. Saying it twice is saying it once.
func (d *Desk) TellApart(ctx context.Context, a Actor, one, other int64) error {
	if one == other {
		return ErrMergeSelf
	}
	_, err := once(ctx, d, a.Op, func(tx Store) (bool, error) {
		return true, gone(tx.TellApart(ctx, min(one, other), max(one, other), a.User.ID, d.Now()), ErrEnquiryNotFound)
	})
	return err
}
