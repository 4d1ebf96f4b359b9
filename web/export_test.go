package web

import "firstbell/app"

// Line is one line of the route table, for tests.
type Line struct {
	Method, Path string
	Roles        []app.Role // nil: nobody has to sign in
	Scope        app.Scope
	OwnPagesOnly bool
}

// Table is every route that the server serves.
func (s *Server) Table() []Line {
	lines := make([]Line, len(s.table))
	for i, r := range s.table {
		lines[i] = Line{r.method, r.path, admitted[r.who], r.key, r.who == stranger}
	}
	return lines
}
