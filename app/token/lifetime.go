package token

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

const (
	day         = 24 * time.Hour
	maxLifetime = 3650 * day // about ten years
)

// ParseLifetime reads how long a token is good: a whole number of seconds, or
// one with s, m, h, d or w behind it (45s, 30m, 12h, 1d, 2w). It refuses
// nothing, less than nothing and more than ten years.
func ParseLifetime(s string) (time.Duration, error) {
	unit := time.Second
	digits := s
	for suffix, u := range map[string]time.Duration{
		"s": time.Second, "m": time.Minute, "h": time.Hour, "d": day, "w": 7 * day,
	} {
		if cut, found := strings.CutSuffix(s, suffix); found {
			digits, unit = cut, u
		}
	}
	n, err := strconv.ParseUint(digits, 10, 64)
	if err != nil {
		return 0, fmt.Errorf("lifetime %q cannot be read: write it like 1d, 12h, 30m, 45s or 3600 (seconds)", s)
	}
	if n == 0 || n > uint64(maxLifetime/unit) {
		return 0, fmt.Errorf("lifetime %q is out of range: it must be more than zero and at most ten years", s)
	}
	return time.Duration(n) * unit, nil
}
