package web

import (
	"context"
	"time"

	"firstbell/app"
)

// EnquiryView is an enquiry as staff see it.
type EnquiryView struct {
	Receipt
	Phone      *string      `json:"phone,omitempty" doc:"In E.164, + and the code of the country first; not there when nobody has said"`
	PhoneShown *string      `json:"phoneShown,omitempty" doc:"As people where the school is write it"`
	ClaimedBy  *int64       `json:"claimedBy" doc:"Number of the owner, null while nobody owns it"`
	ClaimedAt  maybe[stamp] `json:"claimedAt"`
	Language   *string      `json:"language" doc:"Its BCP 47 tag, such as hi; null when nobody has said"`
	Branch     *string      `json:"branch" doc:"Of the school; null when nobody has said"`
	DueAt      stamp        `json:"dueAt" doc:"When the school's promise to answer runs out, which counts while the school is open"`
	Stage      string       `json:"stage" enum:"new,in_touch,visit,applied,enrolled,not_now,lost,not_enquiry"`
	ClosedAt   maybe[stamp] `json:"closedAt" doc:"Null while it is open"`
	Minor      bool         `json:"minor,omitempty" doc:"Whether somebody under age, or their parent, has asked"`
	NoContact  *stamp       `json:"noContactAt,omitempty" doc:"Since when nobody may contact them; not there while somebody may"`
	Masked     bool         `json:"masked" doc:"Whether contact details and words are hidden until the claim"`
}

// Receipt is an enquiry as whoever sent it may see it.
type Receipt struct {
	ID             int64   `json:"id"`
	Name           string  `json:"name"`
	Email          string  `json:"email" doc:"Empty when only the phone is known"`
	CourseInterest string  `json:"courseInterest"`
	Message        *string `json:"message"`
	IsPublic       bool    `json:"isPublic" doc:"Whether it is still in the queue"`
	CreatedAt      stamp   `json:"createdAt"`
	UpdatedAt      stamp   `json:"updatedAt"`
}

func viewReceipt(e app.Enquiry) Receipt {
	return Receipt{e.ID, e.Name, e.Email, e.CourseInterest, e.Message, e.ClaimedBy == nil && e.ClosedAt == nil,
		stamp(e.CreatedAt), stamp(e.UpdatedAt)}
}

// viewEnquiry shows an enquiry to whoever asked.
func viewEnquiry(ctx context.Context, e app.Enquiry) EnquiryView {
	return EnquiryView{viewReceipt(e), e.Phone, e.PhoneShown(actor(ctx).User.Takes.Country), e.ClaimedBy, maybe[stamp]{(*stamp)(e.ClaimedAt)}, e.Language, e.Branch, stamp(e.DueAt),
		string(e.Stage), maybe[stamp]{(*stamp)(e.ClosedAt)}, e.Minor, (*stamp)(e.NoContactAt), e.Masked}
}

type submitInput struct {
	Body struct {
		Name           text `json:"name" minLength:"2" maxLength:"255"`
		Email          text `json:"email" maxLength:"254"`
		Phone          text `json:"phone,omitempty" maxLength:"40" nullable:"true" doc:"As it is written where the school is, or with + and the code of its country"`
		CourseInterest text `json:"courseInterest" minLength:"1" maxLength:"255"`
		Message        text `json:"message,omitempty" maxLength:"1000" nullable:"true"`
		Language       text `json:"language,omitempty" maxLength:"3" nullable:"true" doc:"The BCP 47 tag of the language they like to speak, such as hi"`
		Branch         text `json:"branch,omitempty" maxLength:"255" nullable:"true" doc:"The branch of the school they ask at"`
		TouchBody
	}
}

// submitted has the enquiry twice: nested, as the original service answers,
// and beside it, as that service's description shows it.
type submitted struct {
	Receipt
	Enquiry Receipt `json:"enquiry"`
}

func (s *Server) submit(ctx context.Context, in *submitInput) (*reply[submitted], error) {
	b := in.Body
	e, err := s.desk.Submit(ctx, actor(ctx).Op, app.EnquiryInput{
		Name: b.Name.Text, Email: b.Email.Text, Phone: b.Phone.Text, CourseInterest: b.CourseInterest.Text, Message: b.Message.Text,
		Language: b.Language.Text, Branch: b.Branch.Text, Touch: b.input()})
	if err != nil {
		return nil, err
	}
	r := viewReceipt(e)
	return ok(submitted{r, r}), nil
}

type enquiriesView struct {
	Enquiries  []listedView `json:"enquiries"`
	Pagination pagination   `json:"pagination"`
	ServerTime stamp        `json:"serverTime" doc:"The database's clock, by which waits are counted"`
	Everyone   *int         `json:"everyone,omitempty" doc:"How many wait at all, where only those of some courses or a source were asked for"`
}

// listedView is an enquiry in a list, with who has it open now.
type listedView struct {
	EnquiryView
	CameBy
	Looking []personView `json:"looking"`
	LaterAt *stamp       `json:"laterAt,omitempty" doc:"When the school opens, of one whose promise has not run out while the school is closed; else not there"`
}

type pagination struct {
	Total      int     `json:"total"`
	Limit      int     `json:"limit"`
	Offset     int     `json:"offset"`
	HasMore    bool    `json:"hasMore"`
	NextCursor *string `json:"nextCursor" doc:"Where the next page starts; null on the last one"`
}

type queueInput struct {
	ListInput
	Courses string `query:"courses" enum:"mine" doc:"mine: only of courses that I take"`
	Source  string `query:"source" maxLength:"255" doc:"Only what this first brought, such as google"`
}

