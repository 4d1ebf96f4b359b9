package web

import (
	"fmt"
	"io"
	"net/http"
	"strings"

	"github.com/danielgtaylor/huma/v2"
)

const mimeCSV = "text/csv"

// table is what an answer has that can also be a CSV file.
type table interface {
	// rows are the cells, with the heads of the columns first.
	rows() [][]string
}

// marshalCSV writes the data of an envelope as a CSV file. Spreadsheets run what
// begins like a formula, so every cell is defused.
func marshalCSV(w io.Writer, v any) error {
	e, ok := v.(interface{ data() any })
	if !ok {
		return fmt.Errorf("%T is no envelope", v)
	}
	t, ok := e.data().(table)
	if !ok {
		return fmt.Errorf("%T is no table", e.data())
	}
	_, err := io.WriteString(w, byteOrderMark)
	for _, row := range t.rows() {
		if err == nil {
			_, err = io.WriteString(w, csvLine(row))
		}
	}
	return err
}

// byteOrderMark lets spreadsheets read a file as UTF-8.
const byteOrderMark = "\ufeff"

// csvLine is one line of a file: every cell quoted, so that none is taken for a
// number or ends before its end, and defused.
func csvLine(cells []string) string {
	quoted := make([]string, len(cells))
	for i, cell := range cells {
		quoted[i] = `"` + strings.ReplaceAll(defused(cell), `"`, `""`) + `"`
	}
	return strings.Join(quoted, ",") + "\r\n"
}

// defused is a cell that no spreadsheet takes for a formula: what could begin
// one has an apostrophe before it, which they show as text.
func defused(cell string) string {
	first := strings.TrimLeft(cell, " ")
	if first != "" && strings.ContainsRune("=+-@\t\r\n＝＋－＠", []rune(first)[0]) {
		return "'" + cell
	}
	return cell
}

// alsoCSV says in the API's description that a route can answer with a file.
func (s *Server) alsoCSV(path string) {
	ok := s.api.OpenAPI().Paths[path].Get.Responses["200"]
	if ok.Content == nil {
		ok.Content = map[string]*huma.MediaType{}
	}
	ok.Content[mimeCSV] = &huma.MediaType{Schema: &huma.Schema{Type: huma.TypeString}}
}

// withFile is a success that says what kind of body it has and, if it is a
// file, what to call it.
type withFile[T any] struct {
	ContentType string `header:"Content-Type"`
	Disposition string `header:"Content-Disposition"`
	Body        envelope[T]
}

// fileOr answers in JSON, or as a file when format asks for one.
func fileOr[T any](format, name string, data T) *withFile[T] {
	r := &withFile[T]{Body: envelope[T]{true, data}}
	if format == "csv" {
		r.ContentType, r.Disposition = asFile(name)
	}
	return r
}

// asFile are the headers of a CSV file of this name.
func asFile(name string) (contentType, disposition string) {
	return mimeCSV + "; charset=utf-8; header=present", `attachment; filename="` + name + `.csv"`
}

// checkFormat refuses formats that there are not.
func checkFormat(format string) error {
	if format == "" || format == "json" || format == "csv" {
		return nil
	}
	return &refusal{http.StatusBadRequest, "invalid_format", "Invalid format", "The format is json or csv"}
}
