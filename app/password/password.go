// Package password turns passwords into hashes and compares them. It knows
// nothing of users, rules or storage; it knows how much work a hash is and does
// not let that work crowd out everything else.
package password

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"time"
)

// ErrBusy says that so many passwords are being hashed already that this one
// was not begun, or that its time ran out while it waited. Trying again later
// may work. When the time ran out the context's error is in the chain too.
var ErrBusy = errors.New("too many passwords are being checked")

// ErrUnknownHash says that a stored hash is of no kind this package reads, or
// asks for more work than it is ready to do.
var ErrUnknownHash = errors.New("unknown password hash")

// queueLength is how many callers may wait. A hash takes about a seventh of a
// second, so the last of them waits about as long as a person does.
const queueLength = 64

// Hasher hashes and verifies passwords, only so many at a time.
type Hasher struct {
	slots   chan struct{} // one for each hash being computed
	tickets chan struct{} // one for each hash being computed or waited for
	rests   bool
}

// New returns a Hasher that computes at most parallel hashes at a time, each
// with 19 MiB of memory. With less than 1 it takes one fewer than there are
// processors, so that signing in never stops the rest.
func New(parallel int) *Hasher {
	if parallel < 1 {
		parallel = max(1, runtime.GOMAXPROCS(0)-1)
	}
	return &Hasher{
		slots:   make(chan struct{}, parallel),
		tickets: make(chan struct{}, parallel+queueLength),
	}
}

// longestRest is twice what a hash takes on a slow machine that has nothing else to
// do. On one that has, resting as long as a hash took would only add to the wait.
const longestRest = 100 * time.Millisecond

// Unhurried lets the hasher begin the next hash only when it has rested for as
// long as the one before took: however many people sign in, half of the time of
// its processors is left to everything else. It returns the hasher.
func (h *Hasher) Unhurried() *Hasher {
	h.rests = true
	return h
}

// Hash returns the argon2id hash of a password as a PHC string with a salt of
// its own. It fails with ErrBusy only.
func (h *Hasher) Hash(ctx context.Context, password string) (string, error) {
	var hash string
	err := h.work(ctx, func() error {
		hash = newArgon().hash(password)
		return nil
	})
	return hash, err
}

// Verify tells whether password is the one that hash was made of. Upgrade says
// that it is, and that the hash is of an older kind: store a new one while the
// password is known. The errors are ErrBusy and ErrUnknownHash.
//
// It reads argon2id and bcrypt. Of a long password bcrypt sees the first 72
// bytes only, and so did the service that made those hashes; upgrade then ends
// that.
func (h *Hasher) Verify(ctx context.Context, hash, password string) (ok, upgrade bool, err error) {
	v, err := parse(hash)
	if err != nil {
		return false, false, err
	}
	err = h.work(ctx, func() error {
		ok, err = v.verify(password)
		return err
	})
	return ok, ok && v.old(), err
}

// Equalize does the work of one Verify of a current hash and throws it away.
// Call it when there is no hash to verify, so that the time of the answer does
// not tell which accounts exist; and answer its ErrBusy as you would Verify's.
func (h *Hasher) Equalize(ctx context.Context) error {
	return h.work(ctx, func() error {
		_, err := newArgon().verify("")
		return err
	})
}

// work runs f when a slot is free.
func (h *Hasher) work(ctx context.Context, f func() error) error {
	select {
	case h.tickets <- struct{}{}:
		defer func() { <-h.tickets }()
	default:
		return ErrBusy
	}
	select {
	case h.slots <- struct{}{}:
		defer h.leave(time.Now())
	case <-ctx.Done():
		return fmt.Errorf("%w: %w", ErrBusy, ctx.Err())
	}
	if err := ctx.Err(); err != nil { // select picks either when both are ready
		return fmt.Errorf("%w: %w", ErrBusy, err)
	}
	return f()
}

// leave gives back a slot that was taken at a time.
func (h *Hasher) leave(taken time.Time) {
	if !h.rests {
		<-h.slots
		return
	}
	time.AfterFunc(min(time.Since(taken), longestRest), func() { <-h.slots })
}
