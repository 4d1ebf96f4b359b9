package local

import (
	"context"
	"math/rand/v2"
	"syscall"
	"time"
)

// Backoff between restarts: it doubles from the first delay to the longest,
// and a server that lived through the crash window starts from the beginning.
const (
	firstDelay   = 100 * time.Millisecond
	longestDelay = 10 * time.Second
	crashWindow  = time.Minute
)

// supervise keeps one postmaster running until Stop. It never gives up: while
// the program serves, a database that comes back late is better than none.
func (s *Server) supervise(p *process) {
	defer close(s.stopped)
	defer s.release()
	house := time.NewTicker(s.opts.limits.round)
	defer house.Stop()
	delay := firstDelay
	for {
		select {
		case <-s.stopping.Done():
			s.shutDown(p)
			return
		case <-house.C:
			s.keepHouse()
			s.lookAfter(p)
			continue
		case <-p.exited:
		}
		if time.Since(p.started) > crashWindow {
			delay = firstDelay
		}
		if p, delay = s.revive(delay); p == nil {
			// Backends of a dead postmaster go by themselves, a moment later.
			until(context.Background(), 10*time.Millisecond, immediatePatience, s.empty)
			s.phase(PhaseStopped, "The database has stopped.")
			return
		}
	}
}

// lookAfter helps a server that lives and yet serves nobody: one that lost its
// socket is restarted, and one that cannot recover from a crash of its own
// because the disk is full gets the reserve.
func (s *Server) lookAfter(p *process) {
	if !s.hasSocket() {
		s.opts.Log.Error("the database's socket is gone; restarting the server", "socket", s.layout.socketDir())
		p.signal(syscall.SIGINT)
		return
	}
	if s.tight() && s.ping(s.stopping) != nil {
		s.dropBallast()
	}
}

// revive starts a new postmaster, again and again if need be. It returns nil
// when Stop was called meanwhile.
func (s *Server) revive(delay time.Duration) (*process, time.Duration) {
	s.note(func(st *Status) { st.PID = 0; st.Restarts++ })
	s.phase(PhaseRestarting, "The database stopped unexpectedly and is being restarted.")
	for {
		s.opts.Log.Error("database server gone, restarting", "after", delay, "last", lastLines(logSince(s.logFile, s.logSize()-4096), 1))
		if !pause(s.stopping, delay+rand.N(delay/4)) {
			return nil, delay
		}
		delay = min(2*delay, longestDelay)
		p, err := s.bringUp(s.stopping)
		if err == nil {
			s.phase(PhaseReady, "The database is ready again.")
			return p, delay
		}
		if s.stopping.Err() != nil {
			return nil, delay
		}
		s.opts.Log.Error("database server did not come up", "err", err)
	}
}

func (s *Server) shutDown(p *process) {
	s.phase(PhaseStopping, "Stopping the database.")
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	go func() {
		select {
		case <-s.hurry:
			cancel()
		case <-ctx.Done():
		}
	}()
	s.end(ctx, p)
	s.phase(PhaseStopped, "The database has stopped.")
}
