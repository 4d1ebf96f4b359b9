package web

import (
	"context"
	"time"

	"firstbell/app"
)

// How many people a search shows.
const (
	foundUsually = 8
	foundAtMost  = 50
)

type searchInput struct {
	Q     string `query:"q" doc:"Part of a name, at least three digits of a phone number, an e-mail address up to its @ or further, or the number of an enquiry"`
	Limit number `query:"limit" doc:"How many rows, 1 to 50; 8 when missing"`
}

// foundView is an enquiry that a search has come upon.
type foundView struct {
	EnquiryView
	Owner   maybe[personView] `json:"owner" doc:"Who owns it, null while nobody does"`
	Similar bool              `json:"similar" doc:"Only the name is written much like what was asked for"`
	Also    *alsoView         `json:"also,omitempty" doc:"What the person gave when they asked again, when they were found by that"`
}

// alsoView is what somebody gave besides, as far as the actor may see it.
type alsoView struct {
	Name       string  `json:"name"`
	Email      string  `json:"email" doc:"Empty when there is none, or it is hidden"`
	PhoneShown *string `json:"phoneShown" doc:"Null when there is none, or it is hidden"`
}

func viewAlso(ctx context.Context, c *app.Contact) *alsoView {
	if c == nil {
		return nil
	}
	v := &alsoView{Name: c.Name, PhoneShown: app.Enquiry{Phone: c.Phone}.PhoneShown(actor(ctx).User.Takes.Country)}
	if c.Email != nil {
		v.Email = *c.Email
	}
	return v
}

type searchView struct {
	Enquiries  []foundView `json:"enquiries" doc:"The likeliest first"`
	ServerTime stamp       `json:"serverTime"`
}

func (s *Server) search(ctx context.Context, in *searchInput) (*reply[searchView], error) {
	f, err := (&listInput{Q: in.Q}).filter()
	if err != nil {
		return nil, err
	}
	limit := foundUsually
	if in.Limit != "" {
		limit = min(app.ParsePage(string(in.Limit), "").Limit, foundAtMost)
	}
	found, err := s.desk.Search(ctx, actor(ctx), f.Q, limit)
	if err != nil {
		return nil, err
	}
	list := make([]foundView, len(found))
	for i, l := range found {
		list[i] = foundView{viewEnquiry(ctx, l.Enquiry), viewOwner(l.Lead), l.Similar, viewAlso(ctx, l.Also)}
	}
	return ok(searchView{list, stamp(time.Now())}), nil
}
