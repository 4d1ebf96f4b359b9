package app_test

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"firstbell/app"
)

func TestAuditKeepsNoAddressAndNoChosenKey(t *testing.T) {
	t.Parallel()
	for from, want := range map[string]string{
		"203.0.113.7/32":     "203.0.113.0/24",
		"203.0.113.0/24":     "203.0.113.0/24",
		"10.0.0.0/8":         "10.0.0.0/8",
		"2001:db8:1:2::9/64": "2001:db8:1::/48",
		"unknown":            "",
		"":                   "",
	} {
		if got := (app.AuditEntry{From: from}).Network(); got != want {
			t.Errorf("of %q the log keeps %q, want %q", from, got, want)
		}
	}
	e := app.Actor{Op: app.NewOp("user 1", "asha@example.com", nil)}.Did(app.SignedOut, app.Object{})
	if got := e.Op(); len(got) != 24 || got == (app.AuditEntry{OpID: "user 1:b"}).Op() {
		t.Errorf("of an op the log keeps %q", got)
	}
}

func TestDidSaysWho(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		a    app.Actor
		by   app.ActorKind
		byID int64
	}{
		{app.Actor{}, app.ByNobody, 0},
		{app.Actor{User: app.User{ID: 7}}, app.ByUser, 7},
		{app.Actor{User: app.User{ID: 7}, KeyID: 3}, app.ByKey, 3},
		{app.CommandLine, app.ByCommand, 0},
	} {
		if e := c.a.Did(app.Restored, app.Object{}); e.By != c.by || e.ByID != c.byID {
			t.Errorf("%+v did it as %s %d", c.a, e.By, e.ByID)
		}
	}
}

// notebook is a storage that only takes entries.
type notebook struct {
	app.Store
	mu      sync.Mutex
	entries []app.AuditEntry
	down    bool
}

func (n *notebook) Audit(_ context.Context, e app.AuditEntry) error {
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.down {
		return app.ErrUnavailable
	}
	n.entries = append(n.entries, e)
	return nil
}

func (n *notebook) all() []app.AuditEntry {
	n.mu.Lock()
	defer n.mu.Unlock()
	return slices.Clone(n.entries)
}

func TestAFloodOfRefusalsIsCountedNotWritten(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		kept := &notebook{}
		tally := app.NewTally(kept, time.Now)
		ctx, stop := context.WithCancel(t.Context())
		done := make(chan struct{})
		go func() { tally.Run(ctx); close(done) }()

		refused := func(n int) {
			tally.Note(app.Actor{From: fmt.Sprintf("10.%d.%d.0/24", n/250, n%250)}.Did(app.SignInFailed, app.Object{}))
		}
		refused(1)
		synctest.Wait()
		if got := kept.all(); len(got) != 1 || got[0].Times != 1 {
			t.Fatalf("the first refusal is written at once, not %+v", got)
		}
		for i := range 100_000 {
			refused(i % 1000)
		}
		time.Sleep(2 * time.Hour)
		synctest.Wait()
		total := 0
		for _, e := range kept.all() {
			total += e.Times
		}
		if n := len(kept.all()); n > 402 || total != 100_001 {
			t.Errorf("100001 refusals became %d entries that count %d", n, total)
		}
		refused(1)
		refused(1)
		stop()
		<-done
		entries := kept.all()
		if last := entries[len(entries)-1]; last.Times != 1 {
			t.Errorf("what was counted before the end was written as %+v", last)
		}
	})
}

func TestRefusalsWaitForTheDatabase(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		kept := &notebook{down: true}
		tally := app.NewTally(kept, time.Now)
		ctx, stop := context.WithCancel(t.Context())
		defer stop()
		go tally.Run(ctx)
		tally.Note(app.Actor{}.Did(app.AccessDenied, app.Object{}))
		synctest.Wait()
		kept.mu.Lock()
		kept.down = false
		kept.mu.Unlock()
		time.Sleep(2 * time.Minute)
		synctest.Wait()
		if len(kept.all()) != 1 {
			t.Error("the refusal was forgotten")
		}
		stop()
		synctest.Wait()
	})
}
