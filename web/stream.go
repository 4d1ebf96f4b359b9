package web

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"time"

	"github.com/gofiber/fiber/v2"

	"firstbell/app"
)

const (
	heartbeat   = 15 * time.Second // also how often a stream's session is looked at that nobody ends: it may expire
	streamWrite = 10 * time.Second // a reader that takes longer for one event is gone
)

// streamed is one event as listeners see it: numbers, nothing personal.
type streamed struct {
	EnquiryID int64  `json:"enquiryId"`
	Kind      string `json:"kind"`
	By        *int64 `json:"by"`
	Owner     *int64 `json:"owner"`
	Stage     string `json:"stage,omitempty"` // where it went, when it moved
	At        stamp  `json:"at"`
}

// stream sends new events as they come (server-sent events), after those that
// Last-Event-ID says were missed, and who looks at what whenever that changes:
// such news have no number, since nobody needs them later. "reset" asks the
// listener to read its lists afresh: too much was missed. The stream ends with
// the session, at once where that is ended by somebody, on whichever server.
func (s *Server) stream(c *fiber.Ctx, a app.Actor) error {
	news, stop := s.desk.Feed.Listen()
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
		if s.over(ctx, a) || !send("retry: 1000\n\n") || resume != "" && !s.catchUp(ctx, last, send) {
			return
		}
		s.pass(ctx, a, news, send)
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

func (s *Server) pass(ctx context.Context, a app.Actor, news <-chan app.News, send func(string, ...any) bool) {
	beat := time.NewTicker(heartbeat)
	defer beat.Stop()
	for {
		select {
		case <-ctx.Done():
			send("retry: 2000\n: this desk stops; come back\n\n")
			return
		case n, open := <-news:
			if !open {
				send("event: reset\ndata: {}\n\n")
				return
			}
			if n.Ended != 0 {
				if (n.Ended == a.User.ID || a.KeyID != 0) && s.over(ctx, a) {
					return
				}
				continue
			}
			if n.Looking != nil && !sendLooking(a, n.Looking, send) || n.Looking == nil && !sendEvent(n.Event, send) {
				return
			}
		case <-beat.C:
			if s.over(ctx, a) || !send(": still here\n\n") {
				return
			}
		}
	}
}

// over reports that the listener's session has ended. Not to know is no reason to
// hang up.
func (s *Server) over(ctx context.Context, a app.Actor) bool {
	good, err := s.desk.StillSignedIn(ctx, a)
	return err == nil && !good
}

func sendEvent(e app.Event, send func(string, ...any) bool) bool {
	v := streamed{EnquiryID: e.EnquiryID, Kind: string(e.Kind), By: e.ActorID, Owner: e.OwnerAfter, At: stamp(e.At)}
	if e.StageAfter != nil {
		v.Stage = string(*e.StageAfter)
	}
	data, err := json.Marshal(v)
	return err == nil && send("id: %d\nevent: change\ndata: %s\n\n", e.ID, data)
}

// sendLooking tells who but the listener has which enquiries open now.
func sendLooking(a app.Actor, looking map[int64][]app.Person, send func(string, ...any) bool) bool {
	view := map[int64][]personView{}
	for id, people := range looking {
		view[id] = viewPeople(slices.DeleteFunc(slices.Clone(people), func(p app.Person) bool { return p.ID == a.User.ID }))
	}
	data, err := json.Marshal(map[string]any{"looking": view})
	return err == nil && send("event: looking\ndata: %s\n\n", data)
}
