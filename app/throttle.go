package app

import (
	"fmt"
	"sync"
	"time"
)

// After this many wrong passwords for one address from one place within the
// window, further tries wait.
const (
	throttleTries  = 5
	throttleWindow = time.Minute
	throttleWait   = 30 * time.Second
	throttleKept   = 10_000 // entries; beyond it the memory starts afresh
)

// Throttle slows down guessing of passwords. It counts wrong tries by address
// and place together, so that nobody can lock the owner out from elsewhere.
// The nil Throttle lets everything pass.
type Throttle struct {
	mu    sync.Mutex
	now   func() time.Time
	wrong map[string]*tries
}

type tries struct {
	n     int
	since time.Time
	until time.Time
}

// NewThrottle returns a throttle that reads the time from now.
func NewThrottle(now func() time.Time) *Throttle {
	return &Throttle{now: now, wrong: map[string]*tries{}}
}

// Allow returns a TooMany refusal while the pair has to wait, else nil.
func (t *Throttle) Allow(email, from string) error {
	if t == nil {
		return nil
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	e := t.wrong[email+"|"+from]
	if e == nil || !t.now().Before(e.until) {
		return nil
	}
	wait := e.until.Sub(t.now()).Round(time.Second)
	return &Error{Kind: TooMany, Code: "throttle", Title: "Too many tries", RetryAfter: wait,
		Message: fmt.Sprintf("Too many tries. Wait %d seconds, then try again", int(wait.Seconds()))}
}

// Failed counts a wrong password.
func (t *Throttle) Failed(email, from string) {
	if t == nil {
		return
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	key := email + "|" + from
	e := t.wrong[key]
	if e == nil || t.now().Sub(e.since) > throttleWindow {
		if len(t.wrong) >= throttleKept {
			t.wrong = map[string]*tries{}
		}
		e = &tries{since: t.now()}
		t.wrong[key] = e
	}
	if e.n++; e.n >= throttleTries {
		e.n, e.until = 0, t.now().Add(throttleWait)
	}
}

// Succeeded forgets the wrong tries of the pair.
func (t *Throttle) Succeeded(email, from string) {
	if t == nil {
		return
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	delete(t.wrong, email+"|"+from)
}
