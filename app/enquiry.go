package app

import (
	"context"
	"errors"
	"strings"
	"time"

	"firstbell/app/phone"
)

// Enquiry is one expressed interest of one student in one course: the row that
// is claimed. It is in the queue while ClaimedBy is nil.
type Enquiry struct {
	ID             int64
	Name           string
	Email          string  // "" when only the phone is known
	Phone          *string // in E.164; nil when nobody has said
	CourseInterest string
	Message        *string
	Origin         Origin
	Language       *string // its tag, as in Takes; nil when nobody has said
	Branch         *string // of the school; nil when nobody has said
	ClaimedBy      *int64
	ClaimedAt      *time.Time
	CreatedAt      time.Time
	UpdatedAt      time.Time
	DueAt          time.Time // when the school's promise to answer runs out; it counts while the school is open
	Stage          StageCode
	ClosedAt       *time.Time // nil while it is open
	Minor          bool       // somebody under age, or their parent, has asked
	NoContactAt    *time.Time // since when nobody may contact them; nil: they may
	Masked         bool       // some of it is hidden from whoever asks
}

// Lead is an enquiry with all that is known of it.
type Lead struct {
	Enquiry
	OwnerName    *string
	ClosedReason *string    // why it is lost, or what it was instead of an enquiry
	WakeAt       *time.Time // when a parked one comes back
	StartsOn     *time.Time // the day on which one that enrolled begins; nil when not known
	TouchedAt    *time.Time // when its owner first tried to reach the person
	MergedInto   *int64     // the enquiry that this one turned out to be
	ErasedAt     *time.Time // since when nothing is known of the person any more
	Version      int64      // one more at each change
	Tags         []string   `bun:",array"` // as the school finds it by
	FollowUp     *FollowUp  `bun:"-"`      // the next step; nil unless it is open and owned
	Looking      []Person   `bun:"-"`      // colleagues who have it open now
	Touches      []Asked    `bun:"-"`      // the newest first; only where one enquiry is read
	Family       []Relative `bun:"-"`      // likewise: others under the same addresses and numbers
	Cover        *string    `bun:"-"`      // the last day of its owner's leave, for whoever stands in for them
}

// Origin says by which door an enquiry came in.
type Origin string

// The origins. The last four are typed in by staff.
const (
	FromForm     Origin = "form"
	FromAPI      Origin = "api" // with an API key
	FromWalkIn   Origin = "walk_in"
	FromPhone    Origin = "phone"
	FromReferral Origin = "referral"
	FromEvent    Origin = "event"
)

// Origins are all doors.
var Origins = []Origin{FromForm, FromAPI, FromWalkIn, FromPhone, FromReferral, FromEvent}

// PhoneShown is the phone number as people of a country write it.
func (e Enquiry) PhoneShown(country string) *string {
	if e.Phone == nil {
		return nil
	}
	return new(phone.Shown(*e.Phone, country))
}

// EnquiryInput is a new enquiry as a person typed it.
type EnquiryInput struct {
	Name, Email, Phone, CourseInterest, Message Text
	Language, Branch                            Text
	Touch                                       TouchInput
}

// NewEnquiry is a new enquiry that keeps the input rules.
type NewEnquiry struct {
	Name, Email, CourseInterest      string
	Phone, Message, Language, Branch *string
	Touch                            Touch
	Mails                            bool // the desk sends mail; else only devices can be told of it
}

// Check returns the enquiry as it will be kept, or every field that is wrong.
// home is the country of the school.
func (in EnquiryInput) Check(home string) (NewEnquiry, error) {
	var c check
	e := NewEnquiry{
		Name:           c.line("name", "Name", in.Name, 2, 255),
		Email:          c.email("email", in.Email),
		Phone:          c.phone("phone", in.Phone, home),
		CourseInterest: c.line("courseInterest", "Course interest", in.CourseInterest, 1, 255),
		Message:        c.message("message", "Message", in.Message, 1000),
		Language:       c.language("language", in.Language),
		Branch:         c.filled("branch", "Branch", in.Branch, 255),
		Touch:          c.touch(in.Touch, FromForm),
	}
	return e, c.err()
}

// EnquiryFilter says which enquiries a list holds and in which order.
type EnquiryFilter struct {
	Owner       int64 // 0 means the queue: enquiries that nobody owns
	Q           string
	Mine        bool     // of the queue only what the actor takes by its course
	Courses     []string // those courses; none means any
	Source      string   // of the queue only what this first brought; capitals do not matter
	Sight       Sight    // how much of each is seen, and searched
	OldestFirst bool
	After       *Cursor // keyset paging; takes the place of Page.Offset
	Page        Page
}

