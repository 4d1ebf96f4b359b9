package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

// seenWithin is how long anybody waits for the news of one enquiry.
const seenWithin = 5 * time.Second

// news measures how soon a new enquiry is in an Inbox that is open, at the
// server that took it and at another one. The time runs from when the enquiry is
// sent, so that it is longer than from its commit.
func (b *bench) news(ctx context.Context) (err error) {
	u := url.URL{Scheme: "unix", User: url.User(adminRole), Host: dbName, Path: filepath.Join(socketDir(b.desk.dir), ".s.PGSQL.5432"), RawQuery: "sslmode=disable"}
	other := &desk{bin: b.desk.bin, dir: b.desk.dir, database: u.String()}
	if _, err := other.start(ctx); err != nil {
		return errors.Join(err, other.stop())
	}
	defer func() { err = errors.Join(err, other.stop()) }()
	for _, at := range []struct{ what, addr string }{{"the same server", b.desk.addr}, {"another server", other.addr}} {
		r, err := b.newsAt(ctx, at.addr)
		if err != nil {
			return err
		}
		b.table.add(row{work: "a new enquiry is in an open Inbox, " + at.what, p50: r.at(.5), p99: r.at(.99), worst: r.at(1)})
		b.aims.atMost("a new enquiry is in an open Inbox, "+at.what+", p99 ms", r.at(.99), 300)
	}
	return nil
}

func (b *bench) newsAt(ctx context.Context, addr string) (r result, err error) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	heard, err := listen(ctx, addr, b.staff[0].token)
	if err != nil {
		return r, err
	}
	n := 200
	if b.quick {
		n = 20
	}
	c := b.client(0)
	defer c.close()
	for range n {
		began := time.Now()
		id := numberOf(c.send("a new enquiry", b.serial.enquiry(), 201), "id")
		if !await(heard, id) {
			b.rules.breach("a new enquiry is told to whoever listens", id)
			continue
		}
		r.took = append(r.took, time.Since(began))
	}
	slices.Sort(r.took)
	return r, nil
}

// await waits until a number is heard.
func await(heard <-chan int64, id int64) bool {
	late := time.After(seenWithin)
	for {
		select {
		case got, open := <-heard:
			if got == id || !open {
				return open
			}
		case <-late:
			return false
		}
	}
}

// listen returns the numbers of enquiries as the event stream of a server tells
// that they came in. It returns when the stream is open.
func listen(ctx context.Context, addr, token string) (<-chan int64, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://"+addr+"/api/stream", nil)
	if err != nil {
		return nil, err
	}
	req.Header.Set("Authorization", "Bearer "+token)
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		return nil, err
	}
	lines := bufio.NewScanner(res.Body)
	if res.StatusCode != http.StatusOK || !lines.Scan() {
		return nil, errors.Join(fmt.Errorf("the event stream was answered %d", res.StatusCode), res.Body.Close())
	}
	heard := make(chan int64, 1000)
	go func() {
		defer close(heard)
		defer res.Body.Close()
		for lines.Scan() {
			if data, ok := strings.CutPrefix(lines.Text(), "data: "); ok && strings.Contains(data, `"kind":"received"`) {
				heard <- numberOf([]byte(data), "enquiryId")
			}
		}
	}()
	return heard, nil
}
