package web

import (
	"context"

	"firstbell/app"
)

type lettersInput struct {
	State  string `query:"state" enum:"waiting,sent,failed,dropped" doc:"All when missing"`
	Before number `query:"before" doc:"Only letters with a lower number"`
	Limit  number `query:"limit" doc:"How many, 1 to 200; 50 when missing"`
}

type letterView struct {
	ID        int64        `json:"id"`
	Kind      string       `json:"kind"`
	Via       string       `json:"via" enum:"mail,push"`
	To        string       `json:"to" doc:"The address, or the name of who gets a notice"`
	Device    *string      `json:"device"`
	EnquiryID *int64       `json:"enquiryId"`
	CreatedAt stamp        `json:"createdAt"`
	DueAt     stamp        `json:"dueAt" doc:"When it is tried next, while it has not ended"`
	EndedAt   maybe[stamp] `json:"endedAt"`
	Result    *string      `json:"result" enum:"sent,failed,dropped" nullable:"true"`
	Tries     int          `json:"tries"`
	Answer    *string      `json:"answer" doc:"The last answer of the server"`
}

type lettersView struct {
	Letters []letterView `json:"letters"`
}

func viewLetter(l app.LetterLine) letterView {
	v := letterView{ID: l.ID, Kind: string(l.Kind), Via: string(l.Via), To: l.To, Device: l.Device, EnquiryID: l.EnquiryID,
		CreatedAt: stamp(l.CreatedAt), DueAt: stamp(l.DueAt), Tries: l.Tries, Answer: l.Answer, EndedAt: maybe[stamp]{(*stamp)(l.EndedAt)}}
	if l.Result != nil {
		v.Result = new(string(*l.Result))
	}
	return v
}

func (s *Server) letters(ctx context.Context, in *lettersInput) (*reply[lettersView], error) {
	before := app.ParsePage("", string(in.Before)).Offset
	found, err := s.desk.Letters(ctx, app.LetterFilter{Before: int64(before), State: in.State, Limit: app.ParsePage(string(in.Limit), "").Limit})
	list := make([]letterView, len(found))
	for i, l := range found {
		list[i] = viewLetter(l)
	}
	return ok(lettersView{list}), err
}

func (s *Server) sendAgain(ctx context.Context, in *idInput) (*reply[nothing], error) {
	id, err := app.ParseID(string(in.ID))
	if err != nil {
		return nil, err
	}
	return ok(nothing{}), s.desk.SendAgain(ctx, actor(ctx), id)
}
