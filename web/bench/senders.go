package main

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"html"
	"io"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"sync"
	"sync/atomic"
	"time"
)

// botNet is where the programs send from.
const botNet = "198.51.100.7"

var (
	viewOf = regexp.MustCompile(`name="view" value="([^"]+)"`)
	trapOf = regexp.MustCompile(`data-trap="(\w+)"`)
	workOf = regexp.MustCompile(`data-work="([^"]+)"`)
)

// senders fill in a form, as programs and as people.
type senders struct {
	form           string
	client         http.Client
	old            opened // that a program uses again and again
	worked, failed atomic.Int64
}

// opened is a form that was opened.
type opened struct{ view, trap string }

// each runs fn for the numbers below n, some at a time.
func (s *senders) each(n, at int, fn func(int) error) {
	work := make(chan int)
	var all sync.WaitGroup
	for range at {
		all.Go(func() {
			for i := range work {
				if fn(i) != nil {
					s.failed.Add(1)
				}
			}
		})
	}
	for i := range n {
		work <- i
	}
	close(work)
	all.Wait()
}

func (s *senders) open(ctx context.Context, from string) (opened, error) {
	_, body, err := s.send(ctx, http.MethodGet, from, nil)
	view, trap := viewOf.FindStringSubmatch(body), trapOf.FindStringSubmatch(body)
	if err != nil || view == nil || trap == nil {
		return opened{}, errors.Join(err, errors.New("the form was not shown"))
	}
	return opened{view[1], trap[1]}, nil
}

func (s *senders) send(ctx context.Context, method, from string, form url.Values) (int, string, error) {
	r, err := http.NewRequestWithContext(ctx, method, s.form, strings.NewReader(form.Encode()))
	if err != nil {
		return 0, "", err
	}
	r.Header.Set("X-Forwarded-For", from)
	if form != nil {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	res, err := s.client.Do(r)
	if err != nil {
		return 0, "", err
	}
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	return res.StatusCode, string(body), err
}

func filled(p opened, kind string, n int) url.Values {
	name := fmt.Sprintf("%s %d", kind, n)
	return url.Values{"view": {p.view}, "name": {name}, "email": {strings.ReplaceAll(strings.ToLower(name), " ", ".") + "@mail.example"},
		"course": {"Not sure yet"}, "message": {"When does it start?"}, "who": {"student"}, "contact": {"yes"}}
}

// bot sends one post of a program, of five kinds in turn: one that knows only
// the address, one that fills in everything, one that sends at once, one that
// waits as a person would, and one that uses one page for all it sends.
func (s *senders) bot(ctx context.Context, n int) error {
	var p opened
	var err error
	kind := n % 5
	if kind == 4 {
		p = s.old
	} else if kind != 0 {
		if p, err = s.open(ctx, botNet); err != nil {
			return err
		}
	}
	form := filled(p, "Bot", n)
	switch kind {
	case 1:
		form.Set(p.trap, "https://spam.example")
		time.Sleep(2500 * time.Millisecond)
	case 3:
		time.Sleep(2500 * time.Millisecond)
	}
	_, _, err = s.send(ctx, http.MethodPost, botNet, form)
	return err
}

// person reads the form, sends it, and lets the machine work when that is asked
// for.
func (s *senders) person(ctx context.Context, kind string, n int, from string) error {
	p, err := s.open(ctx, from)
	if err != nil {
		return err
	}
	time.Sleep(2500 * time.Millisecond)
	form := filled(p, kind, n)
	status, body, err := s.send(ctx, http.MethodPost, from, form)
	if work := workOf.FindStringSubmatch(body); work != nil {
		s.worked.Add(1)
		if form["altcha"], err = solve(work[1]); err != nil {
			return err
		}
		form.Set("view", viewOf.FindStringSubmatch(body)[1])
		status, _, err = s.send(ctx, http.MethodPost, from, form)
	}
	if err == nil && status != http.StatusSeeOther {
		err = fmt.Errorf("answered %d", status)
	}
	return err
}

// solve does the work of a page.
func solve(asked string) ([]string, error) {
	var w map[string]any
	if err := json.Unmarshal([]byte(html.UnescapeString(asked)), &w); err != nil {
		return nil, err
	}
	for n := range 1_000_000 {
		if h := sha256.Sum256(fmt.Append(nil, w["salt"], n)); hex.EncodeToString(h[:]) == w["challenge"] {
			w["number"] = n
			raw, err := json.Marshal(w)
			return []string{base64.StdEncoding.EncodeToString(raw)}, err
		}
	}
	return nil, errors.New("the work has no answer")
}
