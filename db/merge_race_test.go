package db_test

import (
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"firstbell/app"
	"firstbell/db/dbtest"
)

// Two merges crosswise, and claims of either, at the same moment: one of the two is
// merged into the other, nobody waits in a circle, and owner, follow-up and history
// are as if it had been done one after the other.
func TestMergesAndClaimsAtTheSameMoment(t *testing.T) {
	t.Parallel()
	dsn := dbtest.URL(t)
	s := dbtest.Open(t, dsn)
	desk := &app.Desk{Store: s, Now: time.Now}
	ctx := t.Context()
	asha, rahul, owner := app.Actor{User: addUser(t, s, "asha")}, app.Actor{User: addUser(t, s, "rahul")}, app.Actor{User: addUser(t, s, "olga")}
	owner.User.Role = app.Owner
	pool := dbtest.SQL(dsn)
	defer pool.Close()
	var rounds sync.WaitGroup
	for range 2 {
		rounds.Go(func() {
			for round := range 20 {
				one, two := add(t, s, "meera"), add(t, s, "mira")
				if round%2 == 0 {
					claim(t, s, one.ID, asha.User.ID)
				}
				var done atomic.Int32
				merge := func(id, into int64) func(int64) error {
					return func(int64) error {
						_, err := desk.Merge(ctx, with(owner), id, into)
						if err == nil {
							done.Add(1)
						}
						return err
					}
				}
				acts := map[string]func(int64) error{"there": merge(one.ID, two.ID), "back": merge(two.ID, one.ID)}
				if round%4 > 1 { // one that changes hands between two looks is not merged
					acts["claim one"] = func(int64) error { _, err := desk.Claim(ctx, with(asha), one.ID); return err }
					acts["claim two"] = func(int64) error { _, err := desk.Claim(ctx, with(rahul), two.ID); return err }
				}
				together(t, acts, 0)
				var merged, open int
				err := pool.QueryRow("SELECT count(merged_into), count(*) FILTER (WHERE closed_at IS NULL) FROM enquiries WHERE id IN ($1, $2)", one.ID, two.ID).Scan(&merged, &open)
				if err != nil || merged > 1 || merged+open != 2 || merged != int(done.Load()) || len(acts) == 2 && merged != 1 {
					t.Errorf("round %d: %d merged, %d answered so, %d open, %v", round, merged, done.Load(), open, err)
				}
			}
		})
	}
	rounds.Wait()
	for what, q := range map[string]string{
		"enquiries with a wrong number of follow-ups": `SELECT count(*) FROM enquiries e WHERE (claimed_by IS NOT NULL AND closed_at IS NULL)::int
			<> (SELECT count(*) FROM follow_ups f WHERE f.enquiry_id = e.id AND f.ended_at IS NULL)`,
		"enquiries whose history tells of another owner": `SELECT count(*) FROM enquiries e WHERE
			claimed_by IS DISTINCT FROM (SELECT v.owner_after FROM events v WHERE v.enquiry_id = e.id ORDER BY v.id DESC LIMIT 1)`,
		"lines that do not go on from the one before": `SELECT count(*) FROM (SELECT owner_before IS DISTINCT FROM lag(owner_after) OVER (PARTITION BY enquiry_id ORDER BY id) AS breaks FROM events) v WHERE breaks`,
		"deadlocks": "SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()",
	} {
		var n int
		if err := pool.QueryRow(q).Scan(&n); err != nil || n != 0 {
			t.Errorf("%s: %d, %v", what, n, err)
		}
	}
}
