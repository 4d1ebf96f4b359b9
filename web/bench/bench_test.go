package main

import (
	"bufio"
	"net"
	"strings"
	"testing"
	"time"
)

func TestAnswersAreReadWholeAndOneAfterTheOther(t *testing.T) {
	t.Parallel()
	ours, theirs := net.Pipe()
	go func() {
		buf := make([]byte, 1024)
		for _, answer := range []string{"HTTP/1.1 409 Conflict\r\ncontent-length: 3\r\n\r\nabc", "HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"} {
			_, _ = theirs.Read(buf)
			_, _ = theirs.Write([]byte(answer))
		}
	}()
	k := &conn{c: ours, r: bufio.NewReader(ours)}
	if status, body, err := k.do(request("GET", "/", "", "")); status != 409 || string(body) != "abc" || err != nil {
		t.Errorf("first answer: %d %q %v", status, body, err)
	}
	if status, body, err := k.do(request("GET", "/", "", "")); status != 200 || len(body) != 0 || err != nil {
		t.Errorf("second answer: %d %q %v", status, body, err)
	}
	if k.c != nil {
		t.Error("the connection is still in use after Connection: close")
	}
}

func TestNumbersAreFoundInAnswers(t *testing.T) {
	t.Parallel()
	body := []byte(`{"data":{"id":12,"claimedBy":null,"total":7}}`)
	for key, want := range map[string]int64{"id": 12, "total": 7, "claimedBy": -1, "missing": -1} {
		if got := numberOf(body, key); got != want {
			t.Errorf("numberOf(%s) = %d, want %d", key, got, want)
		}
	}
}

func TestTheMedianRoundCounts(t *testing.T) {
	t.Parallel()
	round := func(ms time.Duration) result {
		return result{took: []time.Duration{time.Millisecond, ms * time.Millisecond}, long: time.Second}
	}
	if got := rated("x", []result{round(9), round(2), round(5)}).worst; got != 5 {
		t.Errorf("slowest answer of the median round is %v ms, want 5", got)
	}
}

func TestABrokenRuleIsKeptWithItsFirstExample(t *testing.T) {
	t.Parallel()
	r := newRules()
	r.equal("one lead, one 200", 1, 1)
	if r.broken() {
		t.Error("a kept rule counts as broken")
	}
	r.equal("one lead, one 200", 2, 1)
	r.equal("one lead, one 200", 3, 1)
	var out strings.Builder
	r.print(&out)
	if want := "BROKEN 2 times: one lead, one 200, such as: 2, not 1\n"; out.String() != want {
		t.Errorf("printed %q, want %q", out.String(), want)
	}
}
