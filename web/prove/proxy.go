package main

import (
	"context"
	"net"
	"net/url"
	"sync"
	"time"

	"firstbell/db/local"
	"firstbell/web/outside"
)

// proxy stands between one server and PostgreSQL.
type proxy struct {
	ln     net.Listener
	socket string
	cuts   *cutter

	mu    sync.Mutex
	links map[*link]struct{}
	dark  chan struct{} // while not nil nothing passes until it is closed
	wg    sync.WaitGroup
}

func startProxy(ctx context.Context, socket string, cuts *cutter) (*proxy, error) {
	var lc net.ListenConfig
	ln, err := lc.Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	p := &proxy{ln: ln, socket: socket, cuts: cuts, links: map[*link]struct{}{}}
	p.wg.Go(p.accept)
	return p, nil
}

// dsn is the database's address through the proxy.
func (p *proxy) dsn() string {
	u := url.URL{Scheme: "postgres", User: url.User(local.OwnerRole), Host: p.ln.Addr().String(),
		Path: "/" + local.Database, RawQuery: "sslmode=disable"}
	return u.String()
}

func (p *proxy) accept() {
	for {
		c, err := p.ln.Accept()
		if err != nil {
			return
		}
		p.wg.Go(func() { p.serve(c) })
	}
}

func (p *proxy) serve(client net.Conn) {
	p.pass()
	server, err := net.Dial("unix", p.socket)
	if err != nil {
		_ = client.Close()
		return
	}
	l := &link{proxy: p, client: client, server: server, over: make(chan struct{})}
	p.mu.Lock()
	p.links[l] = struct{}{}
	p.mu.Unlock()
	l.run()
	p.mu.Lock()
	delete(p.links, l)
	p.mu.Unlock()
}

// pass waits while the proxy is a black hole.
func (p *proxy) pass() {
	p.mu.Lock()
	dark := p.dark
	p.mu.Unlock()
	if dark != nil {
		<-dark
	}
}

// blackhole lets nothing through for a while, without closing anything.
func (p *proxy) blackhole(ctx context.Context, d time.Duration) {
	p.mu.Lock()
	if p.dark != nil {
		p.mu.Unlock()
		return
	}
	dark := make(chan struct{})
	p.dark = dark
	p.mu.Unlock()
	_ = outside.Rest(ctx, d)
	p.mu.Lock()
	p.dark = nil
	p.mu.Unlock()
	close(dark)
}

// reset breaks all connections at once.
func (p *proxy) reset() {
	p.mu.Lock()
	defer p.mu.Unlock()
	for l := range p.links {
		l.sever()
	}
}

func (p *proxy) stop() {
	_ = p.ln.Close()
	p.reset()
	p.wg.Wait()
}
