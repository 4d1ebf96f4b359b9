package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"sync"
	"time"
)

// What the run of the forms sends.
const (
	botPosts    = 10_000
	peopleApart = 500 // each from a network of their own
	peopleOne   = 500 // all from one address
)

// forms lets programs and people fill in the public form at the same time, with
// limits on, and counts who got into the queue. It fails when a person was not
// let in, or one in a hundred posts of programs was.
func forms(ctx context.Context, w io.Writer) (err error) {
	d, err := newDesk()
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, d.stop(), d.remove()) }()
	d.also = []string{"RATE_LIMITS=on", "TRUSTED_PROXIES=127.0.0.1", "OWNER_EMAIL=owner@mail.example", "OWNER_PASSWORD=seven green kites at noon"}
	if _, err := d.start(ctx); err != nil {
		return err
	}
	db, err := openDatabase(ctx, d.dir)
	if err != nil {
		return err
	}
	defer db.close()
	s := &senders{form: "http://" + d.addr + "/f/enquiry", client: http.Client{
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
		Transport:     &http.Transport{MaxIdleConnsPerHost: 200}}}
	if s.old, err = s.open(ctx, botNet); err != nil {
		return err
	}
	began := time.Now()
	var all sync.WaitGroup
	all.Go(func() { s.each(botPosts, 96, func(n int) error { return s.bot(ctx, n) }) })
	all.Go(func() {
		s.each(peopleApart, 8, func(n int) error { return s.person(ctx, "Apart", n, fmt.Sprintf("100.%d.%d.7", n/200, n%200)) })
	})
	all.Go(func() { s.each(peopleOne, 8, func(n int) error { return s.person(ctx, "One", n, "192.0.2.7") }) })
	all.Wait()
	took := time.Since(began).Round(time.Second)
	return s.tell(ctx, w, db, took)
}

// tell counts who got in, and prints it.
func (s *senders) tell(ctx context.Context, w io.Writer, db *database, took time.Duration) error {
	bots, err := db.number(ctx, "SELECT count(*) FROM enquiries WHERE name LIKE 'Bot %'")
	if err != nil {
		return err
	}
	apart, err := db.number(ctx, "SELECT count(*) FROM enquiries WHERE name LIKE 'Apart %'")
	if err != nil {
		return err
	}
	one, err := db.number(ctx, "SELECT count(*) FROM enquiries WHERE name LIKE 'One %'")
	if err != nil {
		return err
	}
	suspected, err := db.number(ctx, "SELECT count(*) FROM answers WHERE state = 'suspected'")
	if err != nil {
		return err
	}
	_, _ = fmt.Fprintf(w, "%d posts of programs and %d of people within %v\n", botPosts, peopleApart+peopleOne, took)
	_, _ = fmt.Fprintf(w, "in the queue: %d of programs, %d of %d people from networks of their own, %d of %d people from one address\n",
		bots, apart, peopleApart, one, peopleOne)
	_, _ = fmt.Fprintf(w, "suspected and kept: %d; people whose machine was asked to work: %d; requests that failed: %d\n", suspected, s.worked.Load(), s.failed.Load())
	if bots*100 >= botPosts || apart != peopleApart || one != peopleOne {
		return errBroken
	}
	return nil
}
