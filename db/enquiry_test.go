package db_test

import (
	"crypto/rand"
	"errors"
	"fmt"
	mathrand "math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"sync/atomic"
	"testing"

	"firstbell/app"
	"firstbell/db"
	"firstbell/db/dbtest"
)

var added atomic.Int64

// add keeps an enquiry of somebody who has never asked before.
func add(t testing.TB, s db.Store, name string) app.Enquiry {
	t.Helper()
	email := fmt.Sprintf("%s.%d@example.com", name, added.Add(1))
	e, err := s.AddEnquiry(t.Context(), app.NewEnquiry{Name: name, Email: email, CourseInterest: "Go"}, someOp())
	if err != nil {
		t.Fatal(err)
	}
	return e
}

// someOp is an op of a request that nobody else makes.
func someOp() *app.Op { return app.NewOp("test", "", []byte(rand.Text())) }

func addUser(t testing.TB, s db.Store, name string) app.User {
	t.Helper()
	u, err := s.AddUser(t.Context(), app.NewUser{Name: name, Email: name + "@example.com", PasswordHash: "x", Role: app.Counsellor})
	if err != nil {
		t.Fatal(err)
	}
	return u
}

// everything is what an owner of the desk sees.
var everything = app.Sight{Waiting: true, Claimed: true}

