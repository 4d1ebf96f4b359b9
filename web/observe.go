package web

import (
	"context"
	"crypto/rand"
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
	s.log.LogAttrs(ctx, slog.LevelInfo, "request",
		slog.String("request", id),
		slog.String("method", c.Method()),
		slog.String("route", c.Route().Path),
		slog.Int("status", c.Response().StatusCode()),
		slog.Float64("ms", float64(time.Since(start).Microseconds())/1000),
		slog.Int("in", len(c.Request().Body())),
		slog.Int("out", len(c.Response().Body())))
	return nil
}

func (s *Server) protected(c *fiber.Ctx) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("panic: %v\n%s", p, debug.Stack())
		}
	}()
	return c.Next()
}

// knownMethods refuses every method that no route uses before routing sees it.
// A HEAD is answered as the GET it stands for; the body is left out on the wire.
func (s *Server) knownMethods(next fasthttp.RequestHandler) fasthttp.RequestHandler {
	known := []string{http.MethodGet, http.MethodHead, http.MethodPost, http.MethodPut,
		http.MethodPatch, http.MethodDelete, http.MethodOptions}
	return func(ctx *fasthttp.RequestCtx) {
		if !slices.Contains(known, string(ctx.Method())) {
			ctx.SetStatusCode(http.StatusMethodNotAllowed)
			ctx.SetContentType(fiber.MIMEApplicationJSON)
			ctx.SetConnectionClose()
			ctx.Response.Header.Set(fiber.HeaderXRequestID, newRequestID())
			ctx.SetBodyString(`{"success":false,"error":"Method not allowed","message":"This method is not served here","code":"method"}`)
			return
		}
		next(ctx)
	}
}
