package app

import (
	"errors"
	"fmt"
	"testing"
	"time"
)

// clocked is a throttle whose clock the test moves.
func clocked() (*Throttle, func(time.Duration)) {
	now := time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)
	return NewThrottle(func() time.Time { return now }), func(d time.Duration) { now = now.Add(d) }
}

// waits returns how long a try has to wait now.
func waits(t *testing.T, err error) time.Duration {
	t.Helper()
	if err == nil {
		return 0
	}
	refusal, ok := errors.AsType[*Error](err)
	if !ok || refusal.Kind != TooMany || refusal.RetryAfter <= 0 {
		t.Fatalf("refused with %v", err)
	}
	return refusal.RetryAfter
}

func TestThrottleWaitsLongerEachTimeButNeverForGood(t *testing.T) {
	t.Parallel()
	th, pass := clocked()
	here := Visitor{Net: "192.0.2.0/24"}
	for _, want := range []time.Duration{30, 60, 120, 240, 300, 300, 300} {
		for i := range pacePair.tries {
			if w := waits(t, th.Try("a@example.com", here)); w != 0 {
				t.Fatalf("try %d waits %s", i, w)
			}
		}
		w := waits(t, th.Try("a@example.com", here))
		if w != want*time.Second {
			t.Fatalf("the wait is %s, want %ds", w, want)
		}
		pass(w)
	}
	pass(throttleQuiet + time.Second)
	for range pacePair.tries {
		_ = th.Try("a@example.com", here)
	}
	if w := waits(t, th.Try("a@example.com", here)); w != pacePair.wait {
		t.Errorf("after a quiet while the wait is %s", w)
	}
}

func TestThrottleCountsPairAccountAndNetwork(t *testing.T) {
	t.Parallel()
	th, _ := clocked()
	here, there := Visitor{Net: "192.0.2.0/24"}, Visitor{Net: "198.51.100.0/24"}
	fail := func(account string, v Visitor) {
		_ = th.Try(account, v)
		th.Failed(account, v)
	}
	for range pacePair.tries {
		fail("a@example.com", here)
	}
	if waits(t, th.Try("a@example.com", here)) == 0 || waits(t, th.Try("a@example.com", there)) != 0 || waits(t, th.Try("b@example.com", here)) != 0 {
		t.Error("five wrong tries stop another pair, or not their own")
	}
	for i := range paceNet.tries - pacePair.tries {
		fail(fmt.Sprintf("%d@example.com", i), here)
	}
	if waits(t, th.Try("b@example.com", here)) == 0 {
		t.Error("one network guesses at account after account")
	}
	if waits(t, th.Try("b@example.com", there)) != 0 {
		t.Error("another network has to wait for it")
	}
	for i := range paceAccount.tries {
		fail("c@example.com", Visitor{Net: fmt.Sprint("net ", i)})
	}
	if waits(t, th.Try("c@example.com", there)) == 0 {
		t.Error("one account is guessed at from network after network")
	}
	for range paceNet.tries {
		fail("x@example.com", Visitor{Net: "127.0.0.0/24", Local: true})
	}
	if waits(t, th.Try("y@example.com", Visitor{Net: "127.0.0.0/24", Local: true})) != 0 {
		t.Error("this machine counts as a network")
	}
}

// TestThrottleNeverLocksTheOwnerOut lets a hundred networks guess for a day at
// an account that has signed in at the school before.
func TestThrottleNeverLocksTheOwnerOut(t *testing.T) {
	t.Parallel()
	th, pass := clocked()
	school := Visitor{Net: "203.0.113.0/24"}
	th.Succeeded("owner@example.com", school)
	guesses := 0
	for range 24 * 60 {
		for i := range 100 {
			v := Visitor{Net: fmt.Sprint("net ", i)}
			if th.Try("owner@example.com", v) == nil {
				guesses++
				th.Failed("owner@example.com", v)
			}
		}
		if w := waits(t, th.Try("owner@example.com", school)); w != 0 {
			t.Fatalf("the owner waits %s at the school", w)
		}
		if w := waits(t, th.Try("owner@example.com", Visitor{Net: "a new place"})); w > paceAccount.most {
			t.Fatalf("elsewhere the owner waits %s", w)
		}
		pass(time.Minute)
	}
	if guesses > 24*250 {
		t.Errorf("%d guesses in a day", guesses)
	}
}

func TestThrottleOfNewAccounts(t *testing.T) {
	t.Parallel()
	th, pass := clocked()
	here := Visitor{Net: "192.0.2.0/24"}
	for range paceNew.tries {
		if err := th.NewAccount(here); err != nil {
			t.Fatal(err)
		}
	}
	if waits(t, th.NewAccount(here)) != time.Hour || th.NewAccount(Visitor{Net: "elsewhere"}) != nil || th.NewAccount(Visitor{Local: true}) != nil {
		t.Error("a sixth account in an hour, or one elsewhere refused")
	}
	pass(time.Hour)
	if err := th.NewAccount(here); err != nil {
		t.Errorf("an hour later: %v", err)
	}
}

func TestThrottleMemoryIsBounded(t *testing.T) {
	t.Parallel()
	th, _ := clocked()
	for i := range throttleKept + 10 {
		_ = th.Try(fmt.Sprint(i), Visitor{Net: "here"})
		th.Succeeded(fmt.Sprint("known ", i), Visitor{Net: "here"})
	}
	if len(th.slow) > throttleKept || len(th.known) > throttleKept {
		t.Errorf("%d and %d entries are kept", len(th.slow), len(th.known))
	}
	var off *Throttle
	off.Failed("a", Visitor{})
	off.Succeeded("a", Visitor{})
	if off.Try("a", Visitor{}) != nil || off.NewAccount(Visitor{}) != nil {
		t.Error("a throttle that is off refuses")
	}
}

func TestAdoptedEmail(t *testing.T) {
	t.Parallel()
	for typed, stored := range map[string]string{
		"jane.advisor+desk@gmail.com": "janeadvisor@gmail.com",
		"jane@googlemail.com":         "jane@gmail.com",
		"j.a+x@outlook.com":           "j.a@outlook.com",
		"jane-x@yahoo.com":            "jane@yahoo.com",
		"jane+x@example.com":          "jane+x@example.com",
		"nothing":                     "nothing",
	} {
		if got := adoptedEmail(typed); got != stored {
			t.Errorf("%s was stored as %s, not %s", typed, stored, got)
		}
	}
}

func TestCursorReadsOnlyItsOwn(t *testing.T) {
	t.Parallel()
	c := Cursor{CreatedAt: time.Date(2026, 1, 2, 3, 4, 5, 678_000, time.UTC), ID: 42}
	if back, err := ParseCursor(c.String()); err != nil || back != c {
		t.Errorf("%v became %v, %v", c, back, err)
	}
	for _, s := range []string{"", "x", "MTIz", c.String() + "A", "LTEuLTE", "MS4yIA"} {
		if back, err := ParseCursor(s); !errors.Is(err, ErrCursor) && (err != nil || back.String() != s) {
			t.Errorf("%q became %v, %v", s, back, err)
		}
	}
}
