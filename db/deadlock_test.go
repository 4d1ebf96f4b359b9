package db_test

import (
	"sync"
	"testing"

	"firstbell/app"
	"firstbell/db/dbtest"
)

// Two who wait for each other in a circle both get done: the one whom PostgreSQL
// stops begins again.
func TestCircleOfLocksIsRunAgain(t *testing.T) {
	t.Parallel()
	s := dbtest.New(t)
	asha, rahul := addUser(t, s, "asha"), addUser(t, s, "rahul")
	var both, done sync.WaitGroup
	both.Add(2)
	cross := func(mine, theirs int64) {
		first := true
		err := s.InTx(t.Context(), func(tx app.Store) error {
			if err := tx.LockUser(t.Context(), mine); err != nil {
				return err
			}
			if first {
				first = false
				both.Done()
				both.Wait() // now each has what the other wants
			}
			return tx.LockUser(t.Context(), theirs)
		})
		if err != nil {
			t.Errorf("%d, then %d: %v", mine, theirs, err)
		}
	}
	done.Go(func() { cross(asha.ID, rahul.ID) })
	done.Go(func() { cross(rahul.ID, asha.ID) })
	done.Wait()
}
