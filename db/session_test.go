package db_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"firstbell/app"
	"firstbell/db/dbtest"
)

// someoneWaits returns when another connection waits for a lock, or after two
// seconds without: then the test has found out what it wants to know.
func someoneWaits(t *testing.T, dsn string) error {
	t.Helper()
	pool := dbtest.SQL(dsn)
	defer pool.Close()
	for waiting, until := 0, time.Now().Add(2*time.Second); waiting == 0 && time.Now().Before(until); {
		if err := pool.QueryRowContext(t.Context(), `SELECT count(*) FROM pg_stat_activity
			WHERE datname = current_database() AND wait_event_type = 'Lock'`).Scan(&waiting); err != nil {
			return err
		}
	}
	return nil
}

// TestSigningInWaitsForWhoeverEndsSessions: a password that was right when it
// was checked opens no session once it has been changed.
func TestSigningInWaitsForWhoeverEndsSessions(t *testing.T) {
	t.Parallel()
	dsn, ctx, now := dbtest.URL(t), t.Context(), time.Now()
	s := dbtest.Open(t, dsn)
	u, err := s.AddUser(ctx, app.NewUser{Name: "Asha Patel", Email: "asha@example.com", PasswordHash: "none", Role: app.Owner})
	if err != nil {
		t.Fatal(err)
	}
	session := app.NewSession{UserID: u.ID, ExpiresAt: now.Add(time.Hour), SignedOutAt: u.SignedOutAt}
	added := make(chan error, 1)
	err = s.InTx(ctx, func(tx app.Store) error {
		if err := tx.EndSessionsOf(ctx, u.ID, 0, now); err != nil {
			return err
		}
		go func() { // with the account as it was read before
			_, err := s.AddSession(context.WithoutCancel(ctx), session, now)
			added <- err
		}()
		return someoneWaits(t, dsn)
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := <-added; !errors.Is(err, app.ErrCredentials) {
		t.Errorf("a session was opened beside it: %v", err)
	}
	if list, err := s.Sessions(ctx, u.ID, now); err != nil || len(list) != 0 {
		t.Errorf("left are %+v, %v", list, err)
	}
}

// TestEndingSessionsWaitsForWhoeverSignsIn is the same the other way round.
func TestEndingSessionsWaitsForWhoeverSignsIn(t *testing.T) {
	t.Parallel()
	dsn, ctx, now := dbtest.URL(t), t.Context(), time.Now()
	s := dbtest.Open(t, dsn)
	u, err := s.AddUser(ctx, app.NewUser{Name: "Asha Patel", Email: "asha@example.com", PasswordHash: "none", Role: app.Owner})
	if err != nil {
		t.Fatal(err)
	}
	ended := make(chan error, 1)
	err = s.InTx(ctx, func(tx app.Store) error {
		if _, err := tx.AddSession(ctx, app.NewSession{UserID: u.ID, ExpiresAt: now.Add(time.Hour)}, now); err != nil {
			return err
		}
		go func() {
			ctx := context.WithoutCancel(ctx)
			ended <- s.InTx(ctx, func(tx app.Store) error { return tx.EndSessionsOf(ctx, u.ID, 0, now) })
		}()
		return someoneWaits(t, dsn)
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := <-ended; err != nil {
		t.Fatal(err)
	}
	if list, err := s.Sessions(ctx, u.ID, now); err != nil || len(list) != 0 {
		t.Errorf("left are %+v, %v", list, err)
	}
}
