package web

import (
	"encoding/json"
	"net/url"
	"reflect"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/danielgtaylor/huma/v2"

	"firstbell/app"
)

// pathID is an enquiry's number in a path, as it was sent: app.ParseID says
// whether it is one.
type pathID string

// Schema describes what a good number is.
func (pathID) Schema(huma.Registry) *huma.Schema {
	one := 1.0
	return &huma.Schema{Type: huma.TypeInteger, Format: "int64", Minimum: &one}
}

// number is a whole number in a query, as it was sent: lists take any text and
// fall back on the nearest number that makes sense.
type number string

// Schema describes what a sensible number is.
func (number) Schema(huma.Registry) *huma.Schema { return &huma.Schema{Type: huma.TypeInteger} }

// stamp is a time in an answer: UTC with milliseconds, as JavaScript writes it.
type stamp time.Time

// MarshalText writes the time.
func (t stamp) MarshalText() ([]byte, error) {
	return []byte(time.Time(t).UTC().Format("2006-01-02T15:04:05.000Z")), nil
}

// Schema describes the time.
func (stamp) Schema(huma.Registry) *huma.Schema {
	return &huma.Schema{Type: huma.TypeString, Format: "date-time"}
}

// maybe is a value in an answer that can be null.
type maybe[T any] struct{ v *T }

// MarshalJSON writes the value or null.
func (m maybe[T]) MarshalJSON() ([]byte, error) { return json.Marshal(m.v) }

// Schema describes the value and that it can be null.
func (maybe[T]) Schema(r huma.Registry) *huma.Schema {
	return &huma.Schema{OneOf: []*huma.Schema{r.Schema(reflect.TypeFor[T](), true, ""), {Type: "null"}}}
}

// ListInput is what a list of enquiries can be asked for.
type ListInput struct {
	Limit  number `query:"limit" doc:"How many rows, 1 to 200; 50 when missing"`
	Offset number `query:"offset" doc:"How many rows to pass over"`
	Cursor string `query:"cursor" doc:"nextCursor of the page before; takes the place of offset"`
	Sort   string `query:"sort" enum:"newest,oldest" doc:"newest when missing"`
	Q      string `query:"q" doc:"Only rows whose name, e-mail, phone or course holds this text"`
}

// filter reads what a list is asked for. Limit and offset are never an error;
// an unknown sort, a foreign cursor and text that cannot be stored are.
func (in *ListInput) filter() (app.EnquiryFilter, error) {
	f := app.EnquiryFilter{Page: app.ParsePage(string(in.Limit), string(in.Offset))}
	if !slices.Contains([]string{"", "newest", "oldest"}, in.Sort) {
		return f, &app.Error{Kind: app.Invalid, Code: "invalid_sort", Title: "Invalid sort",
			Message: "A list is sorted by newest or oldest"}
	}
	f.OldestFirst = in.Sort == "oldest"
	if in.Cursor != "" {
		c, err := app.ParseCursor(in.Cursor)
		if err != nil {
			return f, err
		}
		f.After, f.Page.Offset = &c, 0
	}
	f.Q = strings.TrimSpace(in.Q)
	if strings.ContainsRune(f.Q, 0) || !utf8.ValidString(f.Q) || utf8.RuneCountInString(f.Q) > 255 {
		return f, &app.Error{Kind: app.Invalid, Code: "invalid_q", Title: "Invalid search",
			Message: "A search has at most 255 characters and no control characters"}
	}
	return f, nil
}

// pathOf keeps the query, which may hold anything, out of messages.
func pathOf(requestURI string) string {
	if u, err := url.ParseRequestURI(requestURI); err == nil {
		return u.EscapedPath()
	}
	path, _, _ := strings.Cut(requestURI, "?")
	return path
}
