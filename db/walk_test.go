package db_test

import (
	"database/sql"
	"errors"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"firstbell/app"
	"firstbell/db"
	"firstbell/db/dbtest"
)

// walk is one walk through the life of a few enquiries: people of every role do
// whatever comes to their mind, repeat it, and time passes.
type walk struct {
	desk    *app.Desk
	pool    *sql.DB
	now     time.Time
	course  string
	staff   []app.Actor // an owner of the desk, two counsellors of whom the second has limits
	leads   []int64
	notes   map[int64]int64 // note -> its enquiry
	steps   int
	books   string // all that is kept, as a fingerprint
	lines   int    // of history
	tight   app.Limits
	refused int
}

// A thousand walks: those of one part go one after the other, and rapid makes a
// hundred at a time.
const parts, rounds, walks = 2, 5, 100

// However people work, what the database holds keeps the rules: an open enquiry
// that somebody owns has exactly one open follow-up and any other none; nothing
// changes that the history does not tell, and it tells of nothing that did not
// happen; nobody holds more than their limits; whatever is refused or repeated
// changes nothing.
func TestRandomWalkKeepsTheRules(t *testing.T) {
	t.Parallel()
	for part := range parts {
		t.Run(fmt.Sprintf("part %d", part+1), walkAtRandom)
	}
}

func walkAtRandom(t *testing.T) {
	t.Parallel()
	dsn := dbtest.URL(t)
	pool := dbtest.SQL(dsn)
	defer pool.Close()
	pool.SetMaxOpenConns(1) // which knows the prepared question
	// Nobody cuts the power here, so nobody has to wait for the disk; and each walk
	// looks at its own course, after every step.
	if _, err := pool.Exec("DO $$ BEGIN EXECUTE 'ALTER DATABASE ' || current_database() || ' SET synchronous_commit = off'; END $$;" +
		"CREATE INDEX ON enquiries (course_interest); PREPARE look AS " + lookQuery); err != nil {
		t.Fatal(err)
	}
	s := dbtest.Open(t, dsn)
	began, taken, refused, n := time.Now(), 0, 0, 0
	for range rounds {
		rapid.Check(t, func(rt *rapid.T) {
			n++
			w := newWalk(t, s, pool, fmt.Sprintf("Course %d", n))
			for range rapid.IntRange(4, 20).Draw(rt, "steps") {
				w.step(rt)
			}
			taken, refused = taken+w.steps, refused+w.refused
		})
	}
	var kept, counted int
	if err := pool.QueryRow("SELECT (SELECT sum(n) FROM waiting_counts), (SELECT count(*) FROM enquiries WHERE claimed_by IS NULL AND closed_at IS NULL)").Scan(&kept, &counted); err != nil {
		t.Fatal(err)
	}
	if kept != counted {
		t.Errorf("the queue is kept as %d, and %d wait", kept, counted)
	}
	t.Logf("%d walks, %d steps, %d of them refused, in %.1f s", n, taken, refused, time.Since(began).Seconds())
	if n < walks*rounds || refused == taken {
		t.Errorf("%d walks, %d of %d steps were refused", n, refused, taken)
	}
}

func newWalk(t *testing.T, s db.Store, pool *sql.DB, course string) *walk {
	one, two := 1, 2
	w := &walk{pool: pool, now: time.Now(), course: course, notes: map[int64]int64{}, tight: app.Limits{MaxUntouched: &one, MaxOpen: &two}}
	w.desk = &app.Desk{Store: s, Now: func() time.Time { return w.now }}
	w.desk.Feed = app.NewFeed(s, w.desk.Now)
	for i, takes := range []app.Takes{{}, {}, {Limits: w.tight}} {
		takes.Courses = []string{course}
		u, err := s.SetTakes(t.Context(), addUser(t, s, fmt.Sprintf("%s p%d", strings.ReplaceAll(course, " ", ""), i)).ID, takes)
		if err != nil {
			t.Fatal(err)
		}
		w.staff = append(w.staff, app.Actor{User: u})
	}
	w.staff[0].User.Role = app.Owner
	return w
}

// step does one thing, now and then twice with the same key, and looks what
// came of it.
func (w *walk) step(rt *rapid.T) {
	a := w.staff[rapid.SampledFrom([]int{0, 1, 1, 2, 2, 2}).Draw(rt, "who")]
	name, do := w.choose(rt)
	key := fmt.Sprintf("walk-%d", rand.Int64())
	before, lines := w.books, w.lines
	err := w.try(rt, a, key, do)
	w.look(rt, name)
	grew := w.lines - lines
	switch {
	case err != nil && (w.books != before || grew != 0):
		rt.Fatalf("%s was refused (%v) and changed something", name, err)
	case err == nil && (w.books != before) != (grew > 0):
		rt.Fatalf("%s: something changed %v, and the history grew by %d", name, w.books != before, grew)
	}
	if w.steps++; err != nil {
		w.refused++
	}
	if name == "time passes" || !rapid.Bool().Draw(rt, "twice") {
		return
	}
	before = w.books
	if again := w.try(rt, a, key, do); (again == nil) != (err == nil) {
		rt.Fatalf("%s: %v, and repeated %v", name, err, again)
	}
	if w.look(rt, name); w.books != before && name != "wake" {
		rt.Fatalf("%s: repeated, it happened twice", name)
	}
}

// try does it; a refusal is an answer, anything else a fault.
func (w *walk) try(rt *rapid.T, a app.Actor, key string, do func(app.Actor) error) error {
	a.Op = app.NewOp("walk", key, []byte(key))
	err := do(a)
	if refusal, ok := errors.AsType[*app.Error](err); err != nil && (!ok || refusal.Kind == app.Unavailable) {
		rt.Fatalf("%v", err)
	}
	return err
}
