package app

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"time"

	"firstbell/app/phone"
)

// LeadSort says in which order a list of leads is. Two leads that are alike in
// it stand by their numbers.
type LeadSort string

// The orders of a list of leads.
const (
	ByNextStep    LeadSort = "due"     // the most urgent follow-up first, those without one last
	ByLastContact LeadSort = "contact" // whom nobody has tried to reach first, then the longest ago
	ByNewest      LeadSort = "newest"
	ByOldest      LeadSort = "oldest"
	ByName        LeadSort = "name"
)

// LeadSorts are all orders.
var LeadSorts = []LeadSort{ByNewest, ByOldest, ByNextStep, ByLastContact, ByName}

// NoStep is the group of leads without an open follow-up.
const NoStep DueGroup = "none"

// LeadFilter says which leads a list holds and in which order.
type LeadFilter struct {
	IDs       []int64   // only these; none means any
	Owner     int64     // 0 means anybody's, and nobody's
	Unclaimed bool      // only those that nobody owns
	Stage     StageCode // empty means every open one, and with Closed every one
	Closed    bool
	Course    string   // as people chose it; capitals do not matter
	Origin    Origin   // by which door it came in; empty means any
	Source    string   // what first brought the person, as it was said then; capitals do not matter
	Tag       string   // one that it has; capitals do not matter
	First     string   // the first day of the school's on which it may have come in, or a moment
	Last      string   // the last such day, or the moment before which
	Due       DueGroup // by the next step; empty means any
	Q         string
	Sort      LeadSort
	Page      Page
	After     *LeadCursor // keyset paging; takes the place of Page.Offset

	From, To     time.Time  // of the next step, as Due says
	Since, Until *time.Time // of coming in, as First and Last say
	Bounds       DueBounds
	Sight        Sight // how much of each is seen, searched and sorted by
	NoQueue      bool  // those that nobody owns are not for whoever asks
}

// Number is the part of Q that is of a telephone number.
func (f LeadFilter) Number() string { return phone.Part(f.Q) }

// ListedLead is a lead in a list, with what its row shows.
type ListedLead struct {
	Enquiry
	OwnerName   *string
	NextType    *FollowUpType
	NextDue     *time.Time // of the open follow-up
	LastContact *time.Time // of the last attempt to reach the person
	Tries       int        // attempts that nobody answered since somebody last did
	Source      *string    // what first brought the person; nil when nobody has said
	Tags        []string   `bun:",array"`
	LastWords   *string    // of the last note or attempt; nil where contact details are hidden
	Key         time.Time  // what it was sorted by, unless that was the name
}

// LeadPage is one page of a list of leads. Next is nil on the last page.
type LeadPage struct {
	Leads []ListedLead
	Total int
	Next  *LeadCursor
	Now   time.Time
}

// Leads returns a page of the enquiries as the actor may see them: what is
// hidden from them can be neither searched nor sorted by, and where people may
// not choose, the queue is left out. An Invalid refusal for days that are none.
func (d *Desk) Leads(ctx context.Context, a Actor, f LeadFilter) (LeadPage, error) {
	now := d.Now()
	f, _, err := d.leadFilter(ctx, a, f, now)
	if err != nil {
		return LeadPage{}, err
	}
	p, err := d.Store.Leads(ctx, f)
	p.Now = now
	return p, err
}

// leadFilter is what storage is asked for when somebody asks for a list, and the
// school by whose clocks.
func (d *Desk) leadFilter(ctx context.Context, a Actor, f LeadFilter, now time.Time) (LeadFilter, School, error) {
	if err := d.searches(a, f.Q); err != nil {
		return f, School{}, err
	}
	school, err := d.Store.School(ctx)
	if err != nil {
		return f, school, err
	}
	f.Bounds = school.bounds(now)
	if f.Due != NoStep {
		f.From, f.To = f.Bounds.span(f.Due)
	}
	var c check
	f.Since, f.Until = school.moment(&c, "from", f.First, 0), school.moment(&c, "to", f.Last, 1)
	f.Sight, f.NoQueue = a.sight(), a.mode() == NextOnly
	return f, school, c.err()
}

// LeadCursor marks a place in a list of leads by the last row that was read.
type LeadCursor struct {
	Sort LeadSort  `json:"s"`
	At   time.Time `json:"t"`
	Name string    `json:"n"`
	ID   int64     `json:"i"`
}

// after returns the place after a row.
func (f LeadFilter) after(l ListedLead) *LeadCursor {
	c := &LeadCursor{Sort: f.Sort, ID: l.ID, At: l.Key.UTC()}
	if f.Sort == ByName {
		c.Name, c.At = l.Name, time.Time{}
	}
	return c
}

// Cut takes the row beyond the page off, which only says that there are more.
func (p *LeadPage) Cut(f LeadFilter) {
	if len(p.Leads) > f.Page.Limit {
		p.Leads = p.Leads[:f.Page.Limit]
		p.Next = f.after(p.Leads[f.Page.Limit-1])
	}
}

// String returns the cursor as clients carry it.
func (c LeadCursor) String() string {
	text, _ := json.Marshal(c) // of plain fields
	return base64.RawURLEncoding.EncodeToString(text)
}

// ParseLeadCursor reads what String wrote for a list in this order; ErrCursor
// for anything else.
func ParseLeadCursor(s string, sort LeadSort) (*LeadCursor, error) {
	text, err := base64.RawURLEncoding.DecodeString(s)
	var c LeadCursor
	if err != nil || json.Unmarshal(text, &c) != nil || c.String() != s || c.Sort != sort {
		return nil, ErrCursor
	}
	return &c, nil
}
