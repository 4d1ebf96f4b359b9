package web_test

import (
	"bytes"
	"context"
	"database/sql"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io/fs"
	"log/slog"
	"net"
	"os"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"firstbell/app"
	"firstbell/app/password"
	"firstbell/app/token"
	"firstbell/db/dbtest"
	"firstbell/embed"
	"firstbell/web"
)

// hostile is one input of testdata/bad-input*.json and what may come of it.
type hostile struct {
	Name, Group, Auth, Method, Path, Body, Why string
	Headers                                    map[string]headerValues
	BodyBase64, RawBase64                      string
	BodyGen, RawGen                            *generated
	ExpectStatus                               []int // 0: closed without an answer
	Stored                                     int   // rows added; -1: either is fine
	MaxResponses                               int
	Slow                                       *slowSender
	MaxSeconds                                 float64
	ForbidHeader, ForbidBody                   string
}

// generated is a body too long to write down.
type generated struct {
	Prefix, Repeat, Suffix, CloseRepeat string
	Times, CloseTimes                   int
	Counter                             bool // Repeat holds a %d for the number of the round
}

func (g generated) bytes() []byte {
	var b bytes.Buffer
	b.WriteString(g.Prefix)
	for i := range g.Times {
		if g.Counter {
			fmt.Fprintf(&b, g.Repeat, i)
		} else {
			b.WriteString(g.Repeat)
		}
	}
	b.WriteString(strings.Repeat(g.CloseRepeat, g.CloseTimes) + g.Suffix)
	return b.Bytes()
}

// headerValues is one value or a list of them, each sent in a line of its own.
type headerValues []string

func (h *headerValues) UnmarshalJSON(data []byte) error {
	var one string
	if json.Unmarshal(data, &one) == nil {
		*h = headerValues{one}
		return nil
	}
	var all []string
	err := json.Unmarshal(data, &all)
	*h = all
	return err
}

// leaks are words of our insides that no answer may hold.
var leaks = regexp.MustCompile(`SQLSTATE|ERROR: |pgdriver|goroutine|runtime error|json: |strconv|\.go:\d|\$argon2`)

var requestIDs = regexp.MustCompile(`(?m)^X-Request-Id: [0-9A-Za-z-]{8,}\r$`)

// corpus is a running server and what to judge its answers by.
type corpus struct {
	addr, token string
	rows        *sql.DB
}

// TestHostileInputs sends every input of the corpus over real sockets to a
// server that listens, and holds each answer, the number of answers and the
// rows in the database to what the corpus allows. CORPUS names another file to
// send instead.
func TestHostileInputs(t *testing.T) {
	t.Parallel()
	inputs := readCorpus(t)
	c := startCorpus(t)
	before := c.count(t)

	// Inputs that may keep the server waiting and must not store anything are
	// sent together, the rest one by one so that each row has an author.
	var patient, quick []hostile
	for _, in := range inputs {
		if in.Stored == 0 && (in.Method == "RAW" || in.Slow != nil || in.MaxSeconds > 0) {
			patient = append(patient, in)
		} else {
			quick = append(quick, in)
		}
	}
	var mu sync.Mutex
	passed, failures, unexpected := 0, 0, 0
	verdict := func(in hostile, a wireAnswer, problems []string) {
		mu.Lock()
		defer mu.Unlock()
		if len(problems) == 0 {
			passed++
		}
		for _, s := range a.statuses {
			if s >= 500 && !slices.Contains(in.ExpectStatus, s) {
				failures++
			}
		}
		for _, p := range problems {
			t.Errorf("%s / %s: %s\nwhy it matters: %s\nanswer: %.600q", in.Group, in.Name, p, in.Why, a.raw)
		}
	}
	var waiting sync.WaitGroup
	for _, in := range patient {
		waiting.Go(func() {
			a := c.send(in)
			verdict(in, a, judge(in, a))
		})
	}
	waiting.Wait()
	if got := c.count(t); got != before {
		t.Errorf("inputs of which none may be stored added rows: %+v, before %+v", got, before)
		unexpected++
	}
	for _, in := range quick {
		before = c.count(t)
		a := c.send(in)
		problems := judge(in, a)
		if p := stored(in, a, before, c.count(t)); p != "" {
			problems = append(problems, p)
			unexpected++
		}
		verdict(in, a, problems)
		c.forget(t)
	}
	figure(t, "hostile inputs: %d, passed %d 5xx %d stored unexpectedly %d", len(inputs), passed, failures, unexpected)
}