// Number is the digits of a search that may be part of a phone number, else "".
func (f EnquiryFilter) Number() string { return phone.Part(f.Q) }

// EnquiryPage is one page of a list. Next is nil on the last page.
type EnquiryPage struct {
	Enquiries []Enquiry
	Total     int
	Next      *Cursor
	Sources   map[int64]string   // what first brought people, as it was said then
	Looking   map[int64][]Person // colleagues who have an enquiry open now
	// Later says of those whose promise waits for the school to open when it does.
	Later    map[int64]time.Time
	Everyone *int      // how long the whole queue is, where the list holds some of it
	Now      time.Time // the database's clock, by which waits are counted
}

// Submit keeps what came through the public door. It is a new enquiry, in the
// queue from then on, or a touch of the open one that the same person has made
// about the same course, whose owner is told and stays. Either way the answer is
// the enquiry as it was typed, under a number of its own: it does not tell
// whether the person is known. The same request again within two minutes, a
// double click, gets the first answer; so does one with the same Idempotency-Key
// within 48 hours, and ever one with the same Submission.
func (d *Desk) Submit(ctx context.Context, op *Op, in EnquiryInput) (Enquiry, error) {
	home, err := d.home(ctx, in.Phone)
	if err != nil {
		return Enquiry{}, err
	}
	n, err := in.Check(home)
	if err != nil {
		return Enquiry{}, err
	}
	if op.KeyID != 0 {
		n.Touch.Origin = FromAPI
	}
	e, err := repeat(ctx, d, op, func() (outcome[Enquiry], error) {
		e, err := d.addEnquiry(ctx, n, op)
		return outcome[Enquiry]{Result: &e}, err
	})
	d.Counts.enquiry(op, err)
	return e, err
}

func (d *Desk) addEnquiry(ctx context.Context, n NewEnquiry, op *Op) (Enquiry, error) {
	n.Mails = d.Mail != nil
	return d.Store.AddEnquiry(ctx, n, op)
}

// home is the school's country, for a number that was given without its own.
func (d *Desk) home(ctx context.Context, number Text) (string, error) {
	if strings.HasPrefix(trim(number.S), "+") || trim(number.S) == "" {
		return "", nil
	}
	s, err := d.Store.School(ctx)
	return s.Country, err
}

// Mine returns a page of the enquiries that the actor owns.
func (d *Desk) Mine(ctx context.Context, a Actor, f EnquiryFilter) (EnquiryPage, error) {
	f.Owner = a.User.ID
	return d.enquiries(ctx, a, f)
}

// searches counts a search of the actor, wherever they search; a TooMany refusal
// when nobody's work takes so many. No words are no search.
func (d *Desk) searches(a Actor, words string) error {
	if words == "" {
		return nil
	}
	return d.Searches.Take(a.User.ID)
}

// enquiries returns a page of enquiries as the actor may see them; TooMany for
// whoever searches more than a person can.
func (d *Desk) enquiries(ctx context.Context, a Actor, f EnquiryFilter) (EnquiryPage, error) {
	if err := d.searches(a, f.Q); err != nil {
		return EnquiryPage{}, err
	}
	f.Sight = a.sight()
	return d.Store.Enquiries(ctx, f)
}

// Lead returns one enquiry with its owner's name, as the actor may see it. The
// number may be that of a later touch. ErrEnquiryNotFound when there is none.
func (d *Desk) Lead(ctx context.Context, a Actor, id int64) (Lead, error) {
	l, err := d.Store.Enquiry(ctx, id, a.sight())
	if errors.Is(err, ErrNotFound) {
		if id, err = d.Store.AskedUnder(ctx, id); err == nil {
			l, err = d.Store.Enquiry(ctx, id, a.sight())
		}
	}
	if err != nil {
		return l, gone(err, ErrEnquiryNotFound)
	}
	if l.FollowUp, err = openFollowUp(ctx, d.Store, id); err != nil {
		return l, err
	}
	if l.Touches, err = d.Store.Touches(ctx, id, askedShown); err != nil {
		return l, err
	}
	if l.Family, err = d.Store.Family(ctx, id, a.sight(), familyShown); err != nil {
		return l, err
	}
	l.hideWords()
	if err := d.sawMinor(ctx, a, l.Enquiry); err != nil {
		return l, err
	}
	l.Cover = a.coverOf(l.ClaimedBy)
	looking, err := d.looking(ctx, a, []Enquiry{l.Enquiry})
	l.Looking = looking[id]
	return l, err
}
