package db_test

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"pgregory.net/rapid"

	"firstbell/app"
	"firstbell/db"
	"firstbell/db/dbtest"
)

// waiting is one enquiry as the model of the queue sees it.
type waiting struct {
	id      int64
	course  string
	overdue bool
	created int
	owner   int64
	locked  bool
}

// queueModel walks the queue at random beside the database: people come, rows
// are locked by somebody else's open transaction, claimed, put back, and claim
// next must always give the one that the rule says.
type queueModel struct {
	s     db.Store
	desk  *app.Desk
	pool  *sql.DB
	staff []app.Actor
	all   []*waiting
	lock  *sql.Tx
	clock int
}

var courses = []string{"NEET", "JEE", "German"}

func (m *queueModel) add(t *rapid.T) {
	w := &waiting{course: rapid.SampledFrom(courses).Draw(t, "course"), overdue: rapid.Bool().Draw(t, "overdue"), created: m.clock}
	m.clock++
	due := "+ interval '1 hour'"
	if w.overdue {
		due = "- interval '1 minute'"
	}
	err := m.pool.QueryRow(`INSERT INTO enquiries (name, email, course_interest, created_at, due_at)
		VALUES ('n', 'n@example.com', $1, now() - interval '1 day' + make_interval(secs => $2), now() `+due+`) RETURNING id`, w.course, w.created).Scan(&w.id)
	if err != nil {
		t.Fatal(err)
	}
	m.all = append(m.all, w)
}

func (m *queueModel) lockOne(t *rapid.T) {
	if m.lock != nil || len(m.all) == 0 {
		return
	}
	w := rapid.SampledFrom(m.all).Draw(t, "locked")
	tx, err := m.pool.BeginTx(context.Background(), nil)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := tx.Exec("SELECT 1 FROM enquiries WHERE id = $1 FOR UPDATE", w.id); err != nil {
		t.Fatal(err)
	}
	m.lock, w.locked = tx, true
}

func (m *queueModel) unlock() {
	if m.lock != nil {
		_ = m.lock.Rollback()
	}
	m.lock = nil
	for _, w := range m.all {
		w.locked = false
	}
}

// expected is the rule: overdue first, then the oldest, of what one takes.
func (m *queueModel) expected(a app.Actor) *waiting {
	var best *waiting
	for _, w := range m.all {
		takes := len(a.User.Takes.Courses) == 0 || slices.ContainsFunc(a.User.Takes.Courses, func(c string) bool { return strings.EqualFold(c, w.course) })
		if w.owner != 0 || w.locked || !takes {
			continue
		}
		if best == nil || w.overdue && !best.overdue || w.overdue == best.overdue && w.created < best.created {
			best = w
		}
	}
	return best
}

func (m *queueModel) next(t *rapid.T) {
	a := rapid.SampledFrom(m.staff).Draw(t, "who")
	want := m.expected(a)
	e, err := m.desk.ClaimNext(t.Context(), with(a))
	switch {
	case err != nil:
		t.Fatal(err)
	case want == nil && e != nil:
		t.Fatalf("got %d of an empty queue", e.ID)
	case want != nil && (e == nil || e.ID != want.id):
		t.Fatalf("got %v, want %d", e, want.id)
	case want != nil:
		want.owner = a.User.ID
	}
}

func (m *queueModel) putBack(t *rapid.T) {
	for _, w := range m.all {
		if w.owner == 0 || w.locked {
			continue
		}
		a := m.staff[slices.IndexFunc(m.staff, func(a app.Actor) bool { return a.User.ID == w.owner })]
		if _, err := m.desk.Release(t.Context(), with(a), w.id, app.Text{}); err != nil {
			t.Fatal(err)
		}
		w.owner = 0
		return
	}
}

func TestNobodyWaitsWhileAYoungerOneIsServed(t *testing.T) {
	t.Parallel()
	dsn := dbtest.URL(t)
	s := dbtest.Open(t, dsn)
	pool := dbtest.SQL(dsn)
	defer pool.Close()
	desk := &app.Desk{Store: s, Now: time.Now}
	staff := []app.Actor{limited(t, s, "any", app.Limits{})}
	for name, takes := range map[string][]string{"one": {"neet"}, "two": {"JEE", "German"}} {
		u, err := s.SetTakes(t.Context(), addUser(t, s, name).ID, app.Takes{Courses: takes})
		if err != nil {
			t.Fatal(err)
		}
		staff = append(staff, app.Actor{User: u})
	}
	rapid.Check(t, func(rt *rapid.T) {
		if _, err := pool.Exec("TRUNCATE enquiries CASCADE"); err != nil {
			rt.Fatal(err)
		}
		m := &queueModel{s: s, desk: desk, pool: pool, staff: staff}
		defer m.unlock()
		rt.Repeat(map[string]func(*rapid.T){
			"add": m.add, "next": m.next, "nextAgain": m.next, "lock": m.lockOne, "putBack": m.putBack,
			"unlock": func(*rapid.T) { m.unlock() },
		})
	})
}

// Many at once get different enquiries, each of them in the right order.
func TestClaimNextSharesTheQueueOut(t *testing.T) {
	t.Parallel()
	const workers, leads = 8, 120
	dsn := dbtest.URL(t)
	s := dbtest.Open(t, dsn)
	desk := &app.Desk{Store: s, Now: time.Now}
	for i := range leads {
		add(t, s, fmt.Sprintf("n%d", i))
	}
	got := make([][]int64, workers)
	var wg sync.WaitGroup
	for w := range workers {
		a := limited(t, s, fmt.Sprintf("w%d", w), app.Limits{})
		wg.Go(func() {
			for {
				e, err := desk.ClaimNext(t.Context(), with(a))
				if err != nil {
					t.Error(err)
					return
				}
				if e == nil {
					return
				}
				got[w] = append(got[w], e.ID)
			}
		})
	}
	wg.Wait()
	var all []int64
	for w := range workers {
		if !slices.IsSorted(got[w]) {
			t.Errorf("somebody was served %v", got[w])
		}
		all = append(all, got[w]...)
	}
	slices.Sort(all)
	if len(all) != leads || len(slices.Compact(all)) != leads {
		t.Errorf("%d of %d enquiries were claimed", len(all), leads)
	}
}

func TestLanguagesAndBranches(t *testing.T) {
	t.Parallel()
	dsn := dbtest.URL(t)
	s := dbtest.Open(t, dsn)
	pool := dbtest.SQL(dsn)
	defer pool.Close()
	if _, err := pool.Exec(`INSERT INTO enquiries (name, email, course_interest, language, branch) VALUES
		('1', 'e', 'c', 'Hindi', 'Pune'), ('2', 'e', 'c', NULL, 'Mumbai'), ('3', 'e', 'c', 'Tamil', NULL)`); err != nil {
		t.Fatal(err)
	}
	pune := "pune"
	for _, c := range []struct {
		takes app.Takes
		want  int64
	}{
		{app.Takes{}, 1},
		{app.Takes{Languages: []string{"tamil"}}, 2}, // no language said: anybody can take it
		{app.Takes{Languages: []string{"Tamil"}, Branch: &pune}, 3},
		{app.Takes{Branch: &pune}, 1},
	} {
		id, err := s.LockNext(t.Context(), c.takes)
		if err != nil || id != c.want {
			t.Errorf("%+v: %d, %v; want %d", c.takes, id, err, c.want)
		}
	}
	none := app.Takes{Courses: []string{"something else"}}
	if _, err := s.LockNext(t.Context(), none); !errors.Is(err, app.ErrNotFound) {
		t.Errorf("nothing of theirs: %v", err)
	}
}
