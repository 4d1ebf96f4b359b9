package db_test

import (
	"sync"
	"testing"

	"firstbell/app"
	"firstbell/db/dbtest"
)

func releaseOf(id, by int64) app.OwnerChange {
	return app.OwnerChange{EnquiryID: id, Kind: app.Released, By: by, If: app.Anybody, Op: app.NewOp("test", "", []byte("release"))}
}

// Whoever waits for a claim to be kept and then puts the enquiry back ends that
// claim, although it began after their statement did.
func TestReleaseThatWaitedForAClaimEndsIt(t *testing.T) {
	t.Parallel()
	dsn := dbtest.URL(t)
	s := dbtest.Open(t, dsn)
	e, asha, owner := add(t, s, "meera"), addUser(t, s, "asha"), addUser(t, s, "the owner")
	pool := dbtest.SQL(dsn)
	defer pool.Close()
	var wg sync.WaitGroup
	err := s.InTx(t.Context(), func(tx app.Store) error {
		if _, _, err := tx.ChangeOwner(t.Context(), claimOf(e.ID, asha.ID)); err != nil {
			return err
		}
		wg.Go(func() {
			if _, done, err := s.ChangeOwner(t.Context(), releaseOf(e.ID, owner.ID)); err != nil || !done {
				t.Errorf("release: %v, %v", done, err)
			}
		})
		for waiting := 0; waiting == 0; {
			if err := pool.QueryRowContext(t.Context(), `SELECT count(*) FROM pg_stat_activity
				WHERE datname = current_database() AND wait_event_type = 'Lock'`).Scan(&waiting); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	wg.Wait()
	var active int
	if err := pool.QueryRowContext(t.Context(), "SELECT count(*) FROM claims WHERE ended_at IS NULL").Scan(&active); err != nil || active != 0 {
		t.Errorf("active claims of nobody's enquiry: %d, %v", active, err)
	}
	if !claim(t, s, e.ID, owner.ID) {
		t.Error("it cannot be claimed any more")
	}
}

// A claim can end in a transaction that began before the claim did.
func TestClaimEndsAfterItBeganWhoeverCameFirst(t *testing.T) {
	t.Parallel()
	s := dbtest.New(t)
	e, asha, owner := add(t, s, "meera"), addUser(t, s, "asha"), addUser(t, s, "the owner")
	err := s.InTx(t.Context(), func(early app.Store) error {
		if err := early.Ping(t.Context()); err != nil { // now it has begun
			return err
		}
		claim(t, s, e.ID, asha.ID)
		_, _, err := early.ChangeOwner(t.Context(), releaseOf(e.ID, owner.ID))
		return err
	})
	if err != nil {
		t.Error(err)
	}
}
