package web_test

import (
	"bufio"
	"encoding/json"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"firstbell/db/dbtest"
)

// program is the built program on a database of its own, with all it writes.
type program struct {
	addr string
	said *lockedBuffer
}

// startProgram builds and starts the real thing, at its most talkative.
func startProgram(t *testing.T, env ...string) program {
	t.Helper()
	file := filepath.Join(t.TempDir(), "firstbell")
	if out, err := exec.CommandContext(t.Context(), "go", "build", "-o", file, "..").CombinedOutput(); err != nil {
		t.Fatalf("build: %v\n%s", err, out)
	}
	ln, err := net.Listen("tcp", "127.0.0.1:0") // a free port; another program could take it before ours does
	if err != nil {
		t.Fatal(err)
	}
	addr := ln.Addr().String()
	_ = ln.Close()
	_, port, _ := net.SplitHostPort(addr)
	p := program{addr: addr, said: &lockedBuffer{}}
	cmd := exec.Command(file)
	cmd.Env = append([]string{"HOME=/nonexistent", "PATH=" + os.Getenv("PATH"), "PORT=" + port, "DATABASE_URL=" + dbtest.URL(t),
		"DATA_DIR=" + t.TempDir(), "LOG_LEVEL=debug", "LOG_FORMAT=json", "RATE_LIMITS=off"}, env...)
	cmd.Stdout, cmd.Stderr = p.said, p.said
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = cmd.Process.Kill(); _ = cmd.Wait() })
	for until := time.Now().Add(60 * time.Second); !strings.Contains(p.said.String(), "is ready at"); time.Sleep(20 * time.Millisecond) {
		if time.Now().After(until) {
			t.Fatalf("not ready:\n%s", p.said)
		}
	}
	return p
}

// ask sends one request and returns the answer's cookie and body.
func (p program) ask(t *testing.T, method, path, body string, headers ...string) (cookie, said string) {
	t.Helper()
	conn, err := net.Dial("tcp", p.addr)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	_ = conn.SetDeadline(time.Now().Add(20 * time.Second))
	head := fmt.Sprintf("%s %s HTTP/1.1\r\nHost: %s\r\nConnection: close\r\nContent-Type: application/json\r\nContent-Length: %d\r\n", method, path, p.addr, len(body))
	for i := 0; i+1 < len(headers); i += 2 {
		head += headers[i] + ": " + headers[i+1] + "\r\n"
	}
	if _, err := conn.Write([]byte(head + "\r\n" + body)); err != nil {
		t.Fatal(err)
	}
	res, err := http.ReadResponse(bufio.NewReader(conn), nil)
	if err != nil {
		t.Fatalf("%s %s: %v", method, path, err)
	}
	defer res.Body.Close()
	var b strings.Builder
	_, _ = bufio.NewReader(res.Body).WriteTo(&b)
	for _, c := range res.Cookies() {
		cookie = c.Value
	}
	return cookie, b.String()
}

var (
	longValue = regexp.MustCompile(`:\s*"([^"\\]{12,200})"`)
	formValue = regexp.MustCompile(`=([^&=%+]{12,200})`)
)

// words are what an input says that must not be repeated in the log: values of
// its body, and its credentials.
func (h hostile) words() []string {
	var list []string
	for _, m := range append(longValue.FindAllStringSubmatch(h.Body, -1), formValue.FindAllStringSubmatch(h.Body, -1)...) {
		list = append(list, strings.TrimSpace(m[1]))
	}
	for _, v := range append(h.Headers["Authorization"], h.Headers["Cookie"]...) {
		list = append(list, strings.TrimPrefix(v, "Bearer "))
	}
	return slices.DeleteFunc(list, func(w string) bool { return len(w) < 12 })
}

