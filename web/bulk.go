package web

import (
	"context"

	"firstbell/app"
)

// resultView is what became of one enquiry among several.
type resultView struct {
	ID      int64  `json:"id"`
	Done    bool   `json:"done"`
	Code    string `json:"code,omitempty" doc:"Why not, as for the enquiry alone"`
	Message string `json:"message,omitempty" doc:"The same in one sentence"`
}

type resultsView struct {
	Results []resultView `json:"results" doc:"One for each enquiry, by number"`
	Done    int          `json:"done" doc:"How many are done"`
}

type reassignAllInput struct {
	Body struct {
		IDs    []int64 `json:"ids" minItems:"1" maxItems:"50" doc:"The enquiries' numbers"`
		UserID int64   `json:"userId" minimum:"1"`
		Note   text    `json:"note,omitempty" maxLength:"255" nullable:"true"`
	}
}

func (s *Server) reassignAll(ctx context.Context, in *reassignAllInput) (*reply[resultsView], error) {
	v, err := s.desk.ReassignAll(ctx, actor(ctx), in.Body.IDs, in.Body.UserID, in.Body.Note.Text)
	return s.results(ctx, "POST /api/enquiries/reassign", v, err)
}

type stageAllInput struct {
	Body struct {
		IDs []int64 `json:"ids" minItems:"1" maxItems:"50" doc:"The enquiries' numbers"`
		StageFields
		FollowUpAt text `json:"followUpAt,omitempty" format:"date-time" nullable:"true" doc:"For closed ones that open again; as soon as the school is open when missing"`
	}
}

func (s *Server) stageAll(ctx context.Context, in *stageAllInput) (*reply[resultsView], error) {
	b := in.Body
	v, err := s.desk.ChangeStages(ctx, actor(ctx), b.IDs, app.StageInput{Stage: b.Stage.Text, Reason: b.Reason.Text,
		WakeAt: b.WakeAt.Text, StartsOn: b.StartsOn.Text, FollowUpAt: b.FollowUpAt.Text})
	return s.results(ctx, "POST /api/enquiries/stage", v, err)
}

// results answers for each enquiry, and tells the audit log once when the actor
// was turned away from some of them.
func (s *Server) results(ctx context.Context, route string, list []app.BulkResult, err error) (*reply[resultsView], error) {
	if err != nil {
		return nil, err
	}
	v := resultsView{Results: make([]resultView, len(list))}
	var denied *app.Error
	for i, one := range list {
		r := resultView{ID: one.ID, Done: one.Refusal == nil}
		if one.Refusal == nil {
			v.Done++
		} else {
			r.Code, r.Message = one.Refusal.Code, one.Refusal.Message
		}
		if one.Refusal != nil && one.Refusal.Kind == app.Forbidden {
			denied = one.Refusal
		}
		v.Results[i] = r
	}
	if denied != nil {
		s.desk.Denied(actor(ctx), denied.Code, route)
	}
	return ok(v), nil
}
