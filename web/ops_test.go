package web_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"firstbell/app"
	"firstbell/web"
)

const meera = `{"name":"Meera Nair","email":"m@example.com","courseInterest":"NEET"}`

func TestRepeatedRequestsHappenOnce(t *testing.T) {
	t.Parallel()
	d := open(t)
	asha, rahul := d.register("Asha Patel", "asha@example.com"), d.register("Rahul Rao", "rahul@example.com")
	id := d.enquire("Meera Nair")
	claim := func(token, key string) answer {
		return d.call("POST", "/api/enquiries/"+id+"/claim", token, "", "Idempotency-Key", key)
	}
	first := claim(asha, "k1")
	if first.status != 200 || first.header.Get("Idempotent-Replayed") != "" {
		t.Fatalf("the first: %d %s", first.status, first.body)
	}
	if again := claim(asha, "k1"); again.status != 200 || again.body != first.body || again.header.Get("Idempotent-Replayed") != "true" {
		t.Errorf("repeated: %d %v\n%swant\n%s", again.status, again.header, again.body, first.body)
	}
	lost := claim(rahul, "k1") // another person's key of the same name
	if lost.status != 409 || lost.text("details", "claimedBy", "name") != "Asha Patel" {
		t.Errorf("somebody else with the same key: %d %s", lost.status, lost.body)
	}
	if a := d.call("POST", "/api/enquiries/"+id+"/release", asha, "{}", "Idempotency-Key", "k2"); a.status != 200 {
		t.Fatalf("put back: %d %s", a.status, a.body)
	}
	// It is free now, and still the old answers stand.
	if again := claim(asha, "k1"); again.status != 200 || again.body != first.body {
		t.Errorf("the old key after a release: %d %s", again.status, again.body)
	}
	if again := claim(rahul, "k1"); again.status != 409 || again.body != lost.body {
		t.Errorf("the lost claim repeated: %d\n%swant\n%s", again.status, again.body, lost.body)
	}
	if a := d.call("POST", "/api/enquiries/"+id+"/release", asha, "", "Idempotency-Key", "k1"); a.status != 422 || a.text("code") != "idempotency_key_reuse" {
		t.Errorf("a key for another request: %d %s", a.status, a.body)
	}
	if n := d.query("SELECT string_agg(kind, ' ' ORDER BY id) FROM events"); n != "received claimed released" {
		t.Errorf("the history is %q", n)
	}
}

func TestFiftyPostsWithOneKeyAreOneEnquiry(t *testing.T) {
	t.Parallel()
	d := open(t)
	var wg sync.WaitGroup
	var created atomic.Int32
	for range 50 {
		wg.Go(func() {
			if a := d.call("POST", "/api/enquiries/public", "", meera, "Idempotency-Key", "one-view"); a.status == 201 {
				created.Add(1)
			} else if a.status != 409 && a.status != 503 {
				t.Errorf("%d %s", a.status, a.body)
			}
		})
	}
	wg.Wait()
	if n := d.query("SELECT count(*) FROM enquiries"); n != "1" || created.Load() == 0 {
		t.Errorf("%s enquiries, %d answers", n, created.Load())
	}
}

func TestDoubleClickIsOneEnquiry(t *testing.T) {
	t.Parallel()
	d := open(t)
	first := d.call("POST", "/api/enquiries/public", "", meera)
	if again := d.call("POST", "/api/enquiries/public", "", meera); again.status != 201 || again.text("data", "id") != first.text("data", "id") {
		t.Errorf("the same again: %d %s", again.status, again.body)
	}
	other := strings.Replace(meera, "Meera", "Arjun", 1) // a sibling at the same address
	if b := d.call("POST", "/api/enquiries/public", "", other); b.status != 201 || b.text("data", "id") == first.text("data", "id") {
		t.Errorf("a sibling: %d %s", b.status, b.body)
	}
	d.query("UPDATE submissions SET at = at - interval '3 minutes' RETURNING ''")
	if later := d.call("POST", "/api/enquiries/public", "", meera); later.text("data", "id") == first.text("data", "id") {
		t.Error("the same words after three minutes are still the same click")
	}
	if n := d.query("SELECT count(*) || ' ' || (SELECT count(*) FROM touches) FROM enquiries"); n != "2 3" {
		t.Errorf("%s enquiries and touches, want 2 and 3", n)
	}
}

func TestIdempotencyKeysThatCannotBeKept(t *testing.T) {
	t.Parallel()
	d := open(t)
	for _, key := range []string{"", strings.Repeat("k", 129), "with space", "ключ"} {
		if a := d.call("POST", "/api/enquiries/public", "", meera, "Idempotency-Key", key); a.status != 400 {
			t.Errorf("%q: %d", key, a.status)
		}
	}
	if n := d.query("SELECT count(*) FROM enquiries"); n != "0" {
		t.Errorf("%s enquiries were kept", n)
	}
}

// broken is a store whose commits lose their answer, before or after they
// were kept.
type broken struct {
	app.Store
	before, after atomic.Int32
}

