package web

import (
	"github.com/danielgtaylor/huma/v2"

	"firstbell/app"
)

// text is a text field of a body. It takes any JSON value without an error and
// leaves the judgement to the use case; in the API's description it is a plain
// string, to which the field's tags add lengths, nullable and the rest.
type text struct{ app.Text }

// Schema describes the field in the OpenAPI document.
func (text) Schema(huma.Registry) *huma.Schema {
	return &huma.Schema{Type: huma.TypeString}
}
