package web

import (
	"net"
	"os"

	"golang.org/x/sys/unix"
)

// unheard is a filter that lets every packet through but the first one of a new
// connection. It sees packets from their TCP header on, whose byte 13 holds the
// flags SYN (2) and ACK (16).
var unheard = []unix.SockFilter{
	{Code: unix.BPF_LD | unix.BPF_B | unix.BPF_ABS, K: 13},
	{Code: unix.BPF_ALU | unix.BPF_AND | unix.BPF_K, K: 2 | 16},
	{Code: unix.BPF_JMP | unix.BPF_JEQ | unix.BPF_K, K: 2, Jf: 1},
	{Code: unix.BPF_RET | unix.BPF_K, K: 0},
	{Code: unix.BPF_RET | unix.BPF_K, K: 1<<32 - 1},
}

// deafen makes a listening socket hear nobody who knocks from now on. They try
// again a moment later and are then refused in order, since the socket is closed;
// without it somebody could be let in between the last look and the closing, and
// be cut off.
func deafen(ln *net.TCPListener) error {
	raw, err := ln.SyscallConn()
	if err != nil {
		return err
	}
	var attach error
	if err := raw.Control(func(fd uintptr) {
		attach = unix.SetsockoptSockFprog(int(fd), unix.SOL_SOCKET, unix.SO_ATTACH_FILTER, &unix.SockFprog{Len: uint16(len(unheard)), Filter: &unheard[0]})
	}); err != nil {
		return err
	}
	return attach
}

// takeWaiting returns a connection that the system has let in and nobody has
// taken yet; nil when there is none. It does not wait, which Accept with a
// deadline does: that can end although somebody stands at the door.
func takeWaiting(ln *net.TCPListener) net.Conn {
	raw, err := ln.SyscallConn()
	if err != nil {
		return nil
	}
	taken := -1
	err = raw.Control(func(fd uintptr) {
		if n, _, err := unix.Accept4(int(fd), unix.SOCK_NONBLOCK|unix.SOCK_CLOEXEC); err == nil {
			taken = n
		}
	})
	if err != nil || taken < 0 {
		return nil
	}
	f := os.NewFile(uintptr(taken), "tcp")
	defer func() { _ = f.Close() }() // FileConn has one of its own
	c, err := net.FileConn(f)
	if err != nil {
		return nil
	}
	return c
}
