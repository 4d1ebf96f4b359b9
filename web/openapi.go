package web

import (
	"encoding/json"
	"net/http"
	"regexp"
	"strings"
	"sync"

	"github.com/danielgtaylor/huma/v2"
	"github.com/gofiber/fiber/v2"

	"firstbell/app"
)

// wordErrors makes huma word its own refusals as we word ours. huma keeps the
// function in a package variable, so it is set once for the whole process.
var wordErrors = sync.OnceFunc(func() {
	huma.DefaultArrayNullable = false
	huma.NewError = func(status int, msg string, errs ...error) huma.StatusError {
		if status == http.StatusBadRequest || status == http.StatusUnprocessableEntity {
			f := &failure{Title: "Validation failed", Message: "A field of this request is of the wrong kind. " +
				"/api/openapi.json says what each field holds", Code: "invalid_input", status: http.StatusBadRequest}
			if wrong := misfit(errs); wrong != nil {
				f.Details = wrong
			}
			return f
		}
		return protocolFailure(status)
	}
})

func apiConfig(version string) huma.Config {
	wordErrors()
	c := huma.DefaultConfig("Firstbell", version)
	c.CreateHooks = nil // no $schema keys in answers
	c.OpenAPIPath, c.DocsPath, c.SchemasPath = "", "", ""
	c.Formats = formats()
	c.DefaultFormat = "application/json"
	c.Info.Description = "Every answer is {success: true, data} or {success: false, error, message, code, details}."
	c.Components.SecuritySchemes = map[string]*huma.SecurityScheme{
		"bearer": {Type: "http", Scheme: "bearer", BearerFormat: "JWT"},
		"cookie": {Type: "apiKey", In: "cookie", Name: "sid"},
		"key":    {Type: "http", Scheme: "bearer", BearerFormat: "fb_ and 46 characters", Description: "An API key, as an owner of the desk makes one"},
	}
	return c
}

// security says how to show who one is: with a token, a browser's cookie or an
// API key that has the scope.
func security(r route) []map[string][]string {
	ways := []map[string][]string{}
	if admitted[r.who] != nil {
		ways = append(ways, map[string][]string{"bearer": {}}, map[string][]string{"cookie": {}})
	} else if r.key != noKey {
		ways = append(ways, map[string][]string{}) // or not at all
	}
	if r.key != noKey {
		ways = append(ways, map[string][]string{"key": {string(r.key)}})
	}
	return ways
}

func operationID(r route) string {
	words := regexp.MustCompile(`[a-z0-9]+`).FindAllString(strings.ToLower(r.path), -1)
	return strings.ToLower(r.method) + "-" + strings.Join(words, "-")
}

// openAPI serves the description of the API, made from the same types as the
// answers.
func (s *Server) openAPI() func(*fiber.Ctx, app.Actor) error {
	doc, err := json.MarshalIndent(s.api.OpenAPI(), "", "  ")
	return func(c *fiber.Ctx, _ app.Actor) error {
		if err != nil {
			return err
		}
		c.Set(fiber.HeaderContentType, fiber.MIMEApplicationJSON)
		return c.Send(doc)
	}
}
