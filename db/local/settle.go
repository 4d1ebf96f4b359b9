package local

import (
	"context"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// Patience with a server that was asked to stop, step by step.
const (
	fastPatience      = 20 * time.Second // SIGINT: finish what is written, then go
	immediatePatience = 5 * time.Second  // SIGQUIT: drop everything, recover later
	killPatience      = 5 * time.Second  // SIGKILL
)

// settle ends what an earlier run left behind: servers whose parent was
// killed, pid files that name the dead or strangers, and the socket with its
// own lock file. It is called only while we hold the lock, so whoever still
// works in the data directory is an orphan.
func (s *Server) settle(ctx context.Context) error {
	buryChildren()
	if err := s.endOrphans(ctx); err != nil {
		return err
	}
	// With no server alive these can only mislead: PostgreSQL believes a pid
	// file whose number another process of the same user has by now.
	if err := os.Remove(filepath.Join(s.plan.DataDir, "postmaster.pid")); err != nil && !os.IsNotExist(err) {
		return err
	}
	if err := s.prepareSocketDir(); err != nil {
		return err
	}
	for _, name := range []string{socketName, socketName + ".lock"} {
		if err := os.Remove(filepath.Join(s.layout.socketDir(), name)); err != nil && !os.IsNotExist(err) {
			return err
		}
	}
	return nil
}

func (s *Server) endOrphans(ctx context.Context) error {
	if len(serversIn(s.plan.DataDir)) == 0 {
		return nil
	}
	s.opts.Log.Warn("ending database processes that outlived their parent", "data", s.plan.DataDir)
	for _, step := range []struct {
		sig      syscall.Signal
		patience time.Duration
	}{{syscall.SIGINT, fastPatience}, {syscall.SIGQUIT, immediatePatience}, {syscall.SIGKILL, killPatience}} {
		for _, pid := range s.toSignal(step.sig) {
			kill(pid, step.sig)
		}
		if until(ctx, 20*time.Millisecond, step.patience, s.empty) {
			return nil
		}
		if ctx.Err() != nil {
			return ctx.Err()
		}
	}
	return setupError(nil, "A database server of an earlier run still works in %s and cannot be stopped; restart the machine.", s.plan.DataDir)
}

func (s *Server) empty() bool { return len(serversIn(s.plan.DataDir)) == 0 }

// toSignal is the postmaster when it is alive, because its children follow it
// in good order; otherwise, or to kill, everybody.
func (s *Server) toSignal(sig syscall.Signal) []int {
	live := serversIn(s.plan.DataDir)
	if sig == syscall.SIGKILL {
		return live
	}
	text, _ := os.ReadFile(filepath.Join(s.plan.DataDir, "postmaster.pid"))
	first, _, _ := strings.Cut(string(text), "\n")
	if pid, err := strconv.Atoi(strings.TrimSpace(first)); err == nil {
		for _, p := range live {
			if p == pid {
				return []int{pid}
			}
		}
	}
	return live
}
