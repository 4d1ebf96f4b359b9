package cli

import (
	"context"
	"errors"
	"time"

	"firstbell/db/local"
)

// errNoRoom says that going on would leave the desk without room to work in.
var errNoRoom = errors.New("there is not enough room on the disk")

// roomEvery is how often a backup looks whether there is still room.
const roomEvery = 100 * time.Millisecond

// roomy runs a part of a backup and cuts it off with errNoRoom as soon as the
// disk of DATA_DIR has less room than the desk wants in order to open. The desk
// itself stops there; a backup must not be what brings it to that, and
// PostgreSQL goes down when it cannot write at all.
func (k *keeper) roomy(ctx context.Context, do func(context.Context) error) error {
	if k.tight() {
		return errNoRoom
	}
	ctx, cut := context.WithCancelCause(ctx)
	defer cut(nil)
	go func() {
		tick := time.NewTicker(roomEvery)
		defer tick.Stop()
		for {
			select {
			case <-ctx.Done():
				return
			case <-tick.C:
			}
			if k.tight() {
				cut(errNoRoom)
				return
			}
		}
	}()
	err := do(ctx)
	if err != nil && errors.Is(context.Cause(ctx), errNoRoom) {
		return errNoRoom
	}
	return err
}

func (k *keeper) tight() bool {
	free, _, err := local.DiskSpace(k.c.DataDir)
	return err == nil && low(free, k.c.DiskMinBytes, true) // what cannot be measured stops nobody
}
