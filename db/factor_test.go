package db_test

import (
	"errors"
	"sync"
	"testing"
	"time"

	"firstbell/app"
	"firstbell/db/dbtest"
)

// TestACodeIsTakenOnce lets twenty take the same time step, and the same
// recovery code, at the same moment.
func TestACodeIsTakenOnce(t *testing.T) {
	t.Parallel()
	s, ctx, now := dbtest.New(t), t.Context(), time.Now()
	u := addUser(t, s, "asha")
	hash := make([]byte, 32)
	if err := errors.Join(s.SetTOTPSeed(ctx, u.ID, []byte("sealed")), s.SetRecoveryCodes(ctx, u.ID, [][]byte{hash})); err != nil {
		t.Fatal(err)
	}
	for name, use := range map[string]func() error{
		"time step":     func() error { return s.UseTOTPStep(ctx, u.ID, 7, now) },
		"recovery code": func() error { return s.UseRecoveryCode(ctx, u.ID, hash) },
	} {
		var wg sync.WaitGroup
		results := make(chan error, 20)
		for range cap(results) {
			wg.Go(func() { results <- use() })
		}
		wg.Wait()
		close(results)
		taken := 0
		for err := range results {
			if err == nil {
				taken++
			} else if !errors.Is(err, app.ErrNotFound) {
				t.Errorf("%s: %v", name, err)
			}
		}
		if taken != 1 {
			t.Errorf("one %s was taken %d times", name, taken)
		}
	}
	if err := s.UseTOTPStep(ctx, u.ID, 6, now); !errors.Is(err, app.ErrNotFound) {
		t.Errorf("an older step: %v", err)
	}
	if err := s.SetTOTPSeed(ctx, u.ID, []byte("other")); !errors.Is(err, app.ErrTOTPOn) {
		t.Errorf("another seed over a confirmed one: %v", err)
	}
}

// TestTriesAreCountedTogether: of fifty tries at once five are looked at.
func TestTriesAreCountedTogether(t *testing.T) {
	t.Parallel()
	s, ctx, now := dbtest.New(t), t.Context(), time.Now()
	u := addUser(t, s, "asha")
	if err := s.SetTOTPSeed(ctx, u.ID, []byte("sealed")); err != nil {
		t.Fatal(err)
	}
	var wg sync.WaitGroup
	results := make(chan error, 50)
	for range cap(results) {
		wg.Go(func() {
			_, err := s.CountTOTPTry(ctx, u.ID, 5, now, now.Add(time.Minute))
			results <- err
		})
	}
	wg.Wait()
	close(results)
	looked := 0
	for err := range results {
		if err == nil {
			looked++
		}
	}
	if looked != 5 {
		t.Errorf("%d were looked at", looked)
	}
	if _, err := s.CountTOTPTry(ctx, u.ID, 5, now.Add(time.Minute), now.Add(2*time.Minute)); err != nil {
		t.Errorf("a minute later: %v", err)
	}
}