func readCorpus(t *testing.T) []hostile {
	t.Helper()
	files := []string{"../testdata/bad-input.json", "../testdata/bad-input-more.json"}
	if other := os.Getenv("CORPUS"); other != "" {
		files = []string{other}
	}
	var inputs []hostile
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		var some []hostile
		if err := json.Unmarshal(data, &some); err != nil || len(some) == 0 {
			t.Fatalf("%d inputs in %s: %v", len(some), file, err)
		}
		inputs = append(inputs, some...)
	}
	return inputs
}

// startCorpus starts a server in its most open mode, with an owner who is
// signed in.
func startCorpus(t *testing.T) *corpus {
	t.Helper()
	dsn := dbtest.URL(t)
	tokens, err := token.New(bytes.Repeat([]byte("k"), 32), time.Hour, time.Now)
	if err != nil {
		t.Fatal(err)
	}
	desk := &app.Desk{
		Store:     dbtest.Open(t, dsn),
		Passwords: password.New(1),
		Tokens:    tokens,
		Rules:     app.Rules{OpenRegistration: true, Loopback: true, TokenLifetime: time.Hour},
		Now:       time.Now,
	}
	desk.Doors = app.NewDoors(desk.Now, true)
	desk.Feed = app.NewFeed(desk.Store, time.Now)
	_, bearer, err := desk.Register(t.Context(), app.Actor{Op: app.NewOp("test", "", []byte("owner"))}, app.AccountInput{
		Name: app.TextOf("Head Owner"), Email: app.TextOf("owner@school.test"), Password: app.TextOf("correct horse battery"),
	}, app.Text{}, app.Visitor{})
	if err != nil {
		t.Fatal(err)
	}
	ui, err := fs.Sub(embed.UI, "ui")
	if err != nil {
		t.Fatal(err)
	}
	server, err := web.New(desk, web.Config{Version: "test", UI: ui, Hosts: []string{"localhost"}, Door: os.DirFS("../embed/door")}, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	served := make(chan error, 1)
	go func() { served <- server.Serve(ln) }()
	t.Cleanup(func() {
		ctx, cancel := context.WithTimeout(context.Background(), 2*time.Second)
		defer cancel()
		_ = server.Shutdown(ctx) // connections left open on purpose may outlast it
		if err := <-served; err != nil {
			t.Errorf("serve: %v", err)
		}
	})
	rows := dbtest.SQL(dsn)
	t.Cleanup(func() { _ = rows.Close() })
	return &corpus{addr: ln.Addr().String(), token: bearer, rows: rows}
}

// counted is how many rows there are that an input could add.
type counted struct{ enquiries, users, owners, claims int }

func (c *corpus) count(t *testing.T) (n counted) {
	t.Helper()
	err := c.rows.QueryRowContext(t.Context(), `
		SELECT (SELECT count(*) FROM enquiries), (SELECT count(*) FROM users),
		       (SELECT count(*) FROM users WHERE role = 'owner'),
		       (SELECT count(*) FROM enquiries WHERE claimed_by IS NOT NULL)`).
		Scan(&n.enquiries, &n.users, &n.owners, &n.claims)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// forget frees the addresses of accounts and enquiries that inputs have made, and
// what tells a double click, because no input knows of those before it.
func (c *corpus) forget(t *testing.T) {
	t.Helper()
	_, err := c.rows.ExecContext(t.Context(), `
		UPDATE users SET email = 'made-' || id || '@school.test' WHERE role <> 'owner' AND email NOT LIKE 'made-%';
		UPDATE enquiries SET email = 'made-' || id || '@school.test' WHERE email NOT LIKE 'made-%';
		DELETE FROM submissions`)
	if err != nil {
		t.Fatal(err)
	}
}

// stored compares the rows with what the input may add: Stored counts
// enquiries, and an account that was asked for and answered with 201 is its
// own, but never an owner's.
func stored(in hostile, a wireAnswer, before, after counted) string {
	want := before
	if in.Path == "/api/auth/register" && a.status() == 201 {
		want.users++
	}
	want.enquiries += in.Stored
	if in.Stored < 0 {
		want.enquiries = after.enquiries
	}
	if after != want {
		return fmt.Sprintf("rows are %+v, want %+v", after, want)
	}
	return ""
}

// judge says what is wrong with an answer.
func judge(in hostile, a wireAnswer) (problems []string) {
	wrong := func(format string, args ...any) { problems = append(problems, fmt.Sprintf(format, args...)) }
	switch {
	case len(a.statuses) == 0 && !a.closed:
		wrong("no answer, and the connection stays open after %s", a.took)
	case !slices.Contains(in.ExpectStatus, a.status()):
		wrong("status %d, want one of %v", a.status(), in.ExpectStatus)
	}
	if len(a.statuses) > max(1, in.MaxResponses) {
		wrong("%d answers %v to what is one request", len(a.statuses), a.statuses)
	}
	for _, s := range a.statuses {
		if s >= 500 && !slices.Contains(in.ExpectStatus, s) {
			wrong("the server failed: %d", s)
		}
	}
	if in.MaxSeconds > 0 && a.took.Seconds() > in.MaxSeconds {
		wrong("it took %s, at most %v seconds are allowed", a.took, in.MaxSeconds)
	}
	head, body, _ := bytes.Cut(a.raw, []byte("\r\n\r\n"))
	if in.ForbidHeader != "" && regexp.MustCompile(`(?im)^`+regexp.QuoteMeta(in.ForbidHeader)+`:`).Match(head) {
		wrong("the header %s is there", in.ForbidHeader)
	}
	if in.ForbidBody != "" && regexp.MustCompile(in.ForbidBody).Match(body) {
		wrong("the body holds %s", in.ForbidBody)
	}
	if n := len(requestIDs.FindAll(a.raw, -1)); n < len(a.statuses) {
		wrong("%d answers carry %d request ids", len(a.statuses), n)
	}
	if found := leaks.Find(a.raw); found != nil {
		wrong("the answer tells of our insides: %s", found)
	}
	return problems
}

// ours puts paths of this server in the place of two that only the server had
// for which the corpus was made: one told the client's address, one was a page.
var ours = strings.NewReplacer("/__ip", "/health", "/ui/index.html", "/login")

// request is the exact bytes to send.
func (c *corpus) request(in hostile) []byte {
	if in.RawGen != nil {
		return in.RawGen.bytes()
	}
	if in.Method == "RAW" {
		return []byte(ours.Replace(string(decoded(in.RawBase64))))
	}
	body := []byte(in.Body)
	switch {
	case in.BodyGen != nil:
		body = in.BodyGen.bytes()
	case in.BodyBase64 != "":
		body = decoded(in.BodyBase64)
	}
	var b bytes.Buffer
	fmt.Fprintf(&b, "%s %s HTTP/1.1\r\nHost: app.test\r\nConnection: close\r\n", in.Method, ours.Replace(in.Path))
	if in.Auth == "user" {
		fmt.Fprintf(&b, "Authorization: Bearer %s\r\n", c.token)
	}
	for name, values := range in.Headers {
		for _, v := range values {
			fmt.Fprintf(&b, "%s: %s\r\n", name, v)
		}
	}
	if len(body) > 0 || in.Method == "POST" {
		fmt.Fprintf(&b, "Content-Length: %d\r\n", len(body))
	}
	b.WriteString("\r\n")
	b.Write(body)
	return b.Bytes()
}

func decoded(s string) []byte {
	b, err := base64.StdEncoding.DecodeString(s)
	if err != nil {
		panic("the corpus holds bad base64: " + s)
	}
	return b
}
