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
	return ok(claimedView{viewEnquiry(e)}), nil
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
