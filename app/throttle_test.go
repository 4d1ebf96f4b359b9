package app

import (
	"errors"
	"fmt"
	"testing"
	"time"
)

func TestThrottle(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)
	th := NewThrottle(func() time.Time { return now })
	for i := range throttleTries {
		if err := th.Allow("a@example.com", "here"); err != nil {
			t.Fatalf("try %d: %v", i, err)
		}
		th.Failed("a@example.com", "here")
	}
	var refusal *Error
	if err := th.Allow("a@example.com", "here"); !errors.As(err, &refusal) || refusal.Kind != TooMany || refusal.RetryAfter != throttleWait {
		t.Fatalf("after %d wrong tries: %v", throttleTries, err)
	}
	if err := th.Allow("a@example.com", "there"); err != nil {
		t.Errorf("from elsewhere: %v", err)
	}
	if err := th.Allow("b@example.com", "here"); err != nil {
		t.Errorf("for somebody else: %v", err)
	}
	now = now.Add(throttleWait)
	if err := th.Allow("a@example.com", "here"); err != nil {
		t.Errorf("after the wait: %v", err)
	}
	for i := range throttleKept + 10 {
		th.Failed(fmt.Sprint(i), "here")
	}
	if len(th.wrong) > throttleKept {
		t.Errorf("%d entries are kept", len(th.wrong))
	}
	var off *Throttle
	off.Failed("a", "b")
	if off.Allow("a", "b") != nil {
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
