package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"syscall"
)

// question is one request, the same at each repeat.
type question struct {
	method, path, token, key, body string
}

// reply is what a server answered; status 0 means that nothing came.
type reply struct {
	status   int
	replayed bool
	refused  bool // no connection: the request was not sent
	Code     string
	Message  string
	Data     struct {
		ID      int64
		Token   string
		User    struct{ ID int64 }
		Enquiry *struct {
			ID        int64
			ClaimedBy *int64
		}
	}
	Details json.RawMessage
}

// winner is who was first, in the answer to a claim that came second.
func (r reply) winner() (id int64, me bool) {
	var lost struct {
		ClaimedBy   struct{ ID int64 }
		ClaimedByMe bool
	}
	_ = json.Unmarshal(r.Details, &lost) // what is not there names nobody
	return lost.ClaimedBy.ID, lost.ClaimedByMe
}

func (r reply) owner() int64 {
	if r.Data.Enquiry == nil || r.Data.Enquiry.ClaimedBy == nil {
		return 0
	}
	return *r.Data.Enquiry.ClaimedBy
}

// ask sends a request once.
func ask(ctx context.Context, h *http.Client, addr string, q question) reply {
	req, err := http.NewRequestWithContext(ctx, q.method, "http://"+addr+q.path, strings.NewReader(q.body))
	if err != nil {
		return reply{Message: err.Error()}
	}
	req.GetBody = nil // repeats are ours to make and to count
	if q.body != "" {
		req.Header.Set("Content-Type", "application/json")
	}
	if q.token != "" {
		req.Header.Set("Authorization", "Bearer "+q.token)
	}
	if q.key != "" {
		req.Header.Set("Idempotency-Key", q.key)
	}
	res, err := h.Do(req)
	if err != nil {
		return reply{refused: errors.Is(err, syscall.ECONNREFUSED), Message: err.Error()}
	}
	defer res.Body.Close()
	raw, err := io.ReadAll(res.Body)
	if err != nil {
		return reply{Message: err.Error()}
	}
	r := reply{status: res.StatusCode, replayed: res.Header.Get("Idempotent-Replayed") == "true"}
	if err := json.Unmarshal(raw, &r); err != nil {
		return reply{Message: fmt.Sprintf("answer is no JSON: %v", err)}
	}
	return r
}