func list(t *testing.T, s db.Store, f app.EnquiryFilter) app.EnquiryPage {
	t.Helper()
	if reflect.ValueOf(f.Sight).IsZero() {
		f.Sight = everything
	}
	p, err := s.Enquiries(t.Context(), f)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func ids(p app.EnquiryPage) []int64 {
	var out []int64
	for _, e := range p.Enquiries {
		out = append(out, e.ID)
	}
	return out
}

func TestPagesPartitionTheQueue(t *testing.T) {
	t.Parallel()
	s := dbtest.New(t)
	for i := range 23 {
		add(t, s, fmt.Sprintf("n%d", i))
	}
	for _, oldest := range []bool{true, false} {
		var byOffset, byCursor []int64
		for offset := 0; offset < 25; offset += 5 {
			byOffset = append(byOffset, ids(list(t, s, app.EnquiryFilter{OldestFirst: oldest, Page: app.Page{Limit: 5, Offset: offset}}))...)
		}
		f := app.EnquiryFilter{OldestFirst: oldest, Page: app.Page{Limit: 5}}
		for more := true; more; more = f.After != nil {
			p := list(t, s, f)
			if p.Total != 23 {
				t.Errorf("total %d, want 23", p.Total)
			}
			byCursor = append(byCursor, ids(p)...)
			f.After = p.Next
		}
		var want []int64
		for id := int64(1); id <= 23; id++ {
			want = append(want, id)
		}
		if !oldest {
			slices.Reverse(want)
		}
		if !slices.Equal(byOffset, want) || !slices.Equal(byCursor, want) {
			t.Errorf("oldest first %v:\nby offset %v\nby cursor %v\nwant      %v", oldest, byOffset, byCursor, want)
		}
	}
}

func TestCursorSeesEachRowOnceWhileOthersComeAndGo(t *testing.T) {
	t.Parallel()
	s := dbtest.New(t)
	u := addUser(t, s, "asha")
	for i := range 12 {
		add(t, s, fmt.Sprintf("n%d", i))
	}
	first := list(t, s, app.EnquiryFilter{OldestFirst: true, Page: app.Page{Limit: 4}})
	for _, id := range []int64{1, 3} { // rows already read leave the queue
		claim(t, s, id, u.ID)
	}
	add(t, s, "late")
	second := list(t, s, app.EnquiryFilter{OldestFirst: true, After: first.Next, Page: app.Page{Limit: 100}})
	if got, want := ids(second), []int64{5, 6, 7, 8, 9, 10, 11, 12, 13}; !slices.Equal(got, want) {
		t.Errorf("second page %v, want %v", got, want)
	}
}

func TestSearchTakesWildcardsLiterally(t *testing.T) {
	t.Parallel()
	s := dbtest.New(t)
	add(t, s, "100%_sure")
	add(t, s, "somebody")
	for q, want := range map[string]int{"%": 1, "_": 1, `\`: 0, "SOME": 1, "example.com": 2, "'": 0, "?0": 0} {
		if p := list(t, s, app.EnquiryFilter{Q: q, Page: app.Page{Limit: 10}}); p.Total != want || len(p.Enquiries) != want {
			t.Errorf("q=%q finds %d of %d, want %d", q, len(p.Enquiries), p.Total, want)
		}
	}
}

func TestKeptNumberOfWaitingIsTheCountedOne(t *testing.T) {
	t.Parallel()
	dsn := dbtest.URL(t)
	s := dbtest.Open(t, dsn)
	pool := dbtest.SQL(dsn)
	defer pool.Close()
	u := addUser(t, s, "asha")
	statements := []func() error{
		func() error {
			_, err := s.AddEnquiry(t.Context(), app.NewEnquiry{Name: "n", Email: rand.Text() + "@example.com", CourseInterest: "Go"}, someOp())
			return err
		},
		func() error {
			_, err := pool.Exec("INSERT INTO enquiries (name, email, course_interest) SELECT 'bulk', 'b@example.com', 'Go' FROM generate_series(1, 7)")
			return err
		},
		func() error {
			_, err := pool.Exec("SELECT set_config('firstbell.changes_owner', 'yes', true); UPDATE enquiries SET claimed_by = NULL, claimed_at = NULL WHERE id % 5 = 0;" +
				"DELETE FROM follow_ups WHERE enquiry_id % 5 = 0")
			return err
		},
		func() error {
			_, err := pool.Exec("SELECT set_config('firstbell.changes_owner', 'yes', true); UPDATE enquiries SET claimed_by = $1, claimed_at = now() WHERE id % 3 = 0;"+
				"INSERT INTO follow_ups (enquiry_id, type, due_at, created_at) SELECT id, 'call', now(), now() FROM enquiries WHERE id % 3 = 0 AND closed_at IS NULL ON CONFLICT DO NOTHING", u.ID)
			return err
		},
		func() error {
			_, err := pool.Exec("UPDATE enquiries SET stage = 'enrolled', closed_at = now() WHERE id % 7 = 0; DELETE FROM follow_ups WHERE enquiry_id % 7 = 0")
			return err
		},
		func() error { _, err := pool.Exec("DELETE FROM enquiries WHERE id % 11 = 0 AND id > 3"); return err },
		func() error {
			_, err := pool.Exec("BEGIN; INSERT INTO enquiries (name, email, course_interest) VALUES ('x', 'x', 'x'); ROLLBACK")
			return err
		},
	}
	for range 60 {
		if err := statements[mathrand.IntN(len(statements))](); err != nil {
			t.Fatal(err)
		}
	}
	var kept, counted int
	if err := pool.QueryRow("SELECT (SELECT sum(n) FROM waiting_counts), (SELECT count(*) FROM enquiries WHERE claimed_by IS NULL AND closed_at IS NULL)").Scan(&kept, &counted); err != nil {
		t.Fatal(err)
	}
	if kept != counted {
		t.Errorf("kept %d, counted %d", kept, counted)
	}
	if _, err := pool.Exec("TRUNCATE enquiries CASCADE"); err != nil {
		t.Fatal(err)
	}
	if p := list(t, s, app.EnquiryFilter{Page: app.Page{Limit: 1}}); p.Total != 0 {
		t.Errorf("after TRUNCATE the queue has %d", p.Total)
	}
}

func TestTextIsKeptAsTyped(t *testing.T) {
	t.Parallel()
	s := dbtest.New(t)
	for _, text := range []string{"?0 ?1 ?TableAlias $1 $2", `'; DROP TABLE users; --`, `back\slash`, "O'Brien", "क्षितिज", "👩‍🎓", "{{7*7}} %s", "a\nb\tc"} {
		e, err := s.AddEnquiry(t.Context(), app.NewEnquiry{Name: text, Email: "e@example.com", CourseInterest: text, Message: &text}, someOp())
		if err != nil {
			t.Fatalf("%q: %v", text, err)
		}
		l, err := s.Enquiry(t.Context(), e.ID, everything)
		if err != nil || l.Name != text || l.CourseInterest != text || *l.Message != text {
			t.Errorf("%q came back as %q, %q: %v", text, l.Name, l.CourseInterest, err)
		}
	}
}

func TestConstraintsBecomeRefusals(t *testing.T) {
	t.Parallel()
	s := dbtest.New(t)
	addUser(t, s, "asha")
	_, err := s.AddUser(t.Context(), app.NewUser{Name: "Other", Email: "asha@example.com", PasswordHash: "x", Role: app.Counsellor})
	if !errors.Is(err, app.ErrEmailTaken) {
		t.Errorf("a taken address: %v", err)
	}
	if _, err := s.Enquiry(t.Context(), 404, everything); !errors.Is(err, app.ErrNotFound) {
		t.Errorf("an unknown number: %v", err)
	}
	_, err = s.AddUser(t.Context(), app.NewUser{Name: "X", Email: "x@example.com", PasswordHash: "x", Role: "king"})
	if err == nil || !strings.Contains(err.Error(), "users_role_known") {
		t.Errorf("an unknown role: %v", err)
	}
}
