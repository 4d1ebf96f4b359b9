package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"time"

	"firstbell/web/outside"
)

// desk is the program under test with a DATA_DIR of its own.
type desk struct {
	bin, dir string
	url      string
	also     []string // settings besides the usual ones
	cmd      *exec.Cmd
	ended    chan struct{}
}

// desk makes the DATA_DIR of a new one; conf goes to its PostgreSQL.
func (d *drill) desk(name, conf string, also ...string) (*desk, error) {
	dir, err := d.folder(name)
	if err != nil {
		return nil, err
	}
	return d.deskIn(dir, conf, also...)
}

func (d *drill) deskIn(dir, conf string, also ...string) (*desk, error) {
	local := filepath.Join(dir, "postgresql.local.conf")
	// More connections than usual: those of the drill come beside the desk's own.
	err := errors.Join(os.WriteFile(local, []byte("max_connections = 60\n"+conf), 0o644), os.Chmod(local, 0o644))
	return &desk{bin: d.bin, dir: dir, also: also}, err
}

// start runs the program and returns how long it took until it was ready. Ctrl-C
// does not reach it: it is stopped in order by whoever started it.
func (k *desk) start(ctx context.Context) (time.Duration, error) {
	began := time.Now()
	err := k.launch(ctx)
	if err == nil {
		err = k.ready(ctx)
	}
	return time.Since(began), err
}

// launch starts the program and does not wait for it.
func (k *desk) launch(ctx context.Context) error {
	port, err := outside.FreePort(ctx)
	if err != nil {
		return err
	}
	log, err := os.OpenFile(k.log(), os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o644)
	if err != nil {
		return err
	}
	defer log.Close()
	cmd := exec.Command(k.bin)
	cmd.Env, cmd.Stdout, cmd.Stderr = k.environ("PORT="+port), log, log
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	if err := cmd.Start(); err != nil {
		return err
	}
	ended := make(chan struct{})
	k.url, k.cmd, k.ended = "http://127.0.0.1:"+port, cmd, ended
	go func() { _ = cmd.Wait(); close(ended) }()
	return nil
}

func (k *desk) log() string { return k.dir + ".log" }

// environ hands on what a program needs to run and nothing that configures the
// desk, except where to find PostgreSQL.
func (k *desk) environ(more ...string) []string {
	env := []string{"DATA_DIR=" + k.dir, "HOST=127.0.0.1", "REGISTRATION=open", "RATE_LIMITS=off", "LOG_LEVEL=warn", "BACKUP_AT=off"}
	for _, name := range []string{"PATH", "TMPDIR", "PG_BINDIR"} {
		if v, ok := os.LookupEnv(name); ok {
			env = append(env, name+"="+v)
		}
	}
	return append(append(env, k.also...), more...)
}

// ready waits until the desk says that it can do its work.
func (k *desk) ready(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, 2*time.Minute)
	defer cancel()
	for !k.well(ctx) {
		select {
		case <-k.ended:
			return fmt.Errorf("the desk ended before it was ready:\n%s", k.said())
		default:
		}
		if err := outside.Rest(ctx, 10*time.Millisecond); err != nil {
			return fmt.Errorf("the desk does not become ready: %w\n%s", err, k.said())
		}
	}
	return nil
}

func (k *desk) well(ctx context.Context) bool {
	a := ask(ctx, http.DefaultClient, http.MethodGet, k.url+"/readyz", "", "")
	return a.status == http.StatusOK
}

// said is the end of what the desk has written.
func (k *desk) said() string {
	text, _ := os.ReadFile(k.log())
	return string(text[max(0, len(text)-2000):])
}

func (k *desk) running() bool {
	if k.cmd == nil {
		return false
	}
	select {
	case <-k.ended:
		return false
	default:
		return true
	}
}

// stop asks the desk to end and returns its exit code and how long it took; -1
// when it had to be killed.
func (k *desk) stop() (code int, took time.Duration) {
	began := time.Now()
	_ = k.cmd.Process.Signal(syscall.SIGTERM) // it may have ended by itself
	select {
	case <-k.ended:
	case <-time.After(40 * time.Second):
		k.kill()
	}
	return k.cmd.ProcessState.ExitCode(), time.Since(began)
}

func (k *desk) kill() {
	_ = k.cmd.Process.Kill()
	<-k.ended
}

// end makes sure that nothing of the desk is left, whatever happened.
func (k *desk) end() {
	if k.running() {
		k.stop()
	}
	if k.dir == "" {
		return
	}
	eventually(context.Background(), 10*time.Second, func() bool { return len(processesIn(k.dir)) == 0 })
	for _, pid := range processesIn(k.dir) {
		_ = syscall.Kill(pid, syscall.SIGKILL)
	}
}

// say runs another command of the program on the desk's data and returns its
// exit code and what it said.
func (k *desk) say(ctx context.Context, more []string, args ...string) (code int, said string) {
	cmd := exec.CommandContext(ctx, k.bin, args...)
	var all bytes.Buffer
	cmd.Env, cmd.Stdout, cmd.Stderr = k.environ(more...), &all, &all
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	cmd.Cancel = func() error { return cmd.Process.Signal(syscall.SIGTERM) }
	cmd.WaitDelay = 20 * time.Second
	_ = cmd.Run() // the exit code tells
	if cmd.ProcessState == nil {
		return -1, "it could not be started"
	}
	return cmd.ProcessState.ExitCode(), strings.TrimSpace(all.String())
}
