//go:build linux

package web

import (
	"errors"
	"net"
	"testing"
	"time"
)

// Who stands at the door when it closes is let in; who comes then is refused.
func TestAClosingDoorLetsInWhoStandsThere(t *testing.T) {
	t.Parallel()
	var lc net.ListenConfig
	lc.SetMultipathTCP(false)
	tcp, err := lc.Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ln := Gently(tcp)
	dial := func(patience time.Duration) error {
		c, err := net.DialTimeout("tcp", tcp.Addr().String(), patience)
		if err == nil {
			t.Cleanup(func() { _ = c.Close() })
		}
		return err
	}
	for range 20 {
		if err := dial(time.Second); err != nil {
			t.Fatal(err)
		}
	}
	if err := deafen(tcp.(*net.TCPListener)); err != nil {
		t.Fatal(err)
	}
	if err := dial(300 * time.Millisecond); err == nil {
		t.Error("somebody is heard by a deaf door")
	}
	in := make(chan int)
	first := make(chan struct{})
	go func() {
		n := 0
		for ; ; n++ {
			c, err := ln.Accept()
			if err != nil {
				if !errors.Is(err, net.ErrClosed) {
					t.Error(err)
				}
				break
			}
			if n == 0 {
				close(first)
			}
			t.Cleanup(func() { _ = c.Close() })
		}
		in <- n
	}()
	<-first
	if err := errors.Join(ln.Close(), ln.Close()); err != nil {
		t.Error(err)
	}
	if n := <-in; n != 20 {
		t.Errorf("of 20 who stood there %d were let in", n)
	}
	if err := dial(5 * time.Second); err == nil {
		t.Error("somebody is let in through a closed door")
	}
}
