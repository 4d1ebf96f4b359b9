package web

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/json"
	"fmt"
	"log/slog"
	"net/http"
	"runtime/debug"
	"slices"
	"time"

	"github.com/gofiber/fiber/v2"
	"github.com/valyala/fasthttp"
)

type requestKey struct{}

// requestID returns the number of the request, by which an answer, the log and
// a person on the telephone mean the same thing.
func requestID(ctx context.Context) string {
	id, _ := ctx.Value(requestKey{}).(string)
	return id
}

func newRequestID() string { return rand.Text()[:16] }

// observe numbers a request, keeps a panic from ending the process, and writes
// one line about it: no address, no query, no body, nothing personal.
func (s *Server) observe(c *fiber.Ctx) error {
	start := time.Now()
	id := newRequestID()
	ctx := context.WithValue(c.UserContext(), requestKey{}, id)
	c.SetUserContext(ctx)
	c.Set(fiber.HeaderXRequestID, id)

	if err := s.protected(c); err != nil {
		if err := s.fail(c, err); err != nil {
			return err
		}
	}
	took := time.Since(start)
	s.meter.answered(c.Method(), c.Route().Path, c.Response().StatusCode(), took)
	s.log.LogAttrs(ctx, slog.LevelInfo, "request",
		slog.String("request", id),
		slog.String("method", c.Method()),
		slog.String("route", c.Route().Path),
		slog.Int("status", c.Response().StatusCode()),
		slog.Float64("ms", float64(took.Microseconds())/1000),
		slog.Int("in", len(c.Request().Body())),
		slog.Int("out", answered(c.Response())))
	return nil
}

// answered is the size of an answer; a stream has none yet, and asking for its
// body would wait for its end.
func answered(r *fasthttp.Response) int {
	if r.IsBodyStream() {
		return -1
	}
	return len(r.Body())
}

func (s *Server) protected(c *fiber.Ctx) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("panic: %v\n%s", p, debug.Stack())
		}
	}()
	return c.Next()
}

// wellFormed refuses, before routing sees them, methods that no route uses and
// the one way of framing a body that fasthttp lets pass and others may read
// differently: a Transfer-Encoding other than chunked.
func (s *Server) wellFormed(next fasthttp.RequestHandler) fasthttp.RequestHandler {
	known := []string{http.MethodGet, http.MethodHead, http.MethodPost, http.MethodPut,
		http.MethodPatch, http.MethodDelete, http.MethodOptions}
	return func(ctx *fasthttp.RequestCtx) {
		switch {
		case !slices.Contains(known, string(ctx.Method())):
			refuseEarly(ctx, protocolFailure(http.StatusMethodNotAllowed))
		case oddCoding(ctx.Request.Header.RawHeaders()):
			refuseEarly(ctx, protocolFailure(http.StatusBadRequest))
		default:
			head := ctx.IsHead()
			if head { // is what GET would be, without the body
				ctx.Request.Header.SetMethod(http.MethodGet)
			}
			next(ctx)
			ctx.Response.SkipBody = head
			if s.desk.Gate.Stopping() {
				ctx.SetConnectionClose()
			}
		}
	}
}

// oddCoding looks at the headers as they came: fasthttp keeps no
// Transfer-Encoding that it takes for "no body".
func oddCoding(raw []byte) bool {
	for line := range bytes.Lines(raw) {
		name, value, _ := bytes.Cut(line, []byte(":"))
		if bytes.EqualFold(name, []byte("Transfer-Encoding")) && !bytes.EqualFold(bytes.TrimSpace(value), []byte("chunked")) {
			return true
		}
	}
	return false
}

// refuseEarly answers and closes: what follows on the connection is not to be
// trusted.
func refuseEarly(ctx *fasthttp.RequestCtx, f *failure) {
	ctx.SetStatusCode(f.status)
	ctx.SetContentType(fiber.MIMEApplicationJSON)
	ctx.SetConnectionClose()
	ctx.Response.Header.Set(fiber.HeaderXRequestID, newRequestID())
	_ = json.NewEncoder(ctx).Encode(f) // into the answer's buffer, which takes everything
}
