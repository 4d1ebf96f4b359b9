package app

import (
	"math"
	"strconv"
	"strings"
	"sync"
	"time"
)

// Rate slows down whoever asks too often, each by themselves: a key, or a person
// who searches or exports more than anybody's work takes. The nil Rate lets
// everything pass.
type Rate struct {
	most    float64 // in one go, and each per on the average
	per     time.Duration
	refusal string

	mu      sync.Mutex
	now     func() time.Time
	buckets map[string]bucket
}

// bucket holds what is left at a time; it fills again evenly.
type bucket struct {
	left float64
	at   time.Time
}

// NewKeyRate lets one API key ask 120 times a minute.
func NewKeyRate(now func() time.Time) *Rate {
	return newRate(now, 120, time.Minute, "An API key may ask 120 times a minute. Wait a second, then go on more slowly")
}

// NewSearchRate lets one person search 120 times a minute: more than anybody
// types, and less than it takes to try out what is in the database.
func NewSearchRate(now func() time.Time) *Rate {
	return newRate(now, 120, time.Minute, "You have searched 120 times within a minute. Wait a moment, then search again")
}

// NewExportRate lets one person take ten files an hour away.
func NewExportRate(now func() time.Time) *Rate {
	return newRate(now, 10, time.Hour, "You have saved 10 files within an hour. You can save the next one in {wait}")
}

func newRate(now func() time.Time, most int, per time.Duration, refusal string) *Rate {
	return &Rate{most: float64(most), per: per, refusal: refusal, now: now, buckets: map[string]bucket{}}
}

// Take counts one request; a TooMany refusal when none is left.
func (r *Rate) Take(id int64) error {
	if r == nil {
		return nil
	}
	if wait := r.draw(strconv.FormatInt(id, 10)); wait > 0 {
		return &Error{Kind: TooMany, Code: "rate", Title: "Too many requests", RetryAfter: wait, Message: strings.ReplaceAll(r.refusal, "{wait}", waitWords(wait))}
	}
	return nil
}

// waitWords says in whole minutes how long to wait.
func waitWords(wait time.Duration) string {
	if minutes := int(math.Ceil(wait.Minutes())); minutes > 1 {
		return strconv.Itoa(minutes) + " minutes"
	}
	return "a minute"
}

// draw takes one out of a bucket; when none is left it says how many whole
// seconds it takes until there is.
func (r *Rate) draw(key string) time.Duration {
	r.mu.Lock()
	defer r.mu.Unlock()
	b := r.filled(key)
	var wait time.Duration
	if b.left < 1 {
		wait = time.Duration(math.Ceil((1-b.left)/r.perSecond())) * time.Second
	} else {
		b.left--
	}
	r.buckets[key] = b
	return wait
}

// queue takes one out of a bucket that may go into debt, and says how long it
// takes until that one is there.
func (r *Rate) queue(key string) time.Duration {
	r.mu.Lock()
	defer r.mu.Unlock()
	b := r.filled(key)
	b.left--
	r.buckets[key] = b
	return time.Duration(max(0, -b.left/r.perSecond()) * float64(time.Second))
}

func (r *Rate) perSecond() float64 { return r.most / r.per.Seconds() }

// filled is a bucket as it is now.
func (r *Rate) filled(key string) bucket {
	now := r.now()
	b, known := r.buckets[key]
	if !known {
		makeRoom(r.buckets, func(b bucket) bool { return now.Sub(b.at) > r.per })
		b = bucket{r.most, now}
	}
	b.left = min(r.most, b.left+r.perSecond()*max(0, now.Sub(b.at).Seconds()))
	b.at = now
	return b
}
