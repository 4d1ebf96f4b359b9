package web_test

import (
	"bytes"
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/getkin/kin-openapi/openapi3filter"
	"github.com/getkin/kin-openapi/routers"
	"github.com/getkin/kin-openapi/routers/gorillamux"

	"firstbell/app"
	"firstbell/app/password"
	"firstbell/app/seal"
	"firstbell/app/token"
	"firstbell/db"
	"firstbell/db/dbtest"
	"firstbell/web"
)

var update = flag.Bool("update", false, "rewrite the golden files")

// secret signs the tokens of every test server.
const secret = "a secret of the tests, long enough to be one"

// hasher is shared: it is what keeps the tests from hashing on all cores.
var hasher = sync.OnceValue(func() *password.Hasher { return password.New(max(1, runtime.NumCPU()-1)) })

// desk is one running server on a database of its own.
type desk struct {
	t     testing.TB
	url   string
	dsn   string
	store db.Store
	app   *app.Desk
	table []web.Line // every route that is served
	log   *lockedBuffer
	asked atomic.Int64 // people who have asked so far
}

type option func(*app.Desk, *web.Config)

// open starts a server that really listens. The default is what a school gets
// at home: loopback, open registration, no throttle.
func open(t testing.TB, options ...option) *desk {
	t.Helper()
	d := &desk{t: t, dsn: dbtest.URL(t), log: &lockedBuffer{}}
	d.store = dbtest.Open(t, d.dsn)
	d.serve(options...)
	return d
}

func (d *desk) serve(options ...option) {
	d.t.Helper()
	tokens, err := token.New([]byte(secret), time.Hour, time.Now)
	if err != nil {
		d.t.Fatal(err)
	}
	keys, err := seal.New([]byte(secret))
	if err != nil {
		d.t.Fatal(err)
	}
	d.app = &app.Desk{Store: d.store, Passwords: hasher(), Tokens: tokens, Sealer: keys, Now: time.Now,
		Rules: app.Rules{OpenRegistration: true, Loopback: true, TokenLifetime: time.Hour}}
	cfg := web.Config{Version: "test", UI: os.DirFS("testdata/ui"), Hosts: []string{"localhost"}, Door: os.DirFS("../embed/door")}
	for _, o := range options {
		o(d.app, &cfg)
	}
	if d.app.Doors == nil {
		d.app.Doors = app.NewDoors(d.app.Now, true)
	}
	d.app.Feed = app.NewFeed(d.store, time.Now)
	ctx, stop := context.WithCancel(context.Background())
	d.t.Cleanup(stop)
	go d.app.Feed.Run(ctx)
	server, err := web.New(d.app, cfg, slog.New(slog.NewJSONHandler(d.log, nil)))
	if err != nil {
		d.t.Fatal(err)
	}
	d.table = server.Table()
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		d.t.Fatal(err)
	}
	done := make(chan error, 1)
	go func() { done <- server.Serve(ln) }()
	d.url = "http://" + ln.Addr().String()
	d.t.Cleanup(func() {
		ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
		defer cancel()
		_ = server.Shutdown(ctx)
		if err := <-done; err != nil {
			d.t.Errorf("serve: %v", err)
		}
	})
}

// answer is what came back.
type answer struct {
	status int
	header http.Header
	body   string
}

// call sends one request and checks the answer against the API's description.
func (d *desk) call(method, path, bearer, body string, headers ...string) answer {
	d.t.Helper()
	req, err := http.NewRequestWithContext(d.t.Context(), method, d.url+path, strings.NewReader(body))
	if err != nil {
		d.t.Fatal(err)
	}
	if body != "" {
		req.Header.Set("Content-Type", "application/json")
	}
	if bearer != "" {
		req.Header.Set("Authorization", "Bearer "+bearer)
	}
	for i := 0; i+1 < len(headers); i += 2 {
		req.Header.Set(headers[i], headers[i+1])
	}
	client := http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	res, err := client.Do(req)
	if err != nil {
		d.t.Fatal(err)
	}
	defer res.Body.Close()
	raw, err := io.ReadAll(res.Body)
	if err != nil {
		d.t.Fatal(err)
	}
	a := answer{res.StatusCode, res.Header, string(raw)}
	d.checkDescribed(req, a)
	return a
}

// register makes an account and returns its token.
func (d *desk) register(name, email string) string {
	d.t.Helper()
	a := d.call("POST", "/api/auth/register", "", `{"name":"`+name+`","email":"`+email+`","password":"secret1"}`)
	if a.status != 201 {
		d.t.Fatalf("register %s: %d %s", email, a.status, a.body)
	}
	return a.text("data", "token")
}

// enquire sends an enquiry of somebody who has never asked before and returns its
// number as text.
func (d *desk) enquire(name string) string {
	d.t.Helper()
	a := d.call("POST", "/api/enquiries/public", "", fmt.Sprintf(`{"name":%q,"email":"x@example%d.com","courseInterest":"NEET"}`, name, d.asked.Add(1)))
	if a.status != 201 {
		d.t.Fatalf("enquire: %d %s", a.status, a.body)
	}
	return a.text("data", "id")
}

