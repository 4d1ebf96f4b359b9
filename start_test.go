package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
)

// binary builds the program once; the tests below start it as people do.
var binary = sync.OnceValues(func() (string, error) {
	dir, err := os.MkdirTemp("/var/tmp", "firstbell-bin-")
	if err != nil {
		return "", err
	}
	file := filepath.Join(dir, "firstbell")
	out, err := exec.Command("go", "build", "-o", file, ".").CombinedOutput()
	if err != nil {
		return "", fmt.Errorf("build: %w\n%s", err, out)
	}
	return file, nil
})

func TestMain(m *testing.M) {
	_ = os.Setenv("PEBBLE_VA_NOSLEEP", "1") // the authority of acme_test.go tests names at once
	code := m.Run()
	if file, err := binary(); err == nil {
		_ = os.RemoveAll(filepath.Dir(file))
	}
	os.Exit(code)
}

// program is one run of the binary.
type program struct {
	t    *testing.T
	cmd  *exec.Cmd
	url  string
	out  *lines
	errs *lines
}

// lines collects what a program writes and tells who waits for a line.
type lines struct {
	mu   sync.Mutex
	all  bytes.Buffer
	news chan struct{}
}

// Write keeps what was written. It makes lines an exec.Cmd's output, for which
// Wait waits.
func (l *lines) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	select {
	case l.news <- struct{}{}:
	default:
	}
	return l.all.Write(p)
}

func (l *lines) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.all.String()
}

// dataDir is a folder that the database's own user can reach.
func dataDir(t *testing.T) string {
	t.Helper()
	dir, err := os.MkdirTemp("/var/tmp", "firstbell-data-")
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(dir) })
	return dir
}

func freePort(t *testing.T) string {
	t.Helper()
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer ln.Close()
	_, port, _ := net.SplitHostPort(ln.Addr().String())
	return port
}

// launch starts the program with nothing in its environment but env.
func launch(t *testing.T, env ...string) *program {
	t.Helper()
	file, err := binary()
	if err != nil {
		t.Fatal(err)
	}
	return launchFile(t, file, nil, env...)
}

// launchFile is launch for another build, or a command of it.
func launchFile(t *testing.T, file string, args []string, env ...string) *program {
	t.Helper()
	cmd := exec.Command(file, args...)
	cmd.Env = append([]string{"PATH=" + os.Getenv("PATH"), "HOME=/nonexistent"}, env...)
	p := &program{t: t, cmd: cmd, out: &lines{news: make(chan struct{}, 1)}, errs: &lines{news: make(chan struct{}, 1)}}
	cmd.Stdout, cmd.Stderr = p.out, p.errs
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = cmd.Process.Kill(); _ = cmd.Wait() })
	return p
}

// ready waits until the program says where it is.
func (p *program) ready() *program {
	p.t.Helper()
	deadline := time.After(60 * time.Second)
	for {
		if _, rest, ok := strings.Cut(p.out.String(), "is ready at "); ok {
			p.url, _, _ = strings.Cut(rest, "\n")
			return p
		}
		select {
		case <-p.out.news:
		case <-deadline:
			p.t.Fatalf("not ready:\n%s%s", p.out, p.errs)
		}
	}
}

// end waits for the program to end and returns its exit code.
func (p *program) end(within time.Duration) int {
	p.t.Helper()
	timer := time.AfterFunc(within, func() { _ = p.cmd.Process.Signal(syscall.SIGABRT) })
	defer timer.Stop()
	_ = p.cmd.Wait()
	if code := p.cmd.ProcessState.ExitCode(); code >= 0 {
		return code
	}
	p.t.Fatalf("did not end within %s:\n%s%s", within, p.out, p.errs)
	return -1
}

func (p *program) post(ctx context.Context, path, token, body string) (int, map[string]any, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, p.url+path, strings.NewReader(body))
	if err != nil {
		return 0, nil, err
	}
	if body != "" {
		req.Header.Set("Content-Type", "application/json")
	}
	if token != "" {
		req.Header.Set("Authorization", "Bearer "+token)
	}
	return send(req)
}

func (p *program) get(path, token string) (int, map[string]any, error) {
	req, err := http.NewRequestWithContext(p.t.Context(), http.MethodGet, p.url+path, nil)
	if err != nil {
		return 0, nil, err
	}
	req.Header.Set("Authorization", "Bearer "+token)
	return send(req)
}

func send(req *http.Request) (int, map[string]any, error) {
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		return 0, nil, err
	}
	defer res.Body.Close()
	var body struct{ Data map[string]any }
	if err := json.NewDecoder(res.Body).Decode(&body); err != nil {
		return 0, nil, err
	}
	return res.StatusCode, body.Data, nil
}

const account = `{"name":"Asha Patel","email":"asha@example.com","password":"secret1"}`

