package cli

import (
	"context"
	"time"
)

// every calls do each time that d has passed, until ctx ends: never twice at a
// time, and not for what was missed while do took longer.
func every(ctx context.Context, d time.Duration, do func()) {
	tick := time.NewTicker(d)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
			do()
		}
	}
}
