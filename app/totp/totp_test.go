package totp

import (
	"testing"
	"time"
)

// TestCodesOfTheStandard uses the vectors of RFC 6238, appendix B, of which six
// digits are the last six of eight.
func TestCodesOfTheStandard(t *testing.T) {
	t.Parallel()
	seed := []byte("12345678901234567890")
	for at, want := range map[int64]string{59: "287082", 1111111109: "081804", 1111111111: "050471", 1234567890: "005924", 2000000000: "279037"} {
		got, err := Code(seed, time.Unix(at, 0))
		if err != nil || got != want {
			t.Errorf("at %d: %s, %v, want %s", at, got, err, want)
		}
	}
}

func TestStepCountsAroundNowAndOnce(t *testing.T) {
	t.Parallel()
	seed, now := NewSeed(), time.Unix(1_800_000_000, 0)
	for off, want := range map[time.Duration]bool{0: true, -period: true, period: true, -2 * period: false, 2 * period: false} {
		digits, err := Code(seed, now.Add(off))
		if err != nil {
			t.Fatal(err)
		}
		if _, ok, err := Step(seed, digits[:3]+" "+digits[3:], now, 0); ok != want || err != nil {
			t.Errorf("a code from %s away: %t, %v", off, ok, err)
		}
	}
	digits, _ := Code(seed, now)
	used, _, _ := Step(seed, digits, now, 0)
	if _, ok, _ := Step(seed, digits, now, used); ok {
		t.Error("a code counts twice")
	}
	for _, wrong := range []string{"", "12345", "abcdef", "1234567"} {
		if _, ok, err := Step(seed, wrong, now, 0); ok || err != nil {
			t.Errorf("%q: %t, %v", wrong, ok, err)
		}
	}
}

func TestURL(t *testing.T) {
	t.Parallel()
	u := URL("Kite: Learning", "asha@example.com", []byte("12345678901234567890"))
	if u != "otpauth://totp/Kite%20%20Learning:asha@example.com?issuer=Kite%20%20Learning&secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ" {
		t.Error(u)
	}
}