// TestCanariesAreNotLogged starts the real program, says secret and personal
// things to every route that listens, as strangers and as somebody signed in,
// sends the whole corpus after it, and finds none of it in what the program
// wrote to either output.
func TestCanariesAreNotLogged(t *testing.T) {
	t.Parallel()
	canary := func(what string) string { return "kanarie-" + what + "-4711" }
	secret := canary("signing-key-that-is-long-enough")
	p := startProgram(t, "JWT_SECRET="+secret)
	_, registered := p.ask(t, "POST", "/api/auth/register", `{"name":"`+canary("name")+`","email":"`+canary("mail")+`@example.com","password":"`+canary("password")+`"}`)
	token := answer{body: registered}.text("data", "token")
	cookie, _ := p.ask(t, "POST", "/api/session", `{"email":"`+canary("mail")+`@example.com","password":"`+canary("password")+`"}`)
	if token == "" || cookie == "" {
		t.Fatalf("nobody is signed in: %s", registered)
	}
	bearer := []string{"Authorization", "Bearer " + token}
	_, made := p.ask(t, "POST", "/api/keys", `{"name":"`+canary("key")+`","scopes":["enquiries:read"]}`, bearer...)
	key := answer{body: made}.text("data", "secret")
	for _, r := range []struct {
		method, path, body string
		headers            []string
	}{
		{"POST", "/api/auth/login", `{"email":"` + canary("mail") + `@example.com","password":"` + canary("wrong") + `"}`, nil},
		{"POST", "/api/auth/login", `{"email":"` + canary("stranger") + `@example.com","password":"` + canary("wrong") + `"}`, nil},
		{"POST", "/api/auth/login", `{"email":"` + canary("broken"), nil},
		{"POST", "/api/enquiries/public", `{"name":"` + canary("child") + `","email":"` + canary("parent") + `@example.com","courseInterest":"` + canary("course") + `","message":"` + canary("message") + `"}`, []string{"Idempotency-Key", canary("op")}},
		{"POST", "/api/enquiries/public", `{"name":"` + canary("\u202e") + `"}`, nil},
		{"POST", "/api/enquiries/1/claim", "", bearer},
		{"POST", "/api/enquiries/1/claim", "", bearer}, // a refusal
		{"POST", "/api/enquiries/1/release", `{"reason":"` + canary("reason") + `"}`, bearer},
		{"POST", "/api/enquiries/1/reassign", `{"userId":1,"note":"` + canary("note") + `"}`, bearer},
		{"GET", "/api/enquiries/unclaimed?q=" + canary("search"), "", bearer},
		{"GET", "/api/enquiries/" + canary("id"), "", bearer},
		{"GET", "/" + canary("path") + "?" + canary("query"), "", nil},
		{"PATCH", "/api/settings", `{"name":"` + canary("school") + `","timeZone":"` + canary("zone") + `"}`, bearer},
		{"PATCH", "/api/users/1", `{"branch":"` + canary("branch") + `"}`, bearer},
		{"GET", "/api/audit?person=" + canary("person") + "&format=csv", "", bearer},
		{"GET", "/api/me", "", []string{"Cookie", "sid=" + cookie}},
		{"GET", "/api/me", "", []string{"Cookie", "sid=" + canary("cookie")}},
		{"GET", "/api/me", "", []string{"Authorization", "Bearer " + canary("token")}},
		{"GET", "/api/enquiries/unclaimed", "", []string{"Authorization", "Bearer " + key}},
		{"GET", "/api/me", "", []string{"X-Forwarded-For", "203.0.113.77", "User-Agent", canary("agent"), "Referer", "https://" + canary("referer")}},
		{"DELETE", "/api/session", "", bearer},
	} {
		p.ask(t, r.method, r.path, r.body, r.headers...)
	}
	_, registered = p.ask(t, "POST", "/api/auth/register", `{"name":"Second Person","email":"second@example.com","password":"`+canary("password")+`"}`)
	second := answer{body: registered}.text("data", "token")

	if key == "" || second == "" {
		t.Fatalf("no key or no second person: %s %s", made, registered)
	}
	words := []string{"kanarie", token, second, cookie, key, secret, "203.0.113.77", "127.0.0.1:"}
	inputs := readCorpus(t)
	c := &corpus{addr: p.addr, token: second}
	slots := make(chan struct{}, 16) // many inputs wait for the server's patience
	for _, in := range inputs {
		words = append(words, in.words()...)
		slots <- struct{}{}
		go func() { defer func() { <-slots }(); c.send(in) }()
	}
	for range cap(slots) {
		slots <- struct{}{}
	}
	log := p.said.String()
	_, log, _ = strings.Cut(log, "is ready at ") // the greeting names the desk's own address
	_, log, _ = strings.Cut(log, "\n")
	if n := strings.Count(log, `"msg":"request"`); n < 100 {
		t.Fatalf("only %d requests were logged", n)
	}
	for line := range strings.Lines(log) {
		if !json.Valid([]byte(line)) && !strings.HasPrefix(line, "Set it up at ") {
			t.Errorf("a line of the log is no JSON: %s", line)
		}
	}
	slices.Sort(words)
	words = slices.Compact(words)
	for _, w := range words {
		if i := strings.Index(log, w); i >= 0 {
			t.Errorf("the log holds %q: …%s…", w, log[max(0, i-200):min(len(log), i+200)])
		}
	}
	t.Logf("looked for %[2]d words of %[1]d inputs and of our own in %[3]d bytes, %[4]d lines", len(inputs), len(words), len(log), strings.Count(log, "\n"))
}