// text digs a value out of the JSON body and returns it as text.
func (a answer) text(path ...string) string {
	var v any
	dec := json.NewDecoder(strings.NewReader(a.body))
	dec.UseNumber()
	if dec.Decode(&v) != nil {
		return ""
	}
	for _, key := range path {
		object, _ := v.(map[string]any)
		v = object[key]
	}
	if s, ok := v.(string); ok {
		return s
	}
	raw, _ := json.Marshal(v)
	return string(raw)
}

// The description is compiled once: that takes longer than any test.
var description = sync.OnceValues(func() (routers.Router, error) {
	doc, err := openapi3.NewLoader().LoadFromFile("../testdata/openapi.json")
	if err != nil {
		return nil, err
	}
	doc.Servers = nil
	return gorillamux.NewRouter(doc)
})

// checkDescribed fails the test when the answer is not one that the API's
// description allows for its route. Answers of no route are not described.
func (d *desk) checkDescribed(req *http.Request, a answer) {
	d.t.Helper()
	router, err := description()
	if err != nil {
		d.t.Fatalf("the API's description: %v (go test ./web -run Description -update)", err)
	}
	route, params, err := router.FindRoute(req)
	if err != nil || a.status == http.StatusNotFound && strings.Contains(a.body, "route_not_found") {
		return
	}
	err = openapi3filter.ValidateResponse(context.WithoutCancel(req.Context()), &openapi3filter.ResponseValidationInput{
		RequestValidationInput: &openapi3filter.RequestValidationInput{Request: req, PathParams: params, Route: route},
		Status:                 a.status,
		Header:                 a.header,
		Body:                   io.NopCloser(strings.NewReader(strings.TrimPrefix(a.body, "\ufeff"))), // the mark of a file, which its reader takes for a cell
		Options:                &openapi3filter.Options{IncludeResponseStatus: true},
	})
	if err != nil {
		d.t.Errorf("%s %s answers what its description does not say: %v\n%d %s", req.Method, req.URL.Path, err, a.status, a.body)
	}
}

var (
	times  = regexp.MustCompile(`"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z"`)
	tokens = regexp.MustCompile(`"eyJ[\w-]+\.[\w-]+\.[\w-]+"`)
	cursor = regexp.MustCompile(`"nextCursor":"[\w-]+"`)
	waits  = regexp.MustCompile(`"waitSeconds":\d+`)
)

// settled is a body with what differs between two runs made the same.
func settled(body string) string {
	body = times.ReplaceAllString(body, `"TIME"`)
	body = tokens.ReplaceAllString(body, `"TOKEN"`)
	body = cursor.ReplaceAllString(body, `"nextCursor":"CURSOR"`)
	body = waits.ReplaceAllString(body, `"waitSeconds":0`)
	var out bytes.Buffer
	if json.Indent(&out, []byte(body), "", "  ") != nil {
		return body
	}
	return strings.TrimSpace(out.String()) + "\n"
}

// golden compares text with a file of testdata, or writes it with -update.
func golden(t testing.TB, name, got string) {
	t.Helper()
	file := filepath.Join("..", "testdata", name)
	if *update {
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatalf("%v (go test ./web -update writes it)", err)
	}
	if got != string(want) {
		t.Errorf("%s differs:\n--- want\n%s--- got\n%s", name, want, got)
	}
}

// figure is a line that make test shows at its end, among others of its kind.
func figure(t testing.TB, format string, args ...any) {
	t.Helper()
	t.Logf(format, args...)
	file := os.Getenv("FIGURES")
	if file == "" {
		return
	}
	f, err := os.OpenFile(file, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o644)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	fmt.Fprintf(f, format+"\n", args...)
}

type lockedBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (b *lockedBuffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.b.Write(p)
}

func (b *lockedBuffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.b.String()
}

// query runs one statement behind the server's back and returns its one value.
func (d *desk) query(q string, args ...any) string {
	d.t.Helper()
	pool := dbtest.SQL(d.dsn)
	defer pool.Close()
	var v string
	if err := pool.QueryRowContext(d.t.Context(), q, args...).Scan(&v); err != nil {
		d.t.Fatalf("%s: %v", q, err)
	}
	return v
}

// exec runs one statement behind the server's back.
func (d *desk) exec(q string) error {
	d.t.Helper()
	pool := dbtest.SQL(d.dsn)
	defer pool.Close()
	_, err := pool.ExecContext(d.t.Context(), q)
	return err
}

// during runs fn while a transaction holds what first has locked; then, when n
// others wait for it, that transaction does the rest and commits.
func (d *desk) during(first string, n int, rest string, fn func()) {
	d.t.Helper()
	pool := dbtest.SQL(d.dsn)
	defer pool.Close()
	tx, err := pool.BeginTx(d.t.Context(), nil)
	if err != nil {
		d.t.Fatal(err)
	}
	if _, err := tx.ExecContext(d.t.Context(), first); err != nil {
		d.t.Fatal(err)
	}
	var wg sync.WaitGroup
	wg.Go(fn)
	until := time.Now().Add(20 * time.Second)
	for waiting := 0; waiting < n && time.Now().Before(until); {
		const q = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
		if err := pool.QueryRowContext(d.t.Context(), q).Scan(&waiting); err != nil {
			d.t.Error(err)
			break
		}
	}
	if _, err := tx.ExecContext(d.t.Context(), rest); err != nil {
		d.t.Error(err)
	}
	if err := tx.Commit(); err != nil {
		d.t.Error(err)
	}
	wg.Wait()
}
