package web

import (
	"context"

	"firstbell/app"
)

type tagsView struct {
	Tags []string `json:"tags" doc:"By name, each once whatever its capitals"`
}

func (s *Server) tags(ctx context.Context, _ *nothing) (*reply[tagsView], error) {
	list, err := s.desk.Tags(ctx)
	return ok(tagsView{list}), err
}

type tagAllInput struct {
	Body struct {
		IDs    []int64  `json:"ids" minItems:"1" maxItems:"50" doc:"The enquiries' numbers"`
		Add    []string `json:"add,omitempty" maxItems:"10" doc:"Tags to put on: 1 to 40 characters, no comma; capitals do not matter"`
		Remove []string `json:"remove,omitempty" doc:"Tags to take off"`
	}
}

func (s *Server) tagAll(ctx context.Context, in *tagAllInput) (*reply[resultsView], error) {
	v, err := s.desk.TagAll(ctx, actor(ctx), in.Body.IDs, app.TagInput{Add: in.Body.Add, Remove: in.Body.Remove})
	return s.results(ctx, "POST /api/enquiries/tags", v, err)
}
