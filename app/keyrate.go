package app

import (
	"math"
	"sync"
	"time"
)

// keysPerMinute is how often one key may ask, on the average and in one go.
const keysPerMinute = 120

// KeyRate slows down programs that ask too often, each key by itself. The nil
// KeyRate lets everything pass.
type KeyRate struct {
	mu      sync.Mutex
	now     func() time.Time
	buckets map[int64]bucket // as many as there are keys in use
}

// bucket holds what is left at a time; it fills again evenly.
type bucket struct {
	left float64
	at   time.Time
}

// NewKeyRate returns a rate that reads the time from now.
func NewKeyRate(now func() time.Time) *KeyRate {
	return &KeyRate{now: now, buckets: map[int64]bucket{}}
}

// Take counts one request of a key; a TooMany refusal when it has none left.
func (r *KeyRate) Take(keyID int64) error {
	if r == nil {
		return nil
	}
	const perSecond = keysPerMinute / 60.0
	r.mu.Lock()
	defer r.mu.Unlock()
	now := r.now()
	b, known := r.buckets[keyID]
	if !known {
		b = bucket{keysPerMinute, now}
	}
	b.left = min(keysPerMinute, b.left+perSecond*max(0, now.Sub(b.at).Seconds()))
	b.at = now
	if b.left < 1 {
		r.buckets[keyID] = b
		wait := time.Duration(math.Ceil((1-b.left)/perSecond)) * time.Second
		return &Error{Kind: TooMany, Code: "rate", Title: "Too many requests", RetryAfter: wait,
			Message: "An API key may ask 120 times a minute. Wait a second, then go on more slowly"}
	}
	b.left--
	r.buckets[keyID] = b
	return nil
}
