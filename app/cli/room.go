package cli

import (
	"context"
	"errors"
	"sync"
	"time"

	"firstbell/db/local"
)

// errNoRoom says that going on would leave the desk without room to work in.
var errNoRoom = errors.New("the disk of DATA_DIR has too little room for it beside what DISK_MIN keeps free: free some space")

// roomEvery is how often a backup looks whether there is still room, and
// roomSpare what may be written between two looks and until it has stopped.
const (
	roomEvery = 100 * time.Millisecond
	roomSpare = 64 << 20
)

// roomy runs a part of a backup and cuts it off with errNoRoom before the disk of
// DATA_DIR has less room than DISK_MIN. There the desk takes nothing new: a backup
// must not be what brings it to that.
func (k *keeper) roomy(ctx context.Context, do func(context.Context) error) error {
	if k.tight() {
		return errNoRoom
	}
	ctx, cut := context.WithCancelCause(ctx)
	var looking sync.WaitGroup
	defer looking.Wait()
	defer cut(nil)
	looking.Go(func() {
		every(ctx, roomEvery, func() {
			if k.tight() {
				cut(errNoRoom)
			}
		})
	})
	err := do(ctx)
	if err != nil && errors.Is(context.Cause(ctx), errNoRoom) {
		return errNoRoom
	}
	return err
}

func (k *keeper) tight() bool {
	if k.c.DiskMinBytes == 0 {
		return false
	}
	free, _, err := local.DiskSpace(k.c.DataDir)
	return err == nil && free < k.c.DiskMinBytes+roomSpare // what cannot be measured stops nobody
}
