package db_test

import (
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"firstbell/app"
	"firstbell/db"
	"firstbell/db/dbtest"
)

// limited makes a counsellor with limits, as a session would load them.
func limited(t testing.TB, s db.Store, name string, l app.Limits) app.Actor {
	t.Helper()
	u, err := s.SetTakes(t.Context(), addUser(t, s, name).ID, app.Takes{Limits: l})
	if err != nil {
		t.Fatal(err)
	}
	return app.Actor{User: u}
}

// with gives the actor an op of its own, as every request does.
func with(a app.Actor) app.Actor {
	a.Op = app.NewOp("test", "", []byte("x"))
	return a
}

func isLimit(err error, name string) bool {
	e, ok := errors.AsType[*app.Error](err)
	return ok && e.Kind == app.Limited && e.Limit != nil && e.Limit.Limit == name
}

// Four windows of one counsellor never hold more than the limit together,
// however their claims meet: a thousand runs.
func TestLimitHoldsOverFourWindows(t *testing.T) {
	t.Parallel()
	const runs, limit, windows = 1000, 3, 4
	dsn := dbtest.URL(t)
	s := dbtest.Open(t, dsn)
	desk := &app.Desk{Store: s, Now: time.Now}
	two := limit
	var wg sync.WaitGroup
	for worker := range 4 {
		wg.Go(func() {
			for run := range runs / 4 {
				a := limited(t, s, fmt.Sprintf("c%d-%d", worker, run), app.Limits{MaxOpen: &two})
				ids := make([]int64, limit+2)
				for i := range ids {
					ids[i] = add(t, s, fmt.Sprintf("n%d", i)).ID
				}
				var claims sync.WaitGroup
				for w := range windows {
					claims.Go(func() {
						for i := range ids {
							_, err := desk.Claim(t.Context(), with(a), ids[(i+w)%len(ids)])
							for errors.Is(err, app.ErrUnavailable) { // the machine is busy
								_, err = desk.Claim(t.Context(), with(a), ids[(i+w)%len(ids)])
							}
							if lost, ok := errors.AsType[*app.Error](err); err != nil && !isLimit(err, "open") && (!ok || lost.Lost == nil) {
								t.Error(err)
							}
						}
					})
				}
				claims.Wait()
			}
		})
	}
	wg.Wait()
	pool := dbtest.SQL(dsn)
	defer pool.Close()
	var most, least int
	if err := pool.QueryRow("SELECT max(n), min(n) FROM (SELECT count(*) AS n FROM enquiries WHERE claimed_by IS NOT NULL GROUP BY claimed_by) x").Scan(&most, &least); err != nil {
		t.Fatal(err)
	}
	if most != limit || least != limit {
		t.Errorf("somebody holds %d and somebody %d; everybody should hold %d", most, least, limit)
	}
}

func TestEachLimitSaysItsName(t *testing.T) {
	t.Parallel()
	dsn := dbtest.URL(t)
	s := dbtest.Open(t, dsn)
	pool := dbtest.SQL(dsn)
	defer pool.Close()
	if _, err := pool.Exec("UPDATE school SET time_zone = 'Asia/Kolkata'"); err != nil {
		t.Fatal(err)
	}
	noon := time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)
	desk := &app.Desk{Store: s, Now: func() time.Time { return noon }}
	one := 1
	for name, l := range map[string]app.Limits{
		"untouched":      {MaxUntouched: &one},
		"open":           {MaxOpen: &one},
		"claims_per_day": {MaxClaimsPerDay: &one},
	} {
		a := limited(t, s, name, l)
		first, second := add(t, s, "first"), add(t, s, "second")
		if _, err := desk.Claim(t.Context(), with(a), first.ID); err != nil {
			t.Fatalf("%s: the first claim: %v", name, err)
		}
		_, err := desk.Claim(t.Context(), with(a), second.ID)
		if !isLimit(err, name) {
			t.Fatalf("%s: the second claim: %v", name, err)
		}
		if _, err := desk.ClaimNext(t.Context(), with(a)); !isLimit(err, name) {
			t.Errorf("%s: claim next: %v", name, err)
		}
		limit, _ := errors.AsType[*app.Error](err)
		midnight := time.Date(2026, 11, 23, 18, 30, 0, 0, time.UTC) // in Kolkata
		if name == "claims_per_day" && (limit.Limit.FreesAt == nil || !limit.Limit.FreesAt.Equal(midnight)) {
			t.Errorf("it frees at %v, want %v", limit.Limit.FreesAt, midnight)
		}
	}
	asha := limited(t, s, "asha", app.Limits{MaxUntouched: &one})
	held := add(t, s, "held")
	if _, err := desk.Claim(t.Context(), with(asha), held.ID); err != nil {
		t.Fatal(err)
	}
	if _, err := pool.Exec("UPDATE enquiries SET touched_at = now() WHERE id = $1", held.ID); err != nil {
		t.Fatal(err)
	}
	if _, err := desk.Claim(t.Context(), with(asha), add(t, s, "next").ID); err != nil {
		t.Errorf("after the person was called: %v", err)
	}
}

func TestOwnLimitsGoBeforeThoseOfTheRole(t *testing.T) {
	t.Parallel()
	dsn := dbtest.URL(t)
	s := dbtest.Open(t, dsn)
	pool := dbtest.SQL(dsn)
	defer pool.Close()
	if _, err := pool.Exec("INSERT INTO role_limits (role, max_open) VALUES ('counsellor', 7)"); err != nil {
		t.Fatal(err)
	}
	nine := 9
	own := limited(t, s, "own", app.Limits{MaxOpen: &nine}).User.Takes.Limits.MaxOpen
	role := limited(t, s, "role", app.Limits{}).User.Takes.Limits.MaxOpen
	if own == nil || *own != 9 || role == nil || *role != 7 {
		t.Errorf("own %v, of the role %v", own, role)
	}
}
