package web

import (
	"context"

	"firstbell/app"
)

type claimedView struct {
	Enquiry EnquiryView `json:"enquiry"`
}

func (s *Server) claim(ctx context.Context, in *idInput) (*reply[claimedView], error) {
	id, err := app.ParseID(string(in.ID))
	if err != nil {
		return nil, err
	}
	e, err := s.desk.Claim(ctx, actor(ctx), id)
	if err != nil {
		return nil, err
	}
	return ok(claimedView{viewEnquiry(ctx, e)}), nil
}

// nextClaimView has no enquiry when nobody waits whom the actor takes.
type nextClaimView struct {
	Enquiry maybe[EnquiryView] `json:"enquiry"`
}

func (s *Server) claimNext(ctx context.Context, _ *nothing) (*reply[nextClaimView], error) {
	e, err := s.desk.ClaimNext(ctx, actor(ctx))
	if err != nil || e == nil {
		return ok(nextClaimView{}), err
	}
	v := viewEnquiry(ctx, *e)
	return ok(nextClaimView{maybe[EnquiryView]{&v}}), nil
}

type releaseInput struct {
	ID   pathID `path:"id"`
	Body struct {
		Reason text `json:"reason,omitempty" maxLength:"255" nullable:"true"`
	} `required:"false"`
}

func (s *Server) release(ctx context.Context, in *releaseInput) (*reply[claimedView], error) {
	id, err := app.ParseID(string(in.ID))
	if err != nil {
		return nil, err
	}
	e, err := s.desk.Release(ctx, actor(ctx), id, in.Body.Reason.Text)
	if err != nil {
		return nil, err
	}
	return ok(claimedView{viewEnquiry(ctx, e)}), nil
}

type reassignInput struct {
	ID   pathID `path:"id"`
	Body struct {
		UserID int64 `json:"userId" minimum:"1"`
		Note   text  `json:"note,omitempty" maxLength:"255" nullable:"true"`
	}
}

func (s *Server) reassign(ctx context.Context, in *reassignInput) (*reply[claimedView], error) {
	id, err := app.ParseID(string(in.ID))
	if err != nil {
		return nil, err
	}
	e, err := s.desk.Reassign(ctx, actor(ctx), id, in.Body.UserID, in.Body.Note.Text)
	if err != nil {
		return nil, err
	}
	return ok(claimedView{viewEnquiry(ctx, e)}), nil
}

func (s *Server) looking(ctx context.Context, in *idInput) (*reply[nothing], error) {
	id, err := app.ParseID(string(in.ID))
	if err != nil {
		return nil, err
	}
	return ok(nothing{}), s.desk.Look(ctx, actor(ctx), id)
}

func (s *Server) lookAway(ctx context.Context, in *idInput) (*reply[nothing], error) {
	id, err := app.ParseID(string(in.ID))
	if err != nil {
		return nil, err
	}
	return ok(nothing{}), s.desk.LookAway(ctx, actor(ctx), id)
}

// limitView says which limit stands in the way of a claim.
type limitView struct {
	Limit   string `json:"limit"`
	Value   int    `json:"value"`
	FreesAt *stamp `json:"freesAt"`
}

// lostClaimView is what a claim that came second learns.
type lostClaimView struct {
	ClaimedBy   personView `json:"claimedBy"`
	ClaimedAt   stamp      `json:"claimedAt"`
	ClaimedByMe bool       `json:"claimedByMe"`
	Next        *nextView  `json:"next"`
}

type nextView struct {
	ID          int64  `json:"id"`
	Name        string `json:"name"`
	WaitSeconds int    `json:"waitSeconds"`
}

func viewLostClaim(l app.LostClaim) lostClaimView {
	v := lostClaimView{personView(l.ClaimedBy), stamp(l.ClaimedAt), l.ClaimedByMe, nil}
	if l.Next != nil {
		v.Next = (*nextView)(l.Next)
	}
	return v
}
