// Package outside is what the programs share that drive Firstbell from outside,
// bench, drill and prove. It knows nothing of the desk.
package outside

import (
	"context"
	"errors"
	"net"
	"time"
)

// FreePort returns a port of the loopback address at which nobody listens now.
func FreePort(ctx context.Context) (string, error) {
	var lc net.ListenConfig
	ln, err := lc.Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	_, port, err := net.SplitHostPort(ln.Addr().String())
	return port, errors.Join(err, ln.Close())
}

// Rest waits, or returns the reason why the run ends.
func Rest(ctx context.Context, long time.Duration) error {
	t := time.NewTimer(long)
	defer t.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-t.C:
		return nil
	}
}
