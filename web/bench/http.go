package main

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"net"
	"slices"
	"strconv"
	"time"
)

// conn is a small keep-alive HTTP/1.1 client for answers that carry a
// Content-Length. net/http would take most of a processor that the server
// under test should have.
type conn struct {
	addr string
	c    net.Conn
	r    *bufio.Reader
	body []byte
}

const answerTime = 30 * time.Second

func (k *conn) close() {
	if k.c != nil {
		_ = k.c.Close() // nothing is left to send
		k.c = nil
	}
}

func (k *conn) dial() error {
	if k.c != nil {
		return nil
	}
	c, err := net.DialTimeout("tcp", k.addr, answerTime)
	if err != nil {
		return err
	}
	k.c = c
	if k.r == nil {
		k.r = bufio.NewReaderSize(c, 32<<10)
	}
	k.r.Reset(c)
	return nil
}

// do sends one whole request and returns the status and the body, which holds
// until the next call.
func (k *conn) do(req []byte) (int, []byte, error) {
	if err := k.dial(); err != nil {
		return 0, nil, err
	}
	if err := k.c.SetDeadline(time.Now().Add(answerTime)); err != nil {
		return 0, nil, err
	}
	status, closing, err := k.roundTrip(req)
	if err != nil || closing {
		k.close()
	}
	return status, k.body, err
}

func (k *conn) roundTrip(req []byte) (status int, closing bool, err error) {
	if _, err = k.c.Write(req); err != nil {
		return 0, true, err
	}
	line, err := k.r.ReadSlice('\n')
	if err != nil {
		return 0, true, err
	}
	if len(line) < 12 {
		return 0, true, errors.New("short status line")
	}
	if status, err = strconv.Atoi(string(line[9:12])); err != nil {
		return 0, true, err
	}
	length, closing, err := k.headers()
	if err != nil {
		return 0, true, err
	}
	k.body = slices.Grow(k.body[:0], length)[:length]
	_, err = io.ReadFull(k.r, k.body)
	return status, closing, err
}

// headers reads up to the body and returns its length.
func (k *conn) headers() (length int, closing bool, err error) {
	length = -1
	for {
		line, err := k.r.ReadSlice('\n')
		if err != nil {
			return 0, true, err
		}
		line = bytes.TrimRight(line, "\r\n")
		if len(line) == 0 {
			break
		}
		name, value, _ := bytes.Cut(line, []byte(":"))
		value = bytes.TrimSpace(value)
		if bytes.EqualFold(name, []byte("Content-Length")) {
			length, _ = strconv.Atoi(string(value))
		} else if bytes.EqualFold(name, []byte("Connection")) {
			closing = bytes.EqualFold(value, []byte("close"))
		}
	}
	if length < 0 {
		return 0, true, errors.New("answer without a Content-Length")
	}
	return length, closing, nil
}

// request returns the bytes of one request; token and body may be empty.
func request(method, path, token, body string) []byte {
	b := fmt.Appendf(nil, "%s %s HTTP/1.1\r\nHost: localhost\r\n", method, path)
	if token != "" {
		b = fmt.Appendf(b, "Authorization: Bearer %s\r\n", token)
	}
	if body != "" {
		b = append(b, "Content-Type: application/json\r\n"...)
	}
	if method != "GET" {
		b = fmt.Appendf(b, "Content-Length: %d\r\n", len(body))
	}
	return append(append(b, "\r\n"...), body...)
}
