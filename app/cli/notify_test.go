package cli

import (
	"context"
	"errors"
	"log/slog"
	"net"
	"path/filepath"
	"sync/atomic"
	"testing"
	"time"
)

// systemd is the socket on which a service tells how it is.
func systemd(t *testing.T) (socket string, said func() string) {
	t.Helper()
	socket = filepath.Join(t.TempDir(), "notify")
	conn, err := net.ListenUnixgram("unixgram", &net.UnixAddr{Name: socket, Net: "unixgram"})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close() })
	return socket, func() string {
		text := make([]byte, 100)
		_ = conn.SetReadDeadline(time.Now().Add(500 * time.Millisecond))
		n, err := conn.Read(text)
		if err != nil {
			return "" // silence
		}
		return string(text[:n])
	}
}

// A desk that no longer answers itself falls silent, and speaks again when it
// does.
func TestTheWatchdogIsFedOnlyWhileTheDeskAnswers(t *testing.T) {
	t.Parallel()
	socket, said := systemd(t)
	env := map[string]string{"NOTIFY_SOCKET": socket, "WATCHDOG_USEC": "20000"}
	n := newNotifier(func(name string) string { return env[name] }, slog.New(slog.DiscardHandler))
	n.say("READY=1")
	if got := said(); got != "READY=1" {
		t.Fatalf("at first %q", got)
	}
	var hangs atomic.Bool
	alive := func(ctx context.Context) error {
		if hangs.Load() {
			<-ctx.Done()
			return errors.New("no answer")
		}
		return nil
	}
	ctx, stop := context.WithCancel(t.Context())
	done := make(chan struct{})
	go func() { n.watchdog(ctx, alive); close(done) }()
	for range 3 {
		if got := said(); got != "WATCHDOG=1" {
			t.Fatalf("alive: %q", got)
		}
	}
	hangs.Store(true)
	for said() != "" { // what was on its way
	}
	if got := said(); got != "" {
		t.Errorf("hanging: %q", got)
	}
	hangs.Store(false)
	if got := said(); got != "WATCHDOG=1" {
		t.Errorf("alive again: %q", got)
	}
	stop()
	<-done
}

func TestWithoutSystemdNobodyIsTold(t *testing.T) {
	t.Parallel()
	n := newNotifier(func(string) string { return "" }, slog.New(slog.DiscardHandler))
	n.say("READY=1")
	n.watchdog(t.Context(), func(context.Context) error { t.Error("asked for nobody"); return nil })
}