var errCut = fmt.Errorf("cut: %w", app.ErrOutcomeUnknown)

func (b *broken) InTx(ctx context.Context, fn func(app.Store) error) error {
	if b.before.Add(-1) >= 0 {
		err := b.Store.InTx(ctx, func(tx app.Store) error {
			if err := fn(tx); err != nil {
				return err
			}
			return errCut
		})
		return err
	}
	if err := b.Store.InTx(ctx, fn); err != nil {
		return err
	}
	if b.after.Add(-1) >= 0 {
		return errCut
	}
	return nil
}

// Take makes its transaction inside the store, out of reach of InTx above.
func (b *broken) Take(ctx context.Context, c app.OwnerChange) (app.Enquiry, error) {
	if b.before.Add(-1) >= 0 {
		return app.Enquiry{}, errCut
	}
	e, err := b.Store.Take(ctx, c)
	if err == nil && b.after.Add(-1) >= 0 {
		return app.Enquiry{}, errCut
	}
	return e, err
}

func TestLostCommitIsAnsweredOnce(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name          string
		before, after int32
		status        int
	}{
		{"cut before", 1, 0, 200},
		{"cut after", 0, 1, 200},
		{"cut before twice, then after", 2, 1, 200},
		{"cut for good", 1 << 20, 0, 503},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			b := &broken{}
			d := open(t, func(a *app.Desk, _ *web.Config) { b.Store, a.Store = a.Store, b })
			asha := d.register("Asha Patel", "asha@example.com")
			id := d.enquire("Meera Nair")
			b.before.Store(c.before)
			b.after.Store(c.after)
			a := d.call("POST", "/api/enquiries/"+id+"/claim", asha, "")
			if a.status != c.status {
				t.Fatalf("%d %s", a.status, a.body)
			}
			if c.status == 503 && (a.text("code") != "outcome_unknown" || a.header.Get("Retry-After") == "") {
				t.Errorf("%s", a.body)
			}
			want := "1"
			if c.status == 503 {
				want = "0"
			}
			if n := d.query("SELECT count(*) FROM events WHERE kind = 'claimed'"); n != want {
				t.Errorf("%s claims in the history, want %s", n, want)
			}
		})
	}
	if !errors.Is(errCut, app.ErrOutcomeUnknown) {
		t.Error("the cut is not what the desk looks for")
	}
}

func TestOldAnswersAreForgotten(t *testing.T) {
	t.Parallel()
	d := open(t)
	d.enquire("Meera Nair")
	d.query("UPDATE ops SET at = now() - interval '49 hours' RETURNING ''")
	d.query("UPDATE submissions SET at = now() - interval '49 hours' RETURNING ''")
	d.enquire("Daniel Rao")
	if err := d.app.ForgetOps(t.Context()); err != nil {
		t.Fatal(err)
	}
	if n := d.query("SELECT concat_ws(' ', (SELECT count(*) FROM ops), (SELECT count(*) FROM submissions), (SELECT count(*) FROM enquiries))"); n != "1 1 2" {
		t.Errorf("ops, submissions and enquiries left: %s, want 1 1 2", n)
	}
}

// A kept answer is given again, but not what its reader may no longer see.
func TestRepeatedAnswersShowWhatMayBeSeenByNow(t *testing.T) {
	t.Parallel()
	d, owner, asha, _ := team(t)
	d.want("masked", d.call("PATCH", "/api/settings", owner, `{"queueMode":"masked"}`), 200, "")
	d.call("POST", "/api/enquiries/public", "", meera)
	ask := func(act, body, key string) answer {
		return d.want(act, d.call("POST", "/api/enquiries/"+act, asha, body, "Idempotency-Key", key), 200, "")
	}
	shows := func(what string, a answer, name, email string) {
		t.Helper()
		if a.text("data", "enquiry", "name") != name || a.text("data", "enquiry", "email") != email {
			t.Errorf("%s: %s", what, a.body)
		}
	}
	hidden := "•••@•••.com"
	shows("claimed", ask("1/claim", "", "k1"), "Meera Nair", "m@example.com")
	shows("claimed, repeated", ask("1/claim", "", "k1"), "Meera Nair", "m@example.com")
	shows("put back", ask("1/release", "", "k2"), "M.", hidden)
	shows("put back, repeated", ask("1/release", "", "k2"), "M.", hidden)
	shows("claimed, repeated after putting back", ask("1/claim", "", "k1"), "M.", hidden)
	shows("claimed next", ask("claim-next", "", "k3"), "Meera Nair", "m@example.com")
	shows("handed on", ask("1/reassign", `{"userId":3}`, "k4"), "Meera Nair", hidden)
	late := ask("claim-next", "", "k3")
	shows("claimed next, repeated after handing on", late, "Meera Nair", hidden)
	if late.text("data", "enquiry", "claimedBy") != "2" || late.header.Get("Idempotent-Replayed") != "true" {
		t.Errorf("the kept answer says what it said: %s", late.body)
	}
}
