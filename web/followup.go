package web

import (
	"context"
	"slices"
	"strconv"

	"firstbell/app"
)

// FollowUpView is the dated next step of an enquiry.
type FollowUpView struct {
	ID        int64   `json:"id"`
	Type      string  `json:"type" enum:"first_call,call,write,visit,wake_up"`
	DueAt     stamp   `json:"dueAt"`
	Note      *string `json:"note"`
	Moves     int     `json:"moves" doc:"How often it was put off; five times are the most"`
	CreatedAt stamp   `json:"createdAt"`
}

func viewFollowUp(f app.FollowUp) FollowUpView {
	return FollowUpView{f.ID, string(f.Type), stamp(f.DueAt), f.Note, f.Moves, stamp(f.CreatedAt)}
}

// dueView is a follow-up in a list, with what has to be known to do it.
type dueView struct {
	FollowUpView
	Group      string     `json:"group" enum:"late,now,today,tomorrow,after"`
	Enquiry    dueEnquiry `json:"enquiry"`
	Owner      personView `json:"owner"`
	Tries      int        `json:"tries" doc:"How often nobody answered since somebody last did"`
	LastWords  *string    `json:"lastWords" doc:"Of the last note or attempt"`
	CoverUntil *string    `json:"coverUntil" format:"date" doc:"The last day of the owner's leave, for whoever stands in for them; else null"`
}

type dueEnquiry struct {
	ID             int64   `json:"id"`
	Name           string  `json:"name"`
	Email          string  `json:"email"`
	Phone          *string `json:"phone,omitempty" doc:"In E.164, + and the code of the country first; not there when nobody has said"`
	PhoneShown     *string `json:"phoneShown,omitempty" doc:"As people where the school is write it"`
	NoContact      *stamp  `json:"noContactAt,omitempty" doc:"Since when nobody may contact them; not there while somebody may"`
	CourseInterest string  `json:"courseInterest"`
	Stage          string  `json:"stage"`
	CameBy
}

// CameBy says how an enquiry came in, as rows of lists tell it.
type CameBy struct {
	Origin string  `json:"origin" enum:"form,api,walk_in,phone,referral,event" doc:"By which door it came in"`
	Source *string `json:"source" doc:"What first brought them, as it was said then; null when nobody has said"`
}

func viewDue(ctx context.Context, d app.Due) dueView {
	e := dueEnquiry{d.EnquiryID, d.Name, d.Email, d.Phone, app.Enquiry{Phone: d.Phone}.PhoneShown(actor(ctx).User.Takes.Country), (*stamp)(d.NoContactAt),
		d.Course, string(d.Stage), CameBy{string(d.Origin), d.Source}}
	return dueView{viewFollowUp(d.FollowUp), string(d.Group), e, personView{d.OwnerID, d.OwnerName}, d.Tries, d.LastWords, d.Cover}
}

type dueCountsView struct {
	Late     int `json:"late"`
	Now      int `json:"now"`
	Today    int `json:"today"`
	Tomorrow int `json:"tomorrow"`
	After    int `json:"after"`
}

type followUpsView struct {
	FollowUps  []dueView     `json:"followUps"`
	Counts     dueCountsView `json:"counts"`
	NextCursor *string       `json:"nextCursor" doc:"Where the next page starts; null on the last one"`
	ServerTime stamp         `json:"serverTime"`
}

type dueInput struct {
	Owner  string `query:"owner" doc:"me when missing, with those of whom I stand in for; all or a person's number, for owners of the desk"`
	Group  string `query:"group" enum:"late,now,today,tomorrow,after" doc:"All up to tomorrow when missing"`
	Limit  number `query:"limit" doc:"How many rows, 1 to 200; 50 when missing"`
	Cursor string `query:"cursor" doc:"nextCursor of the page before"`
}

func (in *dueInput) filter(me int64) (f app.DueFilter, err error) {
	f.Limit = app.ParsePage(string(in.Limit), "").Limit
	f.Group = app.DueGroup(in.Group)
	if !slices.Contains([]app.DueGroup{"", app.DueLate, app.DueNow, app.DueToday, app.DueTomorrow, app.DueAfter}, f.Group) {
		return f, invalidBody("invalid_group", "Invalid group", "A group is late, now, today, tomorrow or after")
	}
	switch in.Owner {
	case "", "me":
		f.Owner = me
	case "all":
	default:
		if f.Owner, err = strconv.ParseInt(in.Owner, 10, 64); err != nil || f.Owner < 1 {
			return f, invalidBody("invalid_owner", "Invalid owner", "An owner is me, all or the number of a person")
		}
	}
	f.After, err = readCursor(in.Cursor)
	return f, err
}

func (s *Server) followUps(ctx context.Context, in *dueInput) (*reply[followUpsView], error) {
	f, err := in.filter(actor(ctx).User.ID)
	if err != nil {
		return nil, err
	}
	p, err := s.desk.FollowUps(ctx, actor(ctx), f)
	if err != nil {
		return nil, err
	}
	v := followUpsView{make([]dueView, len(p.List)), dueCountsView(p.Counts), nil, stamp(p.Now)}
	for i, d := range p.List {
		v.FollowUps[i] = viewDue(ctx, d)
	}
	v.NextCursor = cursorText(p.Next)
	return ok(v), nil
}

type moveFollowUpInput struct {
	ID   pathID `path:"id"`
	Body struct {
		DueAt text `json:"dueAt,omitempty" format:"date-time" doc:"Later than now, at most 60 days ahead"`
		Note  text `json:"note,omitempty" maxLength:"1000" nullable:"true"`
	}
}

type movedView struct {
	FollowUp FollowUpView `json:"followUp"`
}

func (s *Server) moveFollowUp(ctx context.Context, in *moveFollowUpInput) (*reply[movedView], error) {
	id, err := app.ParseID(string(in.ID))
	if err != nil {
		return nil, err
	}
	f, err := s.desk.MoveFollowUp(ctx, actor(ctx), id, app.FollowUpInput{DueAt: in.Body.DueAt.Text, Note: in.Body.Note.Text})
	if err != nil {
		return nil, err
	}
	return ok(movedView{viewFollowUp(f)}), nil
}
