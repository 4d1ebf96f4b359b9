package web

import (
	"context"
	"net"
	"sync"
	"sync/atomic"
	"time"
)

// Serve answers requests from ln until Shutdown.
func (s *Server) Serve(ln net.Listener) error { return s.fiber.Listener(ln) }

// Shutdown ends the server without cutting a request off. Streams are told when
// to come back and end; until Config.LastCall has passed, whoever asks is still
// answered and told that the connection closes, so that nobody sends a request
// into a connection that is just going. Then no connection is taken any more,
// and what is under way is waited for until ctx ends.
func (s *Server) Shutdown(ctx context.Context) error {
	s.desk.Gate.SetStopping()
	s.stop()
	select {
	case <-time.After(s.cfg.LastCall):
	case <-ctx.Done():
	}
	return s.fiber.ShutdownWithContext(ctx)
}

// acceptGrace is how long a closing listener goes on taking connections that the
// system has let in already; it would reset them otherwise.
const acceptGrace = 20 * time.Millisecond

// closePatience is how long a busy machine may take for that.
const closePatience = 2 * time.Second

// Gently returns a listener that, when it is closed, first takes what is waiting
// at the door. ln is a TCP listener; another kind is closed as it is.
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
	once      sync.Once
	ended     chan struct{} // closed when Accept has seen the last one
}

// Accept returns the next connection; net.ErrClosed after the last.
func (g *gentle) Accept() (net.Conn, error) {
	g.accepting.Store(true)
	c, err := g.TCPListener.Accept()
	if e, ok := err.(net.Error); ok && e.Timeout() { //nolint:errorlint // as the package net returns it
		if c := takeWaiting(g.TCPListener); c != nil {
			return c, nil
		}
		g.once.Do(func() { close(g.ended) })
		return nil, net.ErrClosed
	}
	return c, err
}

// Close lets nobody in any more, lets Accept take who waits, and ends.
func (g *gentle) Close() error {
	_ = deafen(g.TCPListener) // without it a few may be cut off, no more
	if g.SetDeadline(time.Now().Add(acceptGrace)) == nil && g.accepting.Load() {
		select {
		case <-g.ended:
		case <-time.After(closePatience): // it ended for another reason
		}
	}
	return g.TCPListener.Close()
}
