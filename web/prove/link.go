package main

import (
	"bufio"
	"net"
	"sync"
	"sync/atomic"
	"time"
)

// silence is how long a connection stays open after it fell silent: longer
// than PostgreSQL lets an open transaction idle (db/db.go).
const silence = 4 * time.Second

// link is one connection through the proxy.
type link struct {
	proxy          *proxy
	client, server net.Conn
	once           sync.Once
	over           chan struct{}
	hold           atomic.Value // of cut: set when the next answer is to be kept back
}

// run passes messages on until either side ends.
func (l *link) run() {
	var wg sync.WaitGroup
	wg.Go(l.up)
	wg.Go(l.down)
	wg.Wait()
}

// sever ends both sides, the client's with a reset.
func (l *link) sever() {
	l.once.Do(func() {
		close(l.over)
		if tcp, ok := l.client.(*net.TCPConn); ok {
			_ = tcp.SetLinger(0)
		}
		_, _ = l.client.Close(), l.server.Close()
	})
}

// up passes on what the client says, except for a COMMIT that is to be cut.
func (l *link) up() {
	defer l.sever()
	r, talk := bufio.NewReader(l.client), conversation{}
	for first := true; ; first = false {
		m, err := readMessage(r, first)
		if err != nil {
			return
		}
		l.proxy.pass()
		if w, decides := talk.hear(m); decides {
			k := l.proxy.cuts.next(w)
			if k.after() {
				l.hold.Store(k)
			} else if k != whole {
				l.proxy.cuts.did(k)
				l.end(k)
				return
			}
		}
		if _, err := l.server.Write(m.raw); err != nil {
			return
		}
	}
}

// down passes on what the server says, except for the answer to a COMMIT whose
// connection is to break before the answer arrives.
func (l *link) down() {
	defer l.sever()
	r, w := bufio.NewReader(l.server), bufio.NewWriter(l.client)
	ran := false
	for {
		m, err := readMessage(r, false)
		if err != nil {
			return
		}
		if k, ok := l.hold.Load().(cut); ok {
			ran = ran || m.done()
			if m.ready() {
				if ran {
					l.proxy.cuts.did(k)
				}
				l.end(k)
				return
			}
			continue
		}
		l.proxy.pass()
		if _, err := w.Write(m.raw); err != nil {
			return
		}
		if r.Buffered() == 0 && w.Flush() != nil {
			return
		}
	}
}

// end breaks the connection, or says nothing more until it is broken.
func (l *link) end(k cut) {
	if !k.silent() {
		return
	}
	t := time.NewTimer(silence)
	defer t.Stop()
	select {
	case <-l.over:
	case <-t.C:
	}
}
