package web

import (
	"context"
	"time"

	"firstbell/app"
)

// StageFields say where an enquiry is to go.
type StageFields struct {
	Stage    text `json:"stage,omitempty" enum:"new,in_touch,visit,applied,enrolled,not_now,lost,not_enquiry" nullable:"true"`
	Reason   text `json:"reason,omitempty" nullable:"true" doc:"For lost: fees, distance, timing, chose_other_school, course_not_offered, not_eligible, relocating, no_response, not_interested or other. For not_enquiry: spam, wrong_number, duplicate or other"`
	WakeAt   text `json:"wakeAt,omitempty" format:"date-time" nullable:"true" doc:"For not_now: when it is to come back"`
	StartsOn text `json:"startsOn,omitempty" format:"date" nullable:"true" doc:"For enrolled: the day on which they start, when it is known"`
}

type attemptInput struct {
	ID   pathID `path:"id"`
	Body struct {
		Channel    text `json:"channel" enum:"call,whatsapp,email,sms,visit"`
		Outcome    text `json:"outcome" enum:"connected,no_answer,busy,switched_off,wrong_number,call_back,not_interested,language_mismatch"`
		Note       text `json:"note,omitempty" maxLength:"2000" nullable:"true"`
		FollowUpAt text `json:"followUpAt,omitempty" format:"date-time" nullable:"true" doc:"When to try again; as the outcome says when missing"`
		StageFields
	}
}

// attemptView is one try to reach a person.
type attemptView struct {
	ID      int64   `json:"id"`
	By      int64   `json:"by"`
	Channel string  `json:"channel"`
	Outcome string  `json:"outcome"`
	Note    *string `json:"note"`
	At      stamp   `json:"at"`
}

type loggedView struct {
	Attempt    attemptView `json:"attempt"`
	Enquiry    LeadEnquiry `json:"enquiry"`
	ServerTime stamp       `json:"serverTime"`
}

func (s *Server) logAttempt(ctx context.Context, in *attemptInput) (*reply[loggedView], error) {
	id, err := app.ParseID(string(in.ID))
	if err != nil {
		return nil, err
	}
	b := in.Body
	out, err := s.desk.LogAttempt(ctx, actor(ctx), id, app.AttemptInput{Channel: b.Channel.Text, Outcome: b.Outcome.Text, Note: b.Note.Text,
		FollowUpAt: b.FollowUpAt.Text, Move: app.StageInput{Stage: b.Stage.Text, Reason: b.Reason.Text, WakeAt: b.WakeAt.Text, StartsOn: b.StartsOn.Text}})
	if err != nil {
		return nil, err
	}
	a := out.Attempt
	return ok(loggedView{attemptView{a.ID, a.UserID, string(a.Channel), string(a.Outcome), a.Note, stamp(a.At)},
		viewLead(ctx, out.Lead), stamp(time.Now())}), nil
}
