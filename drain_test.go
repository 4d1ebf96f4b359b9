package main

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"slices"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
)

// load is people who ask all the time, each over one connection that is kept
// open or over a new one for every request.
type load struct {
	url     string
	wg      sync.WaitGroup
	mu      sync.Mutex
	acked   []float64 // numbers of enquiries that were answered 201
	cut     []string  // requests that were let in and not answered
	answers int
}

func (l *load) run(ctx context.Context, keep bool) {
	client := &http.Client{Transport: &http.Transport{DisableKeepAlives: !keep}}
	defer client.CloseIdleConnections()
	for ctx.Err() == nil {
		req, err := http.NewRequest(http.MethodPost, l.url+"/api/enquiries/public", //nolint:noctx // it ends with the desk
			// Not a Reader that can be read again: then a client repeats nothing by itself.
			io.MultiReader(bytes.NewReader([]byte(`{"name":"Meera Nair","email":"m@example.com","courseInterest":"`+strconv.FormatInt(time.Now().UnixNano(), 36)+`"}`))))
		if err != nil {
			return
		}
		req.Header.Set("Content-Type", "application/json")
		status, data, err := send(req)
		l.mu.Lock()
		switch {
		case refusedAtTheDoor(err):
			l.mu.Unlock()
			return
		case err != nil:
			l.cut = append(l.cut, err.Error())
		case status == http.StatusCreated:
			id, _ := data["id"].(float64)
			l.acked = append(l.acked, id)
			fallthrough
		default:
			l.answers++
		}
		l.mu.Unlock()
	}
}

// refusedAtTheDoor tells whether a request was never let in.
func refusedAtTheDoor(err error) bool {
	op, ok := errors.AsType[*net.OpError](err)
	return ok && op.Op == "dial"
}

// TestStopsUnderLoadCutNobody stops a desk again and again while people send
// enquiries and listen: nobody who was let in is left without an answer, the desk
// ends by itself in time with exit code 0, nothing stays behind, and all that
// was acknowledged is there. STOPS says how often; 100 is the long form.
func TestStopsUnderLoadCutNobody(t *testing.T) {
	t.Parallel()
	stops := 20
	if n, err := strconv.Atoi(os.Getenv("STOPS")); err == nil {
		stops = n
	}
	dir := dataDir(t)
	start := func() *program { // each at another port: somebody else may take the last one meanwhile
		return launch(t, "DATA_DIR="+dir, "PORT="+freePort(t), "RATE_LIMITS=off", "LOG_LEVEL=warn").ready()
	}
	var took []time.Duration
	var acked []float64
	answers, cut := 0, 0
	token := ""
	for range stops {
		p := start()
		if token == "" {
			_, data, err := p.post(t.Context(), "/api/auth/register", "", account)
			if err != nil {
				t.Fatal(err)
			}
			token, _ = data["token"].(string)
		}
		hint := listen(t, p, token)
		l := &load{url: p.url}
		ctx, enough := context.WithCancel(t.Context())
		for i := range 6 {
			l.wg.Go(func() { l.run(ctx, i%2 == 0) })
		}
		eventually(t, "they are under way", func() bool { l.mu.Lock(); defer l.mu.Unlock(); return l.answers > 60 })
		began := time.Now()
		_ = p.cmd.Process.Signal(syscall.SIGTERM)
		code := p.end(15 * time.Second)
		took = append(took, time.Since(began))
		enough()
		l.wg.Wait()
		if code != 0 || len(l.cut) > 0 {
			t.Errorf("exit code %d, cut off: %q\n%s", code, l.cut, p.errs)
		}
		if said := <-hint; !strings.HasSuffix(strings.TrimSpace(said), ": this desk stops; come back") {
			t.Errorf("a stream ends with %q", said)
		}
		if left := processesIn(t, dir); len(left) > 0 {
			t.Errorf("there is still %v", left)
		}
		acked, answers, cut = append(acked, l.acked...), answers+l.answers, cut+len(l.cut)
	}
	slices.Sort(took)
	p := start()
	if lost := missing(t, p, token, acked); len(lost) > 0 {
		t.Errorf("acknowledged and gone: %v", lost)
	}
	if slowest := took[len(took)-1]; slowest > 10*time.Second {
		t.Errorf("the slowest stop took %s", slowest)
	}
	figure(t, "stops under load: %d stops, %d requests answered, %d cut off, exit code 0 each time, median %d ms, p99 %d ms",
		stops, answers, cut, took[len(took)/2].Milliseconds(), took[len(took)*99/100].Milliseconds())
}

// figure logs what a test has counted, and adds it to what the whole run shows
// at its end.
func figure(t *testing.T, format string, args ...any) {
	t.Helper()
	t.Logf(format, args...)
	f, err := os.OpenFile(cmp.Or(os.Getenv("FIGURES"), os.DevNull), os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o644)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	fmt.Fprintf(f, format+"\n", args...)
}

// listen opens a stream and returns what came last on it when it has ended.
func listen(t *testing.T, p *program, token string) <-chan string {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, p.url+"/api/stream", nil)
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Authorization", "Bearer "+token)
	res, err := http.DefaultClient.Do(req)
	if err != nil || res.StatusCode != http.StatusOK {
		t.Fatalf("stream: %v %v", res, err)
	}
	last := make(chan string, 1)
	go func() {
		defer res.Body.Close()
		all, err := io.ReadAll(res.Body)
		if err != nil {
			all = append(all, " and was cut off: "+err.Error()...)
		}
		last <- string(all)
	}()
	return last
}

// missing lists the numbers of enquiries that are not in the queue.
func missing(t *testing.T, p *program, token string, want []float64) []float64 {
	t.Helper()
	kept := map[float64]bool{}
	for offset := 0; ; offset += 200 {
		_, data, err := p.get("/api/enquiries/unclaimed?limit=200&offset="+strconv.Itoa(offset), token)
		if err != nil {
			t.Fatal(err)
		}
		page, _ := data["enquiries"].([]any)
		for _, row := range page {
			id, _ := row.(map[string]any)["id"].(float64)
			kept[id] = true
		}
		if len(page) == 0 {
			break
		}
	}
	return slices.DeleteFunc(slices.Clone(want), func(id float64) bool { return kept[id] })
}
