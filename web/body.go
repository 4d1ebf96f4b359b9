package web

import (
	"mime"
	"net/http"
	"strings"

	"github.com/gofiber/fiber/v2"

	"firstbell/app"
)

// strictBody lets a request through only when its body can be read in one way.
// It reads the raw body: Fiber's own readers inflate what is compressed without
// a bound, take XML, and answer with the last of two keys where others take the
// first. After it the Content-Type is one of the two media types without
// parameters, and the body is one JSON object or one form.
//
// A body that is not there reads as an empty object on the methods that carry
// one, so that the answer names the missing fields.
func strictBody(c *fiber.Ctx) error {
	request := c.Request()
	var types []string
	for key, value := range request.Header.AllInOrder() { // the only view that shows a header given twice
		switch string(key) {
		case fiber.HeaderContentEncoding:
			return unsupported("encoding", "This server reads no compressed bodies. Send the request without Content-Encoding")
		case fiber.HeaderContentType:
			types = append(types, string(value))
		}
	}
	body := request.Body()
	if len(body) == 0 {
		switch c.Method() {
		case http.MethodPost, http.MethodPut, http.MethodPatch:
			request.SetBodyString("{}")
			request.Header.SetContentType(fiber.MIMEApplicationJSON)
		}
		return c.Next()
	}
	kind, ok := mediaType(types)
	if !ok {
		return unsupported("media_type", "This server reads application/json in UTF-8 and application/x-www-form-urlencoded. "+
			"Send one of them and say so in one Content-Type header")
	}
	if kind == fiber.MIMEApplicationJSON {
		if problem := jsonProblem(body); problem != "" {
			return invalidBody("invalid_json", "Invalid JSON", problem)
		}
	} else if _, problem := parseForm(body); problem != "" {
		return invalidBody("invalid_form", "Invalid form", problem)
	}
	request.Header.SetContentType(kind) // huma looks formats up by the exact name
	return c.Next()
}

// mediaType returns which of the two kinds of body the Content-Type headers
// announce. Two headers, or a list in one, announce nothing that two readers
// would agree on.
func mediaType(headers []string) (string, bool) {
	if len(headers) != 1 {
		return "", false
	}
	kind, params, err := mime.ParseMediaType(headers[0])
	charset, given := params["charset"]
	if err != nil || given && !strings.EqualFold(charset, "utf-8") {
		return "", false
	}
	return kind, kind == fiber.MIMEApplicationJSON || kind == fiber.MIMEApplicationForm
}

func unsupported(code, message string) error {
	return &refusal{http.StatusUnsupportedMediaType, "unsupported_" + code, "Unsupported media type", message}
}

func invalidBody(code, title, message string) error {
	return &app.Error{Kind: app.Invalid, Code: code, Title: title, Message: message}
}
