package db_test

import (
	"errors"
	"fmt"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"firstbell/app"
	"firstbell/db"
	"firstbell/db/dbtest"
)

func claim(t testing.TB, s db.Store, id, userID int64) bool {
	t.Helper()
	var taken bool
	err := s.InTx(t.Context(), func(tx app.Store) (err error) {
		_, taken, err = tx.ChangeOwner(t.Context(), claimOf(id, userID))
		if errors.Is(err, app.ErrNotFound) {
			return nil // somebody owns it
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return taken
}

func claimOf(id, userID int64) app.OwnerChange {
	return app.OwnerChange{EnquiryID: id, Kind: app.Claimed, By: userID, If: app.Nobody, To: &userID, Op: app.NewOp("test", "", []byte("claim"))}
}

func TestClaimHasOneWinnerAndOneTrace(t *testing.T) {
	t.Parallel()
	dsn := dbtest.URL(t)
	s := dbtest.Open(t, dsn)
	e := add(t, s, "meera")
	users := make([]app.User, 8)
	for i := range users {
		users[i] = addUser(t, s, string(rune('a'+i))+"sha")
	}
	var wins atomic.Int32
	var wg sync.WaitGroup
	for i := range 40 {
		wg.Go(func() {
			if claim(t, s, e.ID, users[i%len(users)].ID) {
				wins.Add(1)
			}
		})
	}
	wg.Wait()
	pool := dbtest.SQL(dsn)
	defer pool.Close()
	var traces string
	if err := pool.QueryRow(`SELECT concat_ws(' ', (SELECT count(*) FROM claims), (SELECT count(*) FROM events WHERE kind = 'claimed'),
		(SELECT c.user_id = e.claimed_by AND v.owner_after = e.claimed_by AND v.actor_id = e.claimed_by
		   FROM enquiries e JOIN claims c ON c.enquiry_id = e.id JOIN events v ON v.enquiry_id = e.id AND v.kind = 'claimed'))`).Scan(&traces); err != nil {
		t.Fatal(err)
	}
	if wins.Load() != 1 || traces != "1 1 t" {
		t.Errorf("%d winners, claims, events and agreement %q; want 1 winner and \"1 1 t\"", wins.Load(), traces)
	}
}

func TestClaimOfAnUnknownNumber(t *testing.T) {
	t.Parallel()
	s := dbtest.New(t)
	if _, _, err := s.ChangeOwner(t.Context(), claimOf(404, 1)); !errors.Is(err, app.ErrNotFound) {
		t.Errorf("got %v", err)
	}
}

func TestNotEvenSQLMakesASecondOwner(t *testing.T) {
	t.Parallel()
	dsn := dbtest.URL(t)
	s := dbtest.Open(t, dsn)
	e, asha, rahul := add(t, s, "meera"), addUser(t, s, "asha"), addUser(t, s, "rahul")
	claim(t, s, e.ID, asha.ID)
	pool := dbtest.SQL(dsn)
	defer pool.Close()
	_, err := pool.Exec("INSERT INTO claims (enquiry_id, user_id, claimed_at) VALUES ($1, $2, now())", e.ID, rahul.ID)
	if err == nil || !strings.Contains(err.Error(), "claims_one_active") {
		t.Errorf("a second active claim: %v", err)
	}
}

// The owner has one writer, whoever else is connected to the database.
func TestOwnerIsNotWrittenBySQLElsewhere(t *testing.T) {
	t.Parallel()
	dsn := dbtest.URL(t)
	s := dbtest.Open(t, dsn)
	e, asha, rahul := add(t, s, "meera"), addUser(t, s, "asha"), addUser(t, s, "rahul")
	add(t, s, "daniel")
	claim(t, s, e.ID, asha.ID)
	pool := dbtest.SQL(dsn)
	defer pool.Close()
	for _, q := range []string{
		fmt.Sprintf("UPDATE enquiries SET claimed_by = %d WHERE id = 1", rahul.ID),
		"UPDATE enquiries SET claimed_by = NULL, claimed_at = NULL",
		"UPDATE enquiries SET claimed_at = now() - interval '1 day' WHERE id = 1",
		fmt.Sprintf("INSERT INTO enquiries (name, email, course_interest, claimed_by, claimed_at) VALUES ('x', 'x', 'x', %d, now())", rahul.ID),
	} {
		if _, err := pool.Exec(q); err == nil || !strings.Contains(err.Error(), "is changed by claiming") {
			t.Errorf("%s: %v", q, err)
		}
	}
	if _, err := pool.Exec("UPDATE enquiries SET message = 'still editable'"); err != nil {
		t.Errorf("another column: %v", err)
	}
}

func TestHistoryCannotBeChanged(t *testing.T) {
	t.Parallel()
	dsn := dbtest.URL(t)
	s := dbtest.Open(t, dsn)
	add(t, s, "meera")
	pool := dbtest.SQL(dsn)
	defer pool.Close()
	for _, q := range []string{"UPDATE events SET kind = 'claimed'", "DELETE FROM events", "TRUNCATE events"} {
		if _, err := pool.Exec(q); err == nil || !strings.Contains(err.Error(), "append-only") {
			t.Errorf("%s: %v", q, err)
		}
	}
}

// A claim that is not committed is no claim, and whoever waits for it gets it.
func TestRolledBackClaimLeavesTheQueueAsItWas(t *testing.T) {
	t.Parallel()
	s := dbtest.New(t)
	e, asha := add(t, s, "meera"), addUser(t, s, "asha")
	broken := errors.New("broken")
	err := s.InTx(t.Context(), func(tx app.Store) error {
		if _, taken, err := tx.ChangeOwner(t.Context(), claimOf(e.ID, asha.ID)); err != nil || !taken {
			t.Errorf("taken %v, %v", taken, err)
		}
		return broken
	})
	if !errors.Is(err, broken) {
		t.Fatal(err)
	}
	if p := list(t, s, app.EnquiryFilter{Page: app.Page{Limit: 10}}); p.Total != 1 || len(p.Enquiries) != 1 {
		t.Errorf("the queue has %d", p.Total)
	}
	if !claim(t, s, e.ID, asha.ID) {
		t.Error("it cannot be claimed any more")
	}
}
