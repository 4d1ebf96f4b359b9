package db_test

import (
	"errors"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"firstbell/app"
	"firstbell/db/dbtest"
)

// Whatever people do to one enquiry at the same moment, it is as if they had
// done it one after the other: each is answered by the rules, and an open
// enquiry that somebody owns has its follow-up.
func TestWorkAtTheSameMoment(t *testing.T) {
	t.Parallel()
	dsn := dbtest.URL(t)
	s := dbtest.Open(t, dsn)
	desk := &app.Desk{Store: s, Now: time.Now}
	asha, rahul := app.Actor{User: addUser(t, s, "asha")}, app.Actor{User: addUser(t, s, "rahul")}
	owner := app.Actor{User: addUser(t, s, "olga")}
	owner.User.Role = app.Owner
	ctx := t.Context()
	tried := app.AttemptInput{Channel: app.TextOf("call"), Outcome: app.TextOf("no_answer")}
	lost := app.StageInput{Stage: app.TextOf("lost"), Reason: app.TextOf("fees")}
	spoke := app.AttemptInput{Channel: app.TextOf("call"), Outcome: app.TextOf("connected"), Move: lost}
	acts := map[string]func(id int64) error{
		"attempt": func(id int64) error { _, err := desk.LogAttempt(ctx, with(asha), id, tried); return err },
		"again":   func(id int64) error { _, err := desk.LogAttempt(ctx, with(asha), id, tried); return err },
		"release": func(id int64) error { _, err := desk.Release(ctx, with(asha), id, app.Text{}); return err },
		"reassign": func(id int64) error {
			_, err := desk.Reassign(ctx, with(owner), id, rahul.User.ID, app.Text{})
			return err
		},
		"claim":     func(id int64) error { _, err := desk.Claim(ctx, with(rahul), id); return err },
		"close":     func(id int64) error { _, err := desk.ChangeStage(ctx, with(owner), id, lost); return err },
		"reopen":    func(id int64) error { _, err := desk.Reopen(ctx, with(owner), id, app.Text{}); return err },
		"last call": func(id int64) error { _, err := desk.LogAttempt(ctx, with(asha), id, spoke); return err },
	}
	var rounds sync.WaitGroup
	for range 2 {
		rounds.Go(func() {
			for range 60 {
				e := add(t, s, "meera")
				claim(t, s, e.ID, asha.User.ID)
				together(t, acts, e.ID)
			}
		})
	}
	rounds.Wait()
	pool := dbtest.SQL(dsn)
	defer pool.Close()
	for what, q := range map[string]string{
		"enquiries with a wrong number of follow-ups": `SELECT count(*) FROM enquiries e WHERE (claimed_by IS NOT NULL AND closed_at IS NULL)::int
			<> (SELECT count(*) FROM follow_ups f WHERE f.enquiry_id = e.id AND f.ended_at IS NULL)`,
		"enquiries whose history tells of another owner or stage": `SELECT count(*) FROM enquiries e WHERE
			claimed_by IS DISTINCT FROM (SELECT v.owner_after FROM events v WHERE v.enquiry_id = e.id ORDER BY v.id DESC LIMIT 1)
			OR stage <> coalesce((SELECT v.stage_after FROM events v WHERE v.enquiry_id = e.id AND stage_after IS NOT NULL ORDER BY v.id DESC LIMIT 1), 'new')`,
		"lines that do not go on from the one before": `SELECT count(*) FROM (SELECT owner_before IS DISTINCT FROM lag(owner_after) OVER (PARTITION BY enquiry_id ORDER BY id) AS breaks FROM events) v WHERE breaks`,
		"attempts of somebody who did not hold it":    `SELECT count(*) FROM events v WHERE kind = 'attempted' AND owner_before IS DISTINCT FROM actor_id`,
		"attempts and what they completed":            `SELECT (SELECT count(*) FROM attempts) - (SELECT count(*) FROM follow_ups WHERE outcome = 'done')`,
	} {
		var n int
		if err := pool.QueryRow(q).Scan(&n); err != nil || n != 0 {
			t.Errorf("%s: %d, %v", what, n, err)
		}
	}
}

// Of many who correct what they read at the same moment, one does.
func TestOneCorrectionOfAVersion(t *testing.T) {
	t.Parallel()
	s := dbtest.New(t)
	desk := &app.Desk{Store: s, Now: time.Now}
	owner := app.Actor{User: addUser(t, s, "olga")}
	owner.User.Role = app.Owner
	for range 40 {
		e := add(t, s, "meera")
		version := int64(1)
		var done atomic.Int32
		acts := map[string]func(int64) error{}
		for _, name := range []string{"Asha", "Bela", "Charu", "Devi", "Esha", "Falak"} {
			acts[name] = func(id int64) error {
				_, err := desk.EditEnquiry(t.Context(), with(owner), id, app.EditInput{Name: app.TextOf(name), Version: &version})
				if err == nil {
					done.Add(1)
				} else if !errors.Is(err, app.ErrStale) && !errors.Is(err, app.ErrUnavailable) {
					t.Errorf("%v", err)
				}
				return err
			}
		}
		if together(t, acts, e.ID); done.Load() != 1 {
			t.Fatalf("%d corrections of one version", done.Load())
		}
	}
}

// together does everything at the same moment. A refusal is an answer.
func together(t *testing.T, acts map[string]func(int64) error, id int64) {
	start := make(chan struct{})
	var wg sync.WaitGroup
	for name, act := range acts {
		wg.Go(func() {
			<-start
			err := act(id)
			for errors.Is(err, app.ErrUnavailable) { // the machine is busy
				err = act(id)
			}
			if _, refused := errors.AsType[*app.Error](err); err != nil && !refused {
				t.Errorf("%s: %v", name, err)
			}
		})
	}
	close(start)
	wg.Wait()
}
