package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"strconv"
	"sync"
	"time"

	"firstbell/app"
	"firstbell/app/config"
	"firstbell/db"
	"firstbell/embed"
)

const selftestHelp = `firstbell selftest claims

Lets 64 people claim each of 200 enquiries at the same time, on your own
database, and counts: each enquiry has to have one winner, one claim and one
line of history, and everybody else has to be told who that is. It works in a
schema of its own, selftest_ and twelve letters, beside your tables, which it
neither reads nor changes, and removes that schema again. The database user
needs the right to make one. It takes half a minute and some of the database's
strength: run it before people work. Stop the desk first if it runs its own
database. Exit code 1 means that something was off; the sentences say what. It
breaks no connection and kills nothing; make prove, in the sources, does.`

const (
	selftestPeople = 64
	selftestLeads  = 200
)

func selftest(ctx context.Context, c config.Config, out, errs io.Writer) (err error) {
	d, err := openDatabase(ctx, c, newLog(c, errs), errs, checkIdentity)
	if err != nil {
		return err
	}
	after := context.WithoutCancel(ctx) // whatever happens, nothing stays behind
	defer func() { err = errors.Join(err, d.Close(after)) }()
	dsn, drop, err := db.Scratch(ctx, d.dsn, db.ForSelftest)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, drop(after)) }()
	if _, err := db.Migrate(ctx, dsn, embed.Migrations); err != nil {
		return err
	}
	store := db.Open(dsn, poolSize)
	defer func() { err = errors.Join(err, store.Close()) }() // before the schema goes
	t := &claimTest{desk: &app.Desk{Store: store, Now: time.Now}, winner: map[int64]int64{}, named: map[[2]int64]int{}}
	if err := t.prepare(ctx); err != nil {
		return err
	}
	began := time.Now()
	if err := t.run(ctx); err != nil {
		return err
	}
	n, err := store.CountClaims(ctx)
	if err != nil {
		return err
	}
	return t.report(out, n, time.Since(began))
}

// claimTest is one run: who claims what, and what they were told.
type claimTest struct {
	desk   *app.Desk
	people []app.User
	leads  []int64

	mu     sync.Mutex
	winner map[int64]int64  // enquiry -> whose claim succeeded
	named  map[[2]int64]int // enquiry and person -> how often they were named as the winner
	twice  int              // claims that succeeded on an enquiry that had a winner
}

func (t *claimTest) prepare(ctx context.Context) error {
	for i := range selftestPeople {
		n := strconv.Itoa(i + 1)
		u, err := t.desk.Store.AddUser(ctx, app.NewUser{Name: "Person " + n, Email: "p" + n + "@example.com", PasswordHash: "none", Role: app.Counsellor})
		if err != nil {
			return fmt.Errorf("make people: %w", err)
		}
		t.people = append(t.people, u)
	}
	for i := range selftestLeads {
		n := strconv.Itoa(i + 1)
		e, err := t.desk.Store.AddEnquiry(ctx, app.NewEnquiry{Name: "Enquiry " + n, Email: "e" + n + "@example.com", CourseInterest: "Test"},
			app.NewOp("selftest", "enquiry-"+n, []byte(n)))
		if err != nil {
			return fmt.Errorf("make enquiries: %w", err)
		}
		t.leads = append(t.leads, e.ID)
	}
	return nil
}

// run lets everybody claim everything, each in an order of their own.
func (t *claimTest) run(ctx context.Context) error {
	ctx, stop := context.WithCancelCause(ctx)
	defer stop(nil)
	var wg sync.WaitGroup
	for _, u := range t.people {
		wg.Go(func() {
			for _, i := range rand.Perm(len(t.leads)) {
				if err := t.claim(ctx, u, t.leads[i]); err != nil {
					stop(err)
					return
				}
			}
		})
	}
	wg.Wait()
	return context.Cause(ctx)
}

// claim claims one enquiry, again with the same key while the database cannot
// answer, as a browser would.
func (t *claimTest) claim(ctx context.Context, u app.User, lead int64) error {
	key := fmt.Sprintf("claim-%d-%d", u.ID, lead)
	for try := 0; ; try++ {
		_, err := t.desk.Claim(ctx, app.Actor{User: u, Op: app.NewOp("selftest", key, []byte(key))}, lead)
		refusal, refused := errors.AsType[*app.Error](err)
		switch {
		case err == nil:
			t.won(lead, u.ID)
			return nil
		case refused && refusal.Lost != nil:
			t.lost(lead, refusal.Lost.ClaimedBy.ID)
			return nil
		case !refused || refusal.Kind != app.Unavailable || try == 4 || ctx.Err() != nil:
			return fmt.Errorf("claim: %w", err)
		}
	}
}

func (t *claimTest) won(lead, who int64) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if _, there := t.winner[lead]; there {
		t.twice++
	}
	t.winner[lead] = who
}

func (t *claimTest) lost(lead, to int64) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.named[[2]int64{lead, to}]++
}

// report tells the counts and whether they are right.
func (t *claimTest) report(out io.Writer, n db.ClaimCount, took time.Duration) error {
	told, wrong := 0, 0
	for k, times := range t.named {
		if told += times; t.winner[k[0]] != k[1] {
			wrong += times
		}
	}
	asked := len(t.people) * len(t.leads)
	_, err := fmt.Fprintf(out, `%d people claimed each of %d enquiries at the same time: %d claims in %.1f seconds.
%d enquiries have a winner, and %d claims succeeded that came second.
%d claims were told that somebody was first, and %d of them were told the wrong name.
The database holds %d owners, %d claims, %d lines of history and %d kept answers, and %d enquiries with two.
`, len(t.people), len(t.leads), asked, took.Seconds(), len(t.winner), t.twice, told, wrong, n.Owned, n.Claims, n.Events, n.Answers, n.Twice)
	if err != nil {
		return err
	}
	right := len(t.winner) == len(t.leads) && t.twice == 0 && told == asked-len(t.leads) && wrong == 0 &&
		n == db.ClaimCount{Owned: len(t.leads), Claims: len(t.leads), Events: len(t.leads), Answers: asked}
	if !right {
		return errors.New("these numbers are not right: this database does not keep claims apart; please report it with what is printed above")
	}
	_, err = fmt.Fprintln(out, "All is as it must be: one winner each.")
	return err
}