func (s *Server) unclaimed(ctx context.Context, in *queueInput) (*reply[enquiriesView], error) {
	f, err := in.filter()
	if err != nil {
		return nil, err
	}
	if f.Source, err = phrase(in.Source); err != nil {
		return nil, errSource
	}
	f.Mine = in.Courses == "mine"
	p, err := s.desk.Waiting(ctx, actor(ctx), f)
	return viewEnquiries(ctx, f, p), err
}

func (s *Server) mine(ctx context.Context, in *ListInput) (*reply[enquiriesView], error) {
	f, err := in.filter()
	if err != nil {
		return nil, err
	}
	p, err := s.desk.Mine(ctx, actor(ctx), f)
	return viewEnquiries(ctx, f, p), err
}

func viewEnquiries(ctx context.Context, f app.EnquiryFilter, p app.EnquiryPage) *reply[enquiriesView] {
	list := make([]listedView, len(p.Enquiries))
	for i, e := range p.Enquiries {
		list[i] = listedView{EnquiryView: viewEnquiry(ctx, e), CameBy: CameBy{Origin: string(e.Origin)}, Looking: viewPeople(p.Looking[e.ID])}
		if source, said := p.Sources[e.ID]; said {
			list[i].Source = &source
		}
		if opens, later := p.Later[e.ID]; later {
			list[i].LaterAt = (*stamp)(&opens)
		}
	}
	page := pagination{Total: p.Total, Limit: f.Page.Limit, Offset: f.Page.Offset, HasMore: f.Page.HasMore(p.Total)}
	if f.After != nil {
		page.HasMore = p.Next != nil
	}
	if p.Next != nil {
		c := p.Next.String()
		page.NextCursor = &c
	}
	return ok(enquiriesView{list, page, stamp(p.Now), p.Everyone})
}

type leadView struct {
	Enquiry    LeadEnquiry `json:"enquiry"`
	ServerTime stamp       `json:"serverTime"`
}

// LeadEnquiry is an enquiry as whoever works with it sees it.
type LeadEnquiry struct {
	EnquiryView
	Origin       string              `json:"origin" enum:"form,api,walk_in,phone,referral,event" doc:"By which door it came in"`
	Owner        maybe[personView]   `json:"owner" doc:"Who owns it, null while nobody does"`
	ClosedReason *string             `json:"closedReason" doc:"Why it is lost, or what it was instead of an enquiry"`
	WakeAt       maybe[stamp]        `json:"wakeAt" doc:"When one that is parked comes back"`
	StartsOn     *string             `json:"startsOn" format:"date" doc:"The day on which somebody who enrolled begins, when it is known"`
	FollowUp     maybe[FollowUpView] `json:"followUp" doc:"The next step, null unless it is open and owned"`
	MergedInto   *int64              `json:"mergedInto" doc:"The enquiry that it turned out to be, null unless it was merged"`
	ErasedAt     *stamp              `json:"erasedAt,omitempty" doc:"Since when nothing is known of the person any more; not there otherwise"`
	Tags         []string            `json:"tags" doc:"As the school finds it by"`
	Version      int64               `json:"version" doc:"One more at each change; the ETag is made of it"`
	Looking      []personView        `json:"looking" doc:"Colleagues who have it open now"`
	CoverUntil   *string             `json:"coverUntil" format:"date" doc:"The last day of the owner's leave, for whoever stands in for them; else null"`
}

type personView struct {
	ID   int64  `json:"id"`
	Name string `json:"name"`
}

func viewPeople(people []app.Person) []personView {
	list := make([]personView, len(people))
	for i, p := range people {
		list[i] = personView(p)
	}
	return list
}

type idInput struct {
	ID pathID `path:"id"`
}

func viewLead(ctx context.Context, l app.Lead) LeadEnquiry {
	v := LeadEnquiry{EnquiryView: viewEnquiry(ctx, l.Enquiry), Origin: string(l.Origin), Owner: viewOwner(l), ClosedReason: l.ClosedReason,
		WakeAt: maybe[stamp]{(*stamp)(l.WakeAt)}, StartsOn: day(l.StartsOn), MergedInto: l.MergedInto, ErasedAt: (*stamp)(l.ErasedAt), Tags: append([]string{}, l.Tags...), Version: l.Version, Looking: viewPeople(l.Looking), CoverUntil: l.Cover}
	if l.FollowUp != nil {
		f := viewFollowUp(*l.FollowUp)
		v.FollowUp.v = &f
	}
	return v
}

func viewOwner(l app.Lead) maybe[personView] {
	if l.ClaimedBy == nil || l.OwnerName == nil {
		return maybe[personView]{}
	}
	return maybe[personView]{&personView{*l.ClaimedBy, *l.OwnerName}}
}

// replyLead is an enquiry with the ETag that a change of it has to name.
func replyLead(ctx context.Context, l app.Lead) *tagged[leadView] {
	return &tagged[leadView]{etag(l.Version), envelope[leadView]{true, leadView{viewLead(ctx, l), stamp(time.Now())}}}
}

func (s *Server) enquiry(ctx context.Context, in *idInput) (*tagged[knownView], error) {
	id, err := app.ParseID(string(in.ID))
	if err != nil {
		return nil, err
	}
	l, err := s.desk.Lead(ctx, actor(ctx), id)
	if err != nil {
		return nil, err
	}
	return &tagged[knownView]{etag(l.Version), envelope[knownView]{true, viewKnown(ctx, l)}}, nil
}
