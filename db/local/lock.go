package local

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"time"
)

// lockPatience covers the moment in which a killed copy is not quite gone.
const lockPatience = 3 * time.Second

// takeLock makes us the only copy working in DATA_DIR. The kernel lets go of
// the lock when we die, however we die.
func takeLock(ctx context.Context, l layout) (*os.File, error) {
	f, err := l.open(l.lock(), os.O_RDWR|os.O_CREATE, 0o644)
	if err != nil {
		return nil, onDisk(l.dir, err)
	}
	var failed error
	got := until(ctx, 50*time.Millisecond, lockPatience, func() bool {
		failed = flock(f)
		return failed == nil || !errors.Is(failed, errLocked)
	})
	if got && failed == nil {
		// The pid is for people; a full disk must not stop us here.
		_ = f.Truncate(0)
		_, _ = fmt.Fprintf(f, "%d\n", os.Getpid())
		return f, nil
	}
	defer func() { _ = f.Close() }()
	if ctx.Err() != nil {
		return nil, ctx.Err()
	}
	if got {
		return nil, onDisk(l.dir, failed)
	}
	text, _ := io.ReadAll(io.LimitReader(f, 32))
	pid := strings.TrimSpace(string(text))
	if pid == "" {
		pid = "unknown"
	}
	return nil, setupError(failed, "Already running (pid %s) with data in %s. Stop it or set DATA_DIR.", pid, l.dir)
}
