package main

import (
	"bufio"
	"encoding/binary"
	"errors"
	"io"
)

// message is one message of PostgreSQL's protocol, whole. The first one a
// client sends has no kind.
type message struct {
	kind byte
	raw  []byte // as it came, with kind and length
}

// largest is more than any statement of the program; longer ones are a fault
// of the proxy.
const largest = 64 << 20

var errTooLong = errors.New("a PostgreSQL message longer than any can be")

// readMessage reads one message; first is the client's very first.
func readMessage(r *bufio.Reader, first bool) (message, error) {
	head := 5
	if first {
		head = 4
	}
	raw := make([]byte, head)
	if _, err := io.ReadFull(r, raw); err != nil {
		return message{}, err
	}
	length := int(binary.BigEndian.Uint32(raw[head-4:])) - 4
	if length < 0 || length > largest {
		return message{}, errTooLong
	}
	m := message{raw: append(raw, make([]byte, length)...)}
	if !first {
		m.kind = raw[0]
	}
	_, err := io.ReadFull(r, m.raw[head:])
	return m, err
}

// body is what the message says, without kind and length.
func (m message) body() []byte {
	if m.kind == 0 {
		return m.raw[4:]
	}
	return m.raw[5:]
}

// ready is how the server ends its answer to a statement; done is how it says
// that the statement was carried out.
func (m message) ready() bool { return m.kind == 'Z' }
func (m message) done() bool  { return m.kind == 'C' }
