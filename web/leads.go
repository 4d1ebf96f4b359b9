package web

import (
	"context"
	"slices"
	"strconv"

	"firstbell/app"
)

type leadsInput struct {
	Limit  number `query:"limit" doc:"How many rows, 1 to 200; 50 when missing"`
	Offset number `query:"offset" doc:"How many rows to pass over"`
	Cursor string `query:"cursor" doc:"nextCursor of the page before, in the same order; takes the place of offset"`
	LeadsWanted
}

// LeadsWanted says which leads are wanted, and in which order.
type LeadsWanted struct {
	Q         string `query:"q" doc:"Only rows whose name, e-mail or course holds this text"`
	Sort      string `query:"sort" enum:"newest,oldest,due,contact,name" doc:"newest when missing; due: the most urgent follow-up first; contact: whom nobody has tried to reach first"`
	Owner     string `query:"owner" doc:"me, or a person's number; everybody's when missing"`
	Unclaimed string `query:"unclaimed" enum:"true,false" doc:"Only those that nobody owns"`
	Stage     string `query:"stage" enum:"new,in_touch,visit,applied,enrolled,not_now,lost,not_enquiry"`
	Closed    string `query:"closed" enum:"true,false" doc:"Closed ones, too; a closed stage needs no such word"`
	Course    string `query:"course" maxLength:"255"`
	Origin    string `query:"origin" enum:"form,api,walk_in,phone,referral,event" doc:"By which door they came in"`
	Source    string `query:"source" maxLength:"255" doc:"What first brought them, as it was said then, such as google"`
	Tag       string `query:"tag" maxLength:"40" doc:"Only those with this tag; capitals do not matter"`
	From      string `query:"from" doc:"Came in not before this day of the school's, or this moment"`
	To        string `query:"to" doc:"Came in not after this day, or before this moment"`
	Due       string `query:"due" enum:"late,now,today,tomorrow,after,none" doc:"By the next step; none: those without one"`
}

var (
	stageNames = []string{"", "new", "in_touch", "visit", "applied", "enrolled", "not_now", "lost", "not_enquiry"}
	dueNames   = []string{"", "late", "now", "today", "tomorrow", "after", "none"}
)

// filter reads what a page of a list of leads is asked for.
func (in *leadsInput) filter(me int64) (app.LeadFilter, error) {
	f, err := in.LeadsWanted.filter(me)
	if err != nil {
		return f, err
	}
	f.Page = app.ParsePage(string(in.Limit), string(in.Offset))
	if in.Cursor != "" {
		f.After, err = app.ParseLeadCursor(in.Cursor, f.Sort)
		f.Page.Offset = 0
	}
	return f, err
}

// filter reads which leads are wanted.
func (in *LeadsWanted) filter(me int64) (f app.LeadFilter, err error) {
	words, err := phrase(in.Q)
	if err != nil {
		return f, err
	}
	f = app.LeadFilter{Q: words, Sort: app.LeadSort(in.Sort), Unclaimed: in.Unclaimed == "true", Closed: in.Closed == "true",
		Stage: app.StageCode(in.Stage), Origin: app.Origin(in.Origin), First: in.From, Last: in.To, Due: app.DueGroup(in.Due)}
	if f.Sort == "" {
		f.Sort = app.ByNewest
	}
	switch {
	case !slices.Contains(app.LeadSorts, f.Sort):
		return f, invalidBody("invalid_sort", "Invalid sort", "A list of leads is sorted by newest, oldest, due, contact or name")
	case !slices.Contains(stageNames, in.Stage):
		return f, invalidBody("invalid_stage", "Invalid stage", "There is no such stage. GET /api/stages lists them")
	case in.Origin != "" && !slices.Contains(app.Origins, f.Origin):
		return f, invalidBody("invalid_origin", "Invalid origin", "An origin is form, api, walk_in, phone, referral or event")
	case !slices.Contains(dueNames, in.Due):
		return f, invalidBody("invalid_due", "Invalid due", "Due is late, now, today, tomorrow, after or none")
	}
	if f.Course, err = phrase(in.Course); err != nil {
		return f, invalidBody("invalid_course", "Invalid course", "A course has at most 255 characters and no control characters")
	}
	if f.Source, err = phrase(in.Source); err != nil {
		return f, errSource
	}
	if f.Tag, err = phrase(in.Tag); err != nil {
		return f, invalidBody("invalid_tag", "Invalid tag", "A tag has at most 40 characters and no control characters")
	}
	switch in.Owner {
	case "":
	case "me":
		f.Owner = me
	default:
		if f.Owner, err = strconv.ParseInt(in.Owner, 10, 64); err != nil || f.Owner < 1 {
			return f, invalidBody("invalid_owner", "Invalid owner", "An owner is me or the number of a person")
		}
	}
	return f, nil
}

var errSource = invalidBody("invalid_source", "Invalid source", "A source has at most 255 characters and no control characters")

// phrase reads a text to filter by, as strictly as one to search for.
func phrase(s string) (string, error) {
	f, err := (&ListInput{Q: s}).filter()
	return f.Q, err
}

// leadRow is a lead in a list.
type leadRow struct {
	EnquiryView
	Owner       maybe[personView] `json:"owner" doc:"Who owns it, null while nobody does"`
	NextStep    maybe[nextStep]   `json:"nextStep" doc:"The open follow-up"`
	LastContact maybe[stamp]      `json:"lastContact" doc:"When somebody last tried to reach the person"`
	Tries       int               `json:"tries" doc:"How often nobody answered since somebody last did"`
	CameBy
	LastWords *string `json:"lastWords" doc:"Of the last note or attempt; null where contact details are hidden"`
}

type nextStep struct {
	Type  string `json:"type" enum:"first_call,call,write,visit,wake_up"`
	DueAt stamp  `json:"dueAt"`
}

type leadsView struct {
	Leads      []leadRow  `json:"leads"`
	Pagination pagination `json:"pagination"`
	ServerTime stamp      `json:"serverTime"`
}

func (s *Server) leads(ctx context.Context, in *leadsInput) (*reply[leadsView], error) {
	f, err := in.filter(actor(ctx).User.ID)
	if err != nil {
		return nil, err
	}
	p, err := s.desk.Leads(ctx, actor(ctx), f)
	if err != nil {
		return nil, err
	}
	v := leadsView{make([]leadRow, len(p.Leads)), pagination{Total: p.Total, Limit: f.Page.Limit, Offset: f.Page.Offset, HasMore: p.Next != nil}, stamp(p.Now)}
	for i, l := range p.Leads {
		row := leadRow{EnquiryView: viewEnquiry(ctx, l.Enquiry), LastContact: maybe[stamp]{(*stamp)(l.LastContact)}, Tries: l.Tries, CameBy: CameBy{string(l.Origin), l.Source}, LastWords: l.LastWords}
		if l.ClaimedBy != nil && l.OwnerName != nil {
			row.Owner.v = &personView{*l.ClaimedBy, *l.OwnerName}
		}
		if l.NextType != nil && l.NextDue != nil {
			row.NextStep.v = &nextStep{string(*l.NextType), stamp(*l.NextDue)}
		}
		v.Leads[i] = row
	}
	if p.Next != nil {
		c := p.Next.String()
		v.Pagination.NextCursor = &c
	}
	return ok(v), nil
}
