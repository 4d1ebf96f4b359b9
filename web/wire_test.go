package web_test

import (
	"bytes"
	"errors"
	"net"
	"os"
	"regexp"
	"strconv"
	"time"
)

// How long to wait for a first byte, and after the last one whether another
// answer follows on a connection that stays open.
const (
	wirePatience = 15 * time.Second
	wireQuiet    = 300 * time.Millisecond
)

// slowSender sends more bytes after the first ones, one at a time.
type slowSender struct {
	Bytes   string
	DelayMs int
}

// wireAnswer is all that came back on one connection.
type wireAnswer struct {
	raw      []byte
	statuses []int // of every answer, without 100 Continue
	closed   bool  // the server closed the connection
	took     time.Duration
}

// status is that of the first answer, 0 without one.
func (a wireAnswer) status() int {
	if len(a.statuses) == 0 {
		return 0
	}
	return a.statuses[0]
}

// send opens a connection for one input, and collects what comes back until
// the server closes it or has nothing more to say.
func (c *corpus) send(in hostile) wireAnswer {
	start := time.Now()
	conn, err := net.Dial("tcp", c.addr)
	if err != nil {
		return wireAnswer{raw: []byte(err.Error())}
	}
	defer conn.Close()
	go write(conn, c.request(in), in.Slow) // an answer may come before all is sent
	a := collect(conn, start.Add(wirePatience))
	a.took = time.Since(start)
	return a
}

// write ends early when the server has closed the connection; that is for the
// reader to judge.
func write(conn net.Conn, request []byte, slow *slowSender) {
	if _, err := conn.Write(request); err != nil || slow == nil {
		return
	}
	for _, b := range []byte(slow.Bytes) {
		time.Sleep(time.Duration(slow.DelayMs) * time.Millisecond) // the slowness is the input
		if _, err := conn.Write([]byte{b}); err != nil {
			return
		}
	}
}

var statusLine = regexp.MustCompile(`HTTP/1\.[01] (\d{3}) `)

func collect(conn net.Conn, last time.Time) (a wireAnswer) {
	var raw bytes.Buffer
	deadline := last
	buf := make([]byte, 64<<10)
	for {
		_ = conn.SetReadDeadline(deadline)
		n, err := conn.Read(buf)
		raw.Write(buf[:n])
		if err != nil {
			a.closed = !errors.Is(err, os.ErrDeadlineExceeded)
			break
		}
		if deadline = time.Now().Add(wireQuiet); deadline.After(last) {
			deadline = last
		}
	}
	a.raw = raw.Bytes()
	for _, m := range statusLine.FindAllSubmatch(a.raw, -1) {
		if s, _ := strconv.Atoi(string(m[1])); s != 100 {
			a.statuses = append(a.statuses, s)
		}
	}
	return a
}
