package web

import (
	"context"
	"net/url"
	"time"
	"unicode/utf8"

	"firstbell/app"
)

// viewView is a list of leads that the school comes back to.
type viewView struct {
	ID    int64  `json:"id"`
	Name  string `json:"name"`
	Query string `json:"query" doc:"What GET /api/enquiries is asked for, such as stage=visit&owner=me"`
}

type viewsView struct {
	Views []viewView `json:"views"`
}

type oneViewView struct {
	View viewView `json:"view"`
}

func (s *Server) views(ctx context.Context, _ *nothing) (*reply[viewsView], error) {
	views, err := s.desk.Views(ctx)
	list := make([]viewView, len(views))
	for i, v := range views {
		list[i] = viewView(v)
	}
	return ok(viewsView{list}), err
}

type newViewInput struct {
	Body struct {
		Name  text `json:"name" minLength:"1" maxLength:"60"`
		Query text `json:"query" maxLength:"2000" doc:"The filters and the order of GET /api/enquiries, without q"`
	}
}

func (s *Server) addView(ctx context.Context, in *newViewInput) (*reply[oneViewView], error) {
	query, err := viewQuery(in.Body.Query.Text)
	if err != nil {
		return nil, err
	}
	v, err := s.desk.AddView(ctx, actor(ctx), app.ViewInput{Name: in.Body.Name.Text, Query: &query})
	if err != nil {
		return nil, err
	}
	return ok(oneViewView{viewView(v)}), nil
}

type changeViewInput struct {
	ID   pathID `path:"id"`
	Body struct {
		Name  text `json:"name,omitempty" minLength:"1" maxLength:"60"`
		Query text `json:"query,omitempty" maxLength:"2000" doc:"The filters and the order of GET /api/enquiries, without q"`
	}
}

func (s *Server) changeView(ctx context.Context, in *changeViewInput) (*reply[oneViewView], error) {
	id, err := app.ParseID(string(in.ID))
	if err != nil {
		return nil, err
	}
	change := app.ViewInput{Name: in.Body.Name.Text}
	if in.Body.Query.Given {
		query, err := viewQuery(in.Body.Query.Text)
		if err != nil {
			return nil, err
		}
		change.Query = &query
	}
	v, err := s.desk.ChangeView(ctx, actor(ctx), id, change)
	if err != nil {
		return nil, err
	}
	return ok(oneViewView{viewView(v)}), nil
}

func (s *Server) removeView(ctx context.Context, in *idInput) (*reply[nothing], error) {
	id, err := app.ParseID(string(in.ID))
	if err != nil {
		return nil, err
	}
	return ok(nothing{}), s.desk.RemoveView(ctx, actor(ctx), id)
}

// viewQuery reads what a view shows: what a list of leads can be asked for, and
// nothing about a person, since everybody sees the view.
func viewQuery(in app.Text) (string, error) {
	bad := invalidBody("invalid_query", "Invalid view", "A view holds the filters and the order of a list of leads, as in its address, but no search")
	values, err := url.ParseQuery(in.S)
	if err != nil || in.Wrong || in.Null {
		return "", bad
	}
	var w LeadsWanted
	fields := map[string]*string{"sort": &w.Sort, "owner": &w.Owner, "unclaimed": &w.Unclaimed, "stage": &w.Stage, "closed": &w.Closed,
		"course": &w.Course, "origin": &w.Origin, "source": &w.Source, "tag": &w.Tag, "from": &w.From, "to": &w.To, "due": &w.Due}
	for key, list := range values {
		field, known := fields[key]
		if !known || len(list) != 1 {
			return "", bad
		}
		*field = list[0]
	}
	for _, day := range []string{w.From, w.To} {
		if _, err := time.Parse(time.DateOnly, day); day != "" && err != nil {
			return "", bad
		}
	}
	if _, err := w.filter(0); err != nil {
		return "", err
	}
	query := values.Encode()
	if utf8.RuneCountInString(query) > 2000 {
		return "", bad
	}
	return query, nil
}