// The quick start of the README, with the two things people fear: that a
// second start forgets, and that something stays behind.
func TestQuickStartKeepsEverythingAndLeavesNothingBehind(t *testing.T) {
	t.Parallel()
	dir := dataDir(t)
	env := []string{"DATA_DIR=" + dir, "PORT=" + freePort(t)}
	p := launch(t, env...).ready()
	if strings.Contains(p.out.String(), "0.0.0.0") || !strings.Contains(p.out.String(), "/setup") {
		t.Errorf("the greeting is\n%s", p.out)
	}
	if status, _, err := p.get("/health", ""); status != 200 || err != nil {
		t.Fatalf("health: %d, %v", status, err)
	}
	status, data, err := p.post(t.Context(), "/api/auth/register", "", account)
	if status != 201 || err != nil {
		t.Fatalf("register: %d, %v", status, err)
	}
	token, _ := data["token"].(string)
	if status, _, err := p.post(t.Context(), "/api/enquiries/public", "", `{"name":"Meera Nair","email":"m@example.com","courseInterest":"NEET"}`); status != 201 || err != nil {
		t.Fatalf("enquiry: %d, %v", status, err)
	}
	if status, _, err := p.post(t.Context(), "/api/enquiries/1/claim", token, ""); status != 200 || err != nil {
		t.Fatalf("claim: %d, %v", status, err)
	}
	_ = p.cmd.Process.Signal(os.Interrupt)
	if code := p.end(20 * time.Second); code != 0 {
		t.Errorf("Ctrl-C ends with %d:\n%s", code, p.errs)
	}
	if left := processesIn(t, dir); len(left) > 0 {
		t.Errorf("after Ctrl-C there is still %v", left)
	}
	again := launch(t, env...).ready()
	status, data, err = again.get("/api/enquiries/mine", token)
	if mine, _ := data["enquiries"].([]any); status != 200 || err != nil || len(mine) != 1 {
		t.Errorf("the second start: %d, %v, %v", status, data, err)
	}
}

// processesIn lists the processes whose working directory is below dir.
func processesIn(t *testing.T, dir string) []string {
	t.Helper()
	found, err := filepath.Glob("/proc/[0-9]*/cwd")
	if err != nil {
		t.Fatal(err)
	}
	var list []string
	for _, link := range found {
		if cwd, err := os.Readlink(link); err == nil && strings.HasPrefix(cwd, dir) {
			list = append(list, link)
		}
	}
	return list
}

// Every enquiry that was answered 201 is there after the server was killed in
// the middle of a thousand, database and all.
func TestKilledServerLosesNoAcknowledgedEnquiry(t *testing.T) {
	t.Parallel()
	env := []string{"DATA_DIR=" + dataDir(t), "PORT=" + freePort(t), "RATE_LIMITS=off", "LOG_LEVEL=warn"}
	p := launch(t, env...).ready()
	_, data, err := p.post(t.Context(), "/api/auth/register", "", account)
	if err != nil {
		t.Fatal(err)
	}
	token, _ := data["token"].(string)

	var mu sync.Mutex
	acked := map[float64]bool{}
	var wg sync.WaitGroup
	for i := range 8 {
		wg.Go(func() {
			for n := range 125 {
				body := fmt.Sprintf(`{"name":"Sender %d-%d","email":"s@example.com","courseInterest":"NEET"}`, i, n)
				status, data, err := p.post(t.Context(), "/api/enquiries/public", "", body)
				if err != nil {
					return // the server is gone
				}
				mu.Lock()
				if id, ok := data["id"].(float64); ok && status == 201 {
					acked[id] = true
				}
				if len(acked) == 400 {
					_ = p.cmd.Process.Kill()
				}
				mu.Unlock()
			}
		})
	}
	wg.Wait()
	if code := p.cmd.Wait(); code == nil || len(acked) < 400 || len(acked) == 1000 {
		t.Fatalf("killed too late or never: %d acknowledged, %v", len(acked), code)
	}
	again := launch(t, env...).ready()
	if lost := missing(t, again, token, slices.Collect(maps.Keys(acked))); len(lost) > 0 {
		t.Errorf("acknowledged and gone: %v", lost)
	}
	t.Logf("%d acknowledged", len(acked))
}

// A wrong setting stops the start with one sentence that names it.
func TestWrongSettingsStopTheStart(t *testing.T) {
	t.Parallel()
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = taken.Close() }) // the runs below are still to come
	_, port, _ := net.SplitHostPort(taken.Addr().String())
	dir := dataDir(t)
	file := filepath.Join(dir, "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ env, names string }{
		{"REGISTRATION=maybe", "REGISTRATION"},
		{"PORT=" + port, "PORT"},
		{"PORT=abc", "PORT"},
		{"PORT=70000", "PORT"},
		{"HOST=203.0.113.77", "HOST"},
		{"JWT_SECRET=short", "JWT_SECRET"},
		{"JWT_EXPIRES_IN=soon", "JWT_EXPIRES_IN"},
		{"DATA_DIR=" + file + "/below", "DATA_DIR"},
		{"DATABASE_URL=mysql://x", "DATABASE_URL"},
		{"DATABASE_URL=postgres://u:p@127.0.0.1:1/x", "DATABASE_URL"},
		{"DATABASE_URL=postgres://u:p@db.example.org/x?sslmode=disable", "DATABASE_URL"},
		{"DATABASE_URL_FILE=/nonexistent", "DATABASE_URL_FILE"},
		{"CORS_ORIGIN=school", "CORS_ORIGIN"},
		{"TRUSTED_PROXIES=everybody", "TRUSTED_PROXIES"},
		{"BASE_URL=desk", "BASE_URL"},
		{"LOG_LEVEL=loud", "LOG_LEVEL"},
		{"NODE_ENV=staging", "NODE_ENV"},
		{"RATE_LIMITS=some", "RATE_LIMITS"},
		{"OWNER_EMAIL=asha@example.com", "OWNER_PASSWORD"},
	} {
		t.Run(c.env, func(t *testing.T) {
			t.Parallel()
			p := launch(t, "DATA_DIR="+dir, "PORT="+freePort(t), c.env)
			code := p.end(30 * time.Second)
			sentence := strings.TrimSpace(p.errs.String())
			if code != 2 || !strings.Contains(sentence, c.names) || strings.Contains(sentence, "\n") ||
				!strings.HasSuffix(sentence, ".") || strings.Contains(sentence, "goroutine") || p.out.String() != "" {
				t.Errorf("exit code %d and\n%s%s", code, p.out, sentence)
			}
		})
	}
}
