package main

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"net"
	"net/http"
	"strings"
)

// answer is what came of one request.
type answer struct {
	status  int  // 0 when nothing came
	refused bool // no connection: nobody ever heard of the request
	err     error
	Code    string
	Message string
	Data    struct {
		ID    int64
		Token string
		User  struct{ ID int64 }
		// Of /readyz and of the backups' page.
		Backup  *struct{ OK bool }
		Red     bool
		Trouble *string
	}
}

// ask sends one request once.
func ask(ctx context.Context, c *http.Client, method, url, token, body string) answer {
	// A Reader that cannot be read again: then the client repeats nothing by itself.
	req, err := http.NewRequestWithContext(ctx, method, url, io.MultiReader(strings.NewReader(body)))
	if err != nil {
		return answer{err: err}
	}
	if body == "" {
		req.Body = nil
	} else {
		req.Header.Set("Content-Type", "application/json")
	}
	if token != "" {
		req.Header.Set("Authorization", "Bearer "+token)
	}
	res, err := c.Do(req)
	if err != nil {
		op, ok := errors.AsType[*net.OpError](err)
		return answer{err: err, refused: ok && op.Op == "dial"}
	}
	defer res.Body.Close()
	var a answer
	if err := json.NewDecoder(res.Body).Decode(&a); err != nil {
		return answer{err: err}
	}
	a.status = res.StatusCode
	return a
}
