package web

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"strconv"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/gofiber/fiber/v2"

	"firstbell/app"
)

// envelope is the shape of every success.
type envelope[T any] struct {
	Success bool `json:"success" doc:"Always true"`
	Data    T    `json:"data"`
}

// reply is a success on its way out.
type reply[T any] struct {
	Body envelope[T]
}

func ok[T any](data T) *reply[T] { return &reply[T]{envelope[T]{true, data}} }

// failure is the shape of every refusal, and the error that huma writes out.
type failure struct {
	Success bool   `json:"success" doc:"Always false"`
	Title   string `json:"error" doc:"What kind of failure, in a few words"`
	Message string `json:"message" doc:"What happened and what to do, in one sentence"`
	Code    string `json:"code,omitempty" doc:"The same for programs"`
	Details any    `json:"details,omitempty" doc:"Which fields are wrong, or who was first"`

	status     int
	retryAfter time.Duration
}

// Error, GetStatus and GetHeaders let huma write a failure.
func (f *failure) Error() string  { return f.Message }
func (f *failure) GetStatus() int { return f.status }
func (f *failure) GetHeaders() http.Header {
	h := http.Header{}
	if f.retryAfter > 0 {
		h.Set("Retry-After", strconv.Itoa(max(1, int(f.retryAfter.Seconds()))))
	}
	return h
}

// fieldError is one wrong field, as the original service reported it.
type fieldError struct {
	Type     string `json:"type"`
	Path     string `json:"path"`
	Location string `json:"location"`
	Msg      string `json:"msg"`
	Value    any    `json:"value,omitempty"`
}

// statusOf says which status a kind of refusal has. It is decided here only.
func statusOf(k app.Kind) int {
	switch k {
	case app.Invalid:
		return http.StatusBadRequest
	case app.Unauthenticated:
		return http.StatusUnauthorized
	case app.Forbidden:
		return http.StatusForbidden
	case app.NotFound:
		return http.StatusNotFound
	case app.Conflict:
		return http.StatusConflict
	case app.Stale:
		return http.StatusPreconditionFailed
	case app.Limited:
		return http.StatusUnprocessableEntity
	case app.TooMany:
		return http.StatusTooManyRequests
	case app.Unavailable:
		return http.StatusServiceUnavailable
	default:
		return http.StatusInternalServerError
	}
}

// failure turns any error into what the client may know. What is neither a
// refusal of app nor of the protocol is logged with its chain and answered
// without it.
func (s *Server) failure(ctx context.Context, err error) *failure {
	if f, ok := errors.AsType[*failure](err); ok {
		return f
	}
	if r, ok := errors.AsType[*refusal](err); ok {
		return &failure{Title: r.title, Message: r.message, Code: r.code, status: r.status}
	}
	if e, ok := errors.AsType[*app.Error](err); ok {
		if e.Kind == app.Unavailable {
			s.log.WarnContext(ctx, "unavailable", "request", requestID(ctx), "error", err.Error())
		}
		return &failure{Title: e.Title, Message: e.Message, Code: e.Code, Details: details(e),
			status: statusOf(e.Kind), retryAfter: e.RetryAfter}
	}
	if e, ok := errors.AsType[*fiber.Error](err); ok && e.Code < 500 {
		return protocolFailure(e.Code)
	}
	if errors.Is(err, context.DeadlineExceeded) || errors.Is(err, context.Canceled) {
		return s.failure(ctx, app.ErrUnavailable)
	}
	s.log.ErrorContext(ctx, "internal error", "request", requestID(ctx), "error", err.Error())
	return &failure{Title: "Internal server error", Code: "internal", status: http.StatusInternalServerError,
		Message: "Something broke on the server. Nothing you typed is lost. Number for your admin: " + requestID(ctx)}
}

func details(e *app.Error) any {
	switch {
	case e.Lost != nil:
		return viewLostClaim(*e.Lost)
	case e.Scope != "":
		return scopeView{e.Scope}
	case e.Limit != nil:
		return limitView{e.Limit.Limit, e.Limit.Value, (*stamp)(e.Limit.FreesAt)}
	case e.Stale != nil:
		return viewStale(*e.Stale)
	case len(e.Fields) == 0:
		return nil
	}
	list := make([]fieldError, len(e.Fields))
	for i, f := range e.Fields {
		list[i] = fieldError{"field", f.Path, "body", f.Msg, f.Value}
	}
	return list
}

// protocolFailure words what the HTTP layer itself refuses.
func protocolFailure(status int) *failure {
	f := &failure{status: status, Title: http.StatusText(status), Code: "bad_request",
		Message: "This request is not well-formed HTTP. The connection was closed"}
	switch status {
	case http.StatusRequestEntityTooLarge:
		f.Code, f.Message = "too_large", "This request is larger than 64 KiB. Send less"
	case http.StatusRequestHeaderFieldsTooLarge:
		f.Code, f.Message = "headers_too_large", "The headers of this request are larger than 16 KiB. Send less"
	case http.StatusRequestTimeout:
		// The peer may not speak HTTP at all (a TLS greeting, say), so it is not
		// told that the same words would be welcome a little faster.
		f.status, f.Title = http.StatusBadRequest, http.StatusText(http.StatusBadRequest)
		f.Code, f.Message = "too_slow", "This request did not arrive whole in time. Send it again"
	case http.StatusMethodNotAllowed:
		f.Code, f.Message = "method", "This method is not served here"
	}
	return f
}

// fail is Fiber's error handler: the one place where an error that no route
// has answered becomes an answer.
func (s *Server) fail(c *fiber.Ctx, err error) error {
	f := s.failure(c.UserContext(), err)
	if requestID(c.UserContext()) == "" { // refused before routing
		c.Set(fiber.HeaderXRequestID, newRequestID())
	}
	for name, values := range f.GetHeaders() {
		c.Set(name, values[0])
	}
	return c.Status(f.status).JSON(f)
}

// writeFailure answers from a huma middleware.
func writeFailure(ctx huma.Context, f *failure) {
	for name, values := range f.GetHeaders() {
		ctx.SetHeader(name, values[0])
	}
	ctx.SetHeader(fiber.HeaderContentType, fiber.MIMEApplicationJSON)
	ctx.SetStatus(f.status)
	_ = json.NewEncoder(ctx.BodyWriter()).Encode(f) // the client left; there is nobody to tell
}

func routeNotFound(c *fiber.Ctx) error {
	return &refusal{status: http.StatusNotFound, code: "route_not_found", title: "Not found",
		message: "Route " + c.Method() + " " + pathOf(c.OriginalURL()) + " not found"}
}
