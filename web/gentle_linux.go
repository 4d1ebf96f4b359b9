package web

import (
	"net"

	"golang.org/x/sys/unix"
)

// deafen makes a listening socket hear nothing more. Whoever knocks now tries
// again a moment later and is then refused in order, since the socket is closed;
// without it somebody could be let in between the last look and the closing, and
// be cut off.
func deafen(ln *net.TCPListener) error {
	raw, err := ln.SyscallConn()
	if err != nil {
		return err
	}
	drop := unix.SockFilter{Code: unix.BPF_RET | unix.BPF_K} // let through 0 bytes of every packet
	var attach error
	if err := raw.Control(func(fd uintptr) {
		attach = unix.SetsockoptSockFprog(int(fd), unix.SOL_SOCKET, unix.SO_ATTACH_FILTER, &unix.SockFprog{Len: 1, Filter: &drop})
	}); err != nil {
		return err
	}
	return attach
}
