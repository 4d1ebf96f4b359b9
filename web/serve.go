package web

import (
	"context"
	"errors"
	"net"
	"sync"
	"sync/atomic"
	"time"
)

// Serve answers requests from ln until Shutdown.
func (s *Server) Serve(ln net.Listener) error {
	s.door.Store(&ln)
	return s.fiber.Listener(ln)
}

// Shutdown ends the server without cutting a request off. Nobody is let in any
// more, streams are told when to come back and end, and every answer says that
// its connection closes. Connections that are kept open get that answer to their
// next request; those that are still silent after Config.LastCall are closed.
// What is under way is waited for until ctx ends.
func (s *Server) Shutdown(ctx context.Context) error {
	s.desk.Gate.SetStopping()
	s.stop()
	if ln := s.door.Load(); ln != nil {
		_ = (*ln).Close()
	}
	s.lastCall(ctx)
	if err := s.fiber.ShutdownWithContext(ctx); !errors.Is(err, net.ErrClosed) { // the door, which we have closed
		return err
	}
	return nil
}

// lastCall waits until no connection is left, for Config.LastCall at the most.
func (s *Server) lastCall(ctx context.Context) {
	ctx, cancel := context.WithTimeout(ctx, s.cfg.LastCall)
	defer cancel()
	tick := time.NewTicker(10 * time.Millisecond)
	defer tick.Stop()
	for s.fiber.Server().GetOpenConnectionsCount() >= 0 { // it takes one away for a door that is open
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}

// acceptGrace is how long a closing listener goes on taking connections that the
// system has let in already; it would reset them otherwise.
const acceptGrace = 20 * time.Millisecond

// closePatience is how long a busy machine may take for that.
const closePatience = 2 * time.Second

// Gently returns a listener that, when it is closed, first takes what is waiting
// at the door. ln is a listener of plain TCP, without multipath; another kind is
// closed as it is.
func Gently(ln net.Listener) net.Listener {
	tcp, ok := ln.(*net.TCPListener)
	if !ok {
		return ln
	}
	return &gentle{TCPListener: tcp, ended: make(chan struct{})}
}

type gentle struct {
	*net.TCPListener
	accepting atomic.Bool
	last      sync.Once
	ended     chan struct{} // closed when Accept has seen the last one
	closing   sync.Once
}

// Accept returns the next connection; net.ErrClosed after the last.
func (g *gentle) Accept() (net.Conn, error) {
	g.accepting.Store(true)
	c, err := g.TCPListener.Accept()
	if e, ok := err.(net.Error); ok && e.Timeout() { //nolint:errorlint // as the package net returns it
		if c := takeWaiting(g.TCPListener); c != nil {
			return c, nil
		}
		g.last.Do(func() { close(g.ended) })
		return nil, net.ErrClosed
	}
	return c, err
}

// Close lets nobody in any more, lets Accept take who waits, and ends.
func (g *gentle) Close() (err error) {
	g.closing.Do(func() { err = g.close() })
	return err
}

func (g *gentle) close() error {
	_ = deafen(g.TCPListener) // without it a few may be cut off, no more
	if g.SetDeadline(time.Now().Add(acceptGrace)) == nil && g.accepting.Load() {
		select {
		case <-g.ended:
		case <-time.After(closePatience): // it ended for another reason
		}
	}
	return g.TCPListener.Close()
}
