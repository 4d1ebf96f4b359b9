package web

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"strconv"
	"time"

	"github.com/gofiber/fiber/v2"

	"firstbell/app"
)

const (
	heartbeat   = 15 * time.Second // also how often a stream's session is looked at
	streamWrite = 10 * time.Second // a reader that takes longer for one event is gone
)

// streamed is one event as listeners see it: numbers, nothing personal.
type streamed struct {
	EnquiryID int64  `json:"enquiryId"`
	Kind      string `json:"kind"`
	By        *int64 `json:"by"`
	Owner     *int64 `json:"owner"`
	At        stamp  `json:"at"`
}

// stream sends new events as they come (server-sent events), after those that
// Last-Event-ID says were missed. "reset" asks the listener to read its lists
// afresh: too much was missed. The stream ends with the session.
func (s *Server) stream(c *fiber.Ctx, a app.Actor) error {
	events, stop := s.desk.Feed.Listen()
	last, resume := int64(0), c.Get("Last-Event-ID")
	if resume != "" {
		var err error
		if last, err = strconv.ParseInt(resume, 10, 64); err != nil || last < 0 {
			stop()
			return &app.Error{Kind: app.Invalid, Code: "last_event_id", Title: "Invalid Last-Event-ID",
				Message: "Last-Event-ID is the number of an event that was streamed before"}
		}
	}
	c.Set(fiber.HeaderContentType, "text/event-stream; charset=utf-8")
	c.Set("X-Accel-Buffering", "no")
	conn := c.Context().Conn()
	c.Status(http.StatusOK).Context().SetBodyStreamWriter(func(w *bufio.Writer) {
		defer stop()
		ctx, cancel := context.WithCancel(s.running)
		defer cancel()
		send := func(format string, args ...any) bool {
			_ = conn.SetWriteDeadline(time.Now().Add(streamWrite)) // a closed connection fails below
			fmt.Fprintf(w, format, args...)
			return w.Flush() == nil
		}
		select {
		case <-s.desk.Feed.Began():
		case <-ctx.Done():
			return
		}
		if !send("retry: 1000\n\n") || resume != "" && !s.catchUp(ctx, last, send) {
			return
		}
		s.pass(ctx, a, events, send)
	})
	return nil
}

// catchUp sends what a listener missed.
func (s *Server) catchUp(ctx context.Context, last int64, send func(string, ...any) bool) bool {
	missed, whole, err := s.desk.Feed.Since(ctx, last)
	if err != nil || !whole {
		return send("event: reset\ndata: {}\n\n")
	}
	for _, e := range missed {
		if !sendEvent(e, send) {
			return false
		}
	}
	return true
}

func (s *Server) pass(ctx context.Context, a app.Actor, events <-chan app.Event, send func(string, ...any) bool) {
	beat := time.NewTicker(heartbeat)
	defer beat.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case e, open := <-events:
			if !open {
				send("event: reset\ndata: {}\n\n")
				return
			}
			if !sendEvent(e, send) {
				return
			}
		case <-beat.C:
			good, err := s.desk.StillSignedIn(ctx, a)
			if err == nil && !good || !send(": still here\n\n") {
				return
			}
		}
	}
}

func sendEvent(e app.Event, send func(string, ...any) bool) bool {
	data, err := json.Marshal(streamed{e.EnquiryID, string(e.Kind), e.ActorID, e.OwnerAfter, stamp(e.At)})
	return err == nil && send("id: %d\nevent: change\ndata: %s\n\n", e.ID, data)
}
