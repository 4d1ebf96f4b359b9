package web_test

import (
	"context"
	"database/sql"
	"fmt"
	"math/rand/v2"
	"net/http"
	"strings"
	"sync"
	"testing"

	"firstbell/app"
	"firstbell/db"
	"firstbell/db/dbtest"
	"firstbell/web"
)

const (
	racers = 64
	leads  = 50
)

// outcome counts what came of a race for every lead.
type outcome struct {
	wins, losses [leads]int
	others       []string
}

// race lets 64 clients claim the same 50 leads through real HTTP, each in an
// order of its own, and counts the answers.
func race(t *testing.T, d *desk) *outcome {
	t.Helper()
	var tokens []string
	for i := range 8 {
		tokens = append(tokens, d.register(fmt.Sprintf("Counsellor %d", i), fmt.Sprintf("c%d@example.com", i)))
	}
	for i := range leads {
		d.enquire(fmt.Sprintf("Lead %d", i))
	}
	client := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: racers}}
	var mu sync.Mutex
	var wg sync.WaitGroup
	var o outcome
	start := make(chan struct{})
	for i := range racers {
		wg.Go(func() {
			<-start
			for _, lead := range rand.Perm(leads) {
				status, err := post(t.Context(), client, fmt.Sprintf("%s/api/enquiries/%d/claim", d.url, lead+1), tokens[i%len(tokens)])
				mu.Lock()
				switch {
				case status == 200:
					o.wins[lead]++
				case status == 409:
					o.losses[lead]++
				default:
					o.others = append(o.others, fmt.Sprint(status, err))
				}
				mu.Unlock()
			}
		})
	}
	close(start)
	wg.Wait()
	return &o
}

func post(ctx context.Context, client *http.Client, url, token string) (int, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, url, nil)
	if err != nil {
		return 0, err
	}
	req.Header.Set("Authorization", "Bearer "+token)
	res, err := client.Do(req)
	if err != nil {
		return 0, err
	}
	return res.StatusCode, res.Body.Close()
}

// violations lists the leads that do not have exactly one winner, and says so
// when the claims kept are not the claims acknowledged.
func (o *outcome) violations(d *desk) []string {
	var found []string
	for lead := range leads {
		if o.wins[lead] != 1 || o.losses[lead] != racers-1 {
			found = append(found, fmt.Sprintf("lead %d: %d winners, %d losers", lead+1, o.wins[lead], o.losses[lead]))
		}
	}
	if kept := d.query("SELECT count(*) FROM claims WHERE ended_at IS NULL"); kept != fmt.Sprint(leads) {
		found = append(found, kept+" claims are kept")
	}
	return append(found, o.others...)
}

func TestEveryLeadHasExactlyOneWinner(t *testing.T) {
	t.Parallel()
	d := open(t)
	o := race(t, d)
	if v := o.violations(d); len(v) > 0 {
		t.Errorf("%d clients, %d leads:\n%s", racers, leads, strings.Join(v, "\n"))
	}
	agree := d.query(`SELECT count(*) FROM enquiries e JOIN claims c ON c.enquiry_id = e.id AND c.user_id = e.claimed_by AND c.ended_at IS NULL
		JOIN events v ON v.enquiry_id = e.id AND v.kind = 'claimed' AND v.owner_after = e.claimed_by AND v.actor_id = e.claimed_by`)
	if agree != fmt.Sprint(leads) {
		t.Errorf("owner, claim and event agree for %s of %d leads", agree, leads)
	}
}

// The same race must be lost by a claim that looks first and writes later,
// without the row lock and without the index, or the test above proves nothing.
func TestRaceIsSeenWithoutLockAndIndex(t *testing.T) {
	t.Parallel()
	d := open(t, func(a *app.Desk, _ *web.Config) {
		store := a.Store.(db.Store)
		a.Store = unlocked{store, nil}
	})
	pool := dbtest.SQL(d.dsn)
	t.Cleanup(func() { _ = pool.Close() })
	pool.SetMaxOpenConns(16)
	d.app.Store = unlocked{d.store, pool}
	if _, err := pool.Exec("DROP INDEX claims_one_active"); err != nil {
		t.Fatal(err)
	}
	if v := race(t, d).violations(d); len(v) == 0 {
		t.Error("a claim without lock and index passed for safe")
	}
}

// unlocked is a store whose claim checks and then acts.
type unlocked struct {
	db.Store
	pool *sql.DB
}

func (u unlocked) InTx(_ context.Context, fn func(app.Store) error) error { return fn(u) }

func (u unlocked) Take(ctx context.Context, c app.OwnerChange) (app.Enquiry, error) {
	e, _, err := u.ChangeOwner(ctx, c)
	return e, err
}

func (u unlocked) ChangeOwner(ctx context.Context, c app.OwnerChange) (app.Enquiry, bool, error) {
	lead, err := u.Enquiry(ctx, c.EnquiryID, app.Sight{})
	if err == nil && lead.ClaimedBy != nil {
		err = app.ErrNotFound
	}
	if err != nil {
		return lead.Enquiry, false, err
	}
	if _, err := u.pool.ExecContext(ctx, `SELECT set_config('firstbell.changes_owner', 'yes', true);
		UPDATE enquiries SET claimed_by = $1, claimed_at = now() WHERE id = $2;
		INSERT INTO follow_ups (enquiry_id, type, due_at, created_at) VALUES ($2, 'first_call', now(), now()) ON CONFLICT DO NOTHING`, *c.To, c.EnquiryID); err != nil {
		return lead.Enquiry, false, err
	}
	_, err = u.pool.ExecContext(ctx, "INSERT INTO claims (enquiry_id, user_id, claimed_at) VALUES ($1, $2, now())", c.EnquiryID, *c.To)
	return lead.Enquiry, true, err
}
