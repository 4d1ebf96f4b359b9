package web

import "context"

type samplesView struct {
	Count int `json:"count" doc:"How many samples there are"`
}

func (s *Server) samples(ctx context.Context, _ *nothing) (*reply[samplesView], error) {
	n, err := s.desk.Samples(ctx)
	return ok(samplesView{n}), err
}

type addSamplesInput struct {
	Body struct {
		Count int `json:"count" minimum:"1" maximum:"40"`
	}
}

func (s *Server) addSamples(ctx context.Context, in *addSamplesInput) (*reply[samplesView], error) {
	n, err := s.desk.AddSamples(ctx, actor(ctx), in.Body.Count)
	if err != nil {
		return nil, err
	}
	return ok(samplesView{n}), nil
}

type removedView struct {
	Removed int `json:"removed"`
}

func (s *Server) removeSamples(ctx context.Context, _ *nothing) (*reply[removedView], error) {
	n, err := s.desk.RemoveSamples(ctx, actor(ctx))
	if err != nil {
		return nil, err
	}
	return ok(removedView{n}), nil
}
