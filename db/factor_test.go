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

// Who replaces recovery codes while somebody else does waits for them, and
// leaves none of theirs.
func TestRecoveryCodesAreReplacedAsAWhole(t *testing.T) {
	t.Parallel()
	s, ctx := dbtest.New(t), t.Context()
	u := addUser(t, s, "asha")
	if err := s.SetRecoveryCodes(ctx, u.ID, nil); !errors.Is(err, app.ErrNotFound) {
		t.Errorf("without a second factor: %v", err)
	}
	code := func(set, n byte) []byte { return append(make([]byte, 30), set, n) }
	if err := s.SetTOTPSeed(ctx, u.ID, []byte("sealed")); err != nil {
		t.Fatal(err)
	}
	for round := range byte(20) {
		var wg sync.WaitGroup
		for set := range byte(3) {
			wg.Go(func() {
				err := s.InTx(ctx, func(tx app.Store) error {
					return tx.SetRecoveryCodes(ctx, u.ID, [][]byte{code(3*round+set, 0), code(3*round+set, 1), code(3*round+set, 2)})
				})
				if err != nil {
					t.Error(err)
				}
			})
			wg.Go(func() { // with a code of the round before
				if err := s.UseRecoveryCode(ctx, u.ID, code(3*round-3+set, 0)); err != nil && !errors.Is(err, app.ErrNotFound) {
					t.Error(err)
				}
			})
		}
		wg.Wait()
		if n, err := s.RecoveryCodes(ctx, u.ID); n != 3 || err != nil {
			t.Fatalf("%d codes are left, %v", n, err)
		}
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
