package db_test

import (
	"fmt"
	"sync"
	"testing"

	"firstbell/app"
	"firstbell/db"
	"firstbell/db/dbtest"
)

func TestWhoAsksAgainIsTheSameEnquiry(t *testing.T) {
	t.Parallel()
	dsn := dbtest.URL(t)
	s := dbtest.Open(t, dsn)
	pool := dbtest.SQL(dsn)
	defer pool.Close()
	phone, other := "+919822041763", "+919822041764"
	for _, c := range []struct {
		what string
		n    app.NewEnquiry
		want string // enquiries and touches
	}{
		{"somebody new", app.NewEnquiry{Name: "Zoë D’Souza", Email: "zoe@example.com", CourseInterest: "NEET"}, "1 1"},
		{"again, typed otherwise", app.NewEnquiry{Name: "ZOE  D'SOUZA", Email: "zoe@example.com", CourseInterest: "neet ", Message: new("Fees?")}, "1 2"},
		{"again, with a number", app.NewEnquiry{Name: "Zoë D’Souza", Email: "zoe@example.com", Phone: &phone, CourseInterest: "NEET"}, "1 3"},
		{"by the number alone", app.NewEnquiry{Name: "zoe d souza", Email: "other@example.com", Phone: &phone, CourseInterest: "NEET"}, "1 4"},
		{"by the address given with it", app.NewEnquiry{Name: "zoe d souza", Email: "other@example.com", CourseInterest: "NEET"}, "1 5"},
		{"her brother", app.NewEnquiry{Name: "Noel D’Souza", Email: "zoe@example.com", Phone: &phone, CourseInterest: "NEET"}, "2 6"},
		{"another course", app.NewEnquiry{Name: "Zoë D’Souza", Email: "zoe@example.com", CourseInterest: "JEE"}, "3 7"},
		{"a namesake", app.NewEnquiry{Name: "Zoë D’Souza", Email: "z@example.com", Phone: &other, CourseInterest: "NEET"}, "4 8"},
		{"नेहा", app.NewEnquiry{Name: "नेहा", Email: "n@example.com", CourseInterest: "NEET"}, "5 9"},
		{"नेह is another name", app.NewEnquiry{Name: "नेह", Email: "n@example.com", CourseInterest: "NEET"}, "6 10"},
	} {
		if _, err := s.AddEnquiry(t.Context(), c.n, someOp()); err != nil {
			t.Fatal(err)
		}
		var got string
		if err := pool.QueryRow("SELECT (SELECT count(*) FROM enquiries) || ' ' || (SELECT count(*) FROM touches)").Scan(&got); err != nil || got != c.want {
			t.Errorf("%s: %s, %v; want %s", c.what, got, err, c.want)
		}
	}
	if _, err := pool.Exec("UPDATE enquiries SET stage = 'enrolled', closed_at = now() WHERE id = 1"); err != nil {
		t.Fatal(err)
	}
	again, err := s.AddEnquiry(t.Context(), app.NewEnquiry{Name: "Zoë D’Souza", Email: "zoe@example.com", CourseInterest: "NEET"}, someOp())
	if err != nil {
		t.Fatal(err)
	}
	var closed bool
	if err := pool.QueryRow("SELECT enquiry_id <> id FROM touches WHERE id = $1", again.ID).Scan(&closed); err != nil || closed {
		t.Errorf("after it was closed she asks under the old enquiry: %v %v", closed, err)
	}
}

// Sixteen at a time, over four stores so that no batch puts them in line: one
// enquiry and all the touches. Each brings the address and the number in turn, so
// that only those who share one wait for each other.
func TestSixteenAtOnceOfOnePersonAreOneEnquiry(t *testing.T) {
	t.Parallel()
	dsn := dbtest.URL(t)
	pool := dbtest.SQL(dsn)
	defer pool.Close()
	const rounds, posts = 3, 16
	stores := [4]db.Store{dbtest.Open(t, dsn), dbtest.Open(t, dsn), dbtest.Open(t, dsn), dbtest.Open(t, dsn)}
	for round := range rounds {
		brother := app.NewEnquiry{Name: "Arjun Nair", Email: fmt.Sprintf("meera%d@example.com", round), Phone: new(fmt.Sprintf("+9198220417%02d", round)), CourseInterest: "NEET"}
		if _, err := stores[0].AddEnquiry(t.Context(), brother, someOp()); err != nil { // the family is known already
			t.Fatal(err)
		}
		var wg sync.WaitGroup
		for i := range posts {
			s := stores[i%len(stores)]
			wg.Go(func() {
				phone := fmt.Sprintf("+9198220417%02d", round)
				n := app.NewEnquiry{Name: "Meera Nair", Email: fmt.Sprintf("meera%d@example.com", round), Phone: &phone, CourseInterest: "NEET", Message: new(fmt.Sprint(i))}
				if i%3 == 1 {
					n.Phone = nil
				}
				if _, err := s.AddEnquiry(t.Context(), n, someOp()); err != nil {
					t.Error(err)
				}
			})
		}
		wg.Wait()
	}
	var got string
	if err := pool.QueryRow(`SELECT concat_ws(' ', (SELECT count(*) FROM enquiries), (SELECT count(*) FROM touches),
		(SELECT count(*) FROM events WHERE kind = 'received'), (SELECT count(*) FROM events WHERE kind = 'touched'), (SELECT sum(n) FROM waiting_counts))`).Scan(&got); err != nil {
		t.Fatal(err)
	}
	if want := fmt.Sprint(2*rounds, rounds*(posts+1), 2*rounds, rounds*(posts-1), 2*rounds); got != want {
		t.Errorf("enquiries, touches, events and those that wait: %s, want %s", got, want)
	}
}
