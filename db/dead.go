package db

import (
	"context"
	"database/sql/driver"
	"syscall"

	"github.com/uptrace/bun/driver/pgdriver"
)

// refuseDead keeps the pool from handing out a connection that PostgreSQL has
// closed meanwhile. Without it each pooled connection fails once after the
// database was restarted. It looks without waiting and sends nothing.
func refuseDead(_ context.Context, cn *pgdriver.Conn) error {
	sc, ok := cn.Conn().(syscall.Conn)
	if !ok {
		return nil // TLS hides the socket
	}
	raw, err := sc.SyscallConn()
	if err != nil {
		return driver.ErrBadConn
	}
	verdict := error(driver.ErrBadConn)
	err = raw.Read(func(fd uintptr) bool {
		var b [1]byte
		_, _, err := syscall.Recvfrom(int(fd), b[:], syscall.MSG_PEEK|syscall.MSG_DONTWAIT)
		// Nothing to read is what an idle, living connection looks like. An end
		// of file, or words nobody asked for, mean it is of no use any more.
		if err == syscall.EAGAIN || err == syscall.EWOULDBLOCK {
			verdict = nil
		}
		return true
	})
	if err != nil {
		return driver.ErrBadConn
	}
	return verdict
}
