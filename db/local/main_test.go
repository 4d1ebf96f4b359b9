//go:build unix

package local

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

// The test binary is also the program that owns a server in the tests that
// kill it: with helperVar set it serves the directory named there until its
// standard input closes.
const helperVar = "FIRSTBELL_LOCAL_TEST_DIR"

func TestMain(m *testing.M) {
	if dir := os.Getenv(helperVar); dir != "" {
		os.Exit(serveForTest(dir))
	}
	if job := os.Getenv(upgradeVar); job != "" {
		os.Exit(upgradeForTest(job))
	}
	os.Exit(m.Run())
}

func serveForTest(dir string) int {
	s, err := Start(context.Background(), Options{Dir: dir})
	if err != nil {
		fmt.Println("failed", err)
		return 1
	}
	fmt.Println("ready")
	_, _ = io.Copy(io.Discard, os.Stdin)
	if err := s.Stop(context.Background()); err != nil {
		return 1
	}
	return 0
}

// owner is a process of its own with a server in it.
type owner struct {
	cmd   *exec.Cmd
	stdin io.Closer
	said  chan string // its first line
}

// spawn starts an owner of dir without waiting for it. attr may name another
// user; program is the test binary where that user can reach it.
func spawn(t *testing.T, dir, program string, attr *syscall.SysProcAttr) *owner {
	t.Helper()
	cmd := exec.Command(program)
	cmd.Env = append(os.Environ(), helperVar+"="+dir)
	cmd.Dir = "/"
	cmd.SysProcAttr = attr
	stdin, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	stdout, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	o := &owner{cmd: cmd, stdin: stdin, said: make(chan string, 1)}
	go func() {
		line, _ := bufio.NewReader(stdout).ReadString('\n')
		o.said <- strings.TrimSpace(line)
	}()
	t.Cleanup(func() { o.kill() })
	return o
}

func (o *owner) mustBeReady(t *testing.T) {
	t.Helper()
	select {
	case line := <-o.said:
		if line != "ready" {
			t.Fatalf("the owner says %q", line)
		}
	case <-time.After(60 * time.Second):
		t.Fatal("the owner is not ready after a minute")
	}
}

// kill is kill -9; it returns when the process is gone.
func (o *owner) kill() {
	_ = o.cmd.Process.Kill()
	_ = o.cmd.Wait()
}

// leave lets the owner stop in order.
func (o *owner) leave(t *testing.T) {
	t.Helper()
	_ = o.stdin.Close()
	if err := o.cmd.Wait(); err != nil {
		t.Fatalf("the owner did not stop in order: %v", err)
	}
}

func self(t *testing.T) string {
	t.Helper()
	path, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	return path
}

// base makes a directory that every user can reach: t.TempDir is closed to the
// server's user when the tests run as root.
func base(t *testing.T) string {
	t.Helper()
	dir, err := os.MkdirTemp("", "fbl")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(dir) })
	if err := os.Chmod(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	return dir
}

// dataDir is a DATA_DIR that does not exist yet.
func dataDir(t *testing.T) string {
	t.Helper()
	return filepath.Join(base(t), "data")
}

// eventually waits for a condition; it fails the test when the limit passes.
func eventually(t *testing.T, limit time.Duration, what string, ok func() bool) {
	t.Helper()
	if !until(t.Context(), 10*time.Millisecond, limit, ok) {
		t.Fatalf("not within %s: %s", limit, what)
	}
}
