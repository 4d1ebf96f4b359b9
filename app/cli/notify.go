package cli

import (
	"context"
	"log/slog"
	"net"
	"strconv"
	"time"
)

// notifier tells systemd how the program is, as sd_notify(3) has it: lines on a
// datagram socket. Without one it tells nobody.
type notifier struct {
	socket string
	every  time.Duration // how often systemd wants to hear that we are alive; 0: it does not ask
	log    *slog.Logger
}

// newNotifier reads what systemd has put into the environment.
func newNotifier(getenv func(string) string, log *slog.Logger) notifier {
	n := notifier{socket: getenv("NOTIFY_SOCKET"), log: log}
	if usec, err := strconv.ParseInt(getenv("WATCHDOG_USEC"), 10, 64); err == nil && n.socket != "" {
		n.every = time.Duration(usec) * time.Microsecond / 2
	}
	return n
}

// say sends one state, such as READY=1. A message that cannot be sent is worth a
// line in the log: systemd will act on the silence.
func (n notifier) say(state string) {
	if n.socket == "" {
		return
	}
	conn, err := net.DialUnix("unixgram", nil, &net.UnixAddr{Name: n.socket, Net: "unixgram"})
	if err == nil {
		_, err = conn.Write([]byte(state))
		_ = conn.Close()
	}
	if err != nil {
		n.log.Warn("systemd cannot be told how the desk is", "error", err.Error())
	}
}

// watchdog says that the program is alive for as long as alive finds it so,
// until ctx ends. A desk that hangs falls silent, and systemd restarts it.
func (n notifier) watchdog(ctx context.Context, alive func(context.Context) error) {
	if n.every <= 0 {
		return
	}
	look := func() {
		within, cancel := context.WithTimeout(ctx, n.every)
		err := alive(within)
		cancel()
		switch {
		case err == nil:
			n.say("WATCHDOG=1")
		case ctx.Err() == nil:
			n.log.Error("the desk does not answer itself", "error", err.Error())
		}
	}
	look()
	every(ctx, n.every, look)
}
