package local

import (
	"context"
	"time"
)

// until asks ok at once and then again every interval, and tells whether it
// said yes before the limit passed or ctx ended.
func until(ctx context.Context, every, limit time.Duration, ok func() bool) bool {
	if ok() {
		return true
	}
	tick := time.NewTicker(every)
	defer tick.Stop()
	end := time.NewTimer(limit)
	defer end.Stop()
	for {
		select {
		case <-ctx.Done():
			return false
		case <-end.C:
			return ok()
		case <-tick.C:
			if ok() {
				return true
			}
		}
	}
}

// pause waits for d and tells whether nothing ended the wait early.
func pause(ctx context.Context, d time.Duration) bool {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return true
	case <-ctx.Done():
		return false
	}
}
