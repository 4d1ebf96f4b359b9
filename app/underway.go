package app

import (
	"context"
	"sync"
	"time"
)

// inProgressAfter is how long a repeat waits for the first request of its key.
const inProgressAfter = 2 * time.Second

// underway are the ops of clients that this process is just doing. A repeat that
// comes before the first is answered waits here, and not in the database, where
// it would hold up those with whom it shares a transaction. The zero underway is
// empty; any number may use it at a time.
type underway struct {
	mu  sync.Mutex
	ops map[string]chan struct{} // closed at the end
}

// enter waits until nobody does the op and returns what the caller has to call
// at the end; ErrInProgress when that takes too long.
func (u *underway) enter(ctx context.Context, id string) (leave func(), err error) {
	late := time.NewTimer(inProgressAfter)
	defer late.Stop()
	for {
		first := u.begin(id)
		if first == nil {
			return func() { u.end(id) }, nil
		}
		select {
		case <-first:
		case <-late.C:
			return nil, ErrInProgress
		case <-ctx.Done():
			return nil, ErrInProgress
		}
	}
}

// begin notes that the caller does the op, or returns what tells when whoever
// does it has ended.
func (u *underway) begin(id string) <-chan struct{} {
	u.mu.Lock()
	defer u.mu.Unlock()
	if first, busy := u.ops[id]; busy {
		return first
	}
	if u.ops == nil {
		u.ops = map[string]chan struct{}{}
	}
	u.ops[id] = make(chan struct{})
	return nil
}

func (u *underway) end(id string) {
	u.mu.Lock()
	defer u.mu.Unlock()
	close(u.ops[id])
	delete(u.ops, id)
}
