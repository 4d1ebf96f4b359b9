package main

import (
	"context"
	"errors"
	"fmt"
	"net"
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
	bin, dir, addr string
	database       string   // of another desk, that this one shares; "" for its own
	also           []string // settings besides the usual ones, which they replace
	cmd            *exec.Cmd
	ended          chan error
}

// more connections than the default 30: pgbench's clients come beside the
// program's own pool. Nothing else differs from a usual installation.
const localConf = "max_connections = 80\n"

// newDesk makes a fresh DATA_DIR. It lies in /var/tmp and is open to others,
// because a PostgreSQL started by root runs as another user.
func newDesk() (*desk, error) {
	bin := os.Getenv("FIRSTBELL_BIN")
	if bin == "" {
		bin = "./firstbell"
	}
	if _, err := os.Stat(bin); err != nil {
		return nil, fmt.Errorf("there is no %s: run make build, or name a built program in FIRSTBELL_BIN", bin)
	}
	bin, err := filepath.Abs(bin)
	if err != nil {
		return nil, err
	}
	dir, err := os.MkdirTemp("/var/tmp", "firstbell-bench-")
	if err != nil {
		return nil, err
	}
	if err := os.Chmod(dir, 0o755); err != nil {
		return nil, err
	}
	return &desk{bin: bin, dir: dir}, os.WriteFile(filepath.Join(dir, "postgresql.local.conf"), []byte(localConf), 0o644)
}

// start runs the program and returns how long it took until it was ready.
func (d *desk) start(ctx context.Context) (time.Duration, error) {
	port, err := outside.FreePort(ctx)
	if err != nil {
		return 0, err
	}
	d.addr = net.JoinHostPort("127.0.0.1", port)
	d.cmd = exec.Command(d.bin)
	d.cmd.Env = d.environ(port)
	d.cmd.Stderr = os.Stderr
	began := time.Now()
	if err := d.cmd.Start(); err != nil {
		return 0, err
	}
	d.ended = make(chan error, 1)
	go func(cmd *exec.Cmd, ended chan<- error) { ended <- cmd.Wait() }(d.cmd, d.ended)
	err = d.ready(ctx)
	return time.Since(began), err
}

// environ hands on what a program needs to run and nothing that configures
// the desk, except where to find PostgreSQL.
func (d *desk) environ(port string) []string {
	env := []string{"DATA_DIR=" + d.dir, "PORT=" + port, "HOST=127.0.0.1", "REGISTRATION=open", "RATE_LIMITS=off", "LOG_LEVEL=warn"}
	if d.database != "" {
		env = append(env, "DATABASE_URL="+d.database)
	}
	for _, name := range []string{"PATH", "HOME", "TMPDIR", "PG_BINDIR", "GOMEMLIMIT", "GOGC", "GOMAXPROCS"} {
		if v, ok := os.LookupEnv(name); ok {
			env = append(env, name+"="+v)
		}
	}
	return append(env, d.also...)
}

// ready waits until /health answers 200.
func (d *desk) ready(ctx context.Context) error {
	c := &conn{addr: d.addr}
	defer c.close()
	ctx, cancel := context.WithTimeout(ctx, 2*time.Minute)
	defer cancel()
	for {
		if status, _, err := c.do(request("GET", "/health", "", "")); err == nil && status == 200 {
			return nil
		}
		select {
		case err := <-d.ended:
			d.cmd = nil
			return fmt.Errorf("%s ended before it was ready: %w", d.bin, err)
		case <-ctx.Done():
			return fmt.Errorf("%s did not become ready: %w", d.bin, ctx.Err())
		case <-time.After(2 * time.Millisecond):
		}
	}
}

func (d *desk) pid() int { return d.cmd.Process.Pid }

// stop ends the program in order; doing so again is harmless.
func (d *desk) stop() error {
	if d.cmd == nil {
		return nil
	}
	defer func() { d.cmd = nil }()
	_ = d.cmd.Process.Signal(syscall.SIGTERM) // it may have ended by itself
	select {
	case err := <-d.ended:
		return err
	case <-time.After(40 * time.Second):
		return errors.Join(fmt.Errorf("%s did not stop within 40 seconds", d.bin), d.cmd.Process.Kill())
	}
}

// remove deletes DATA_DIR, and nothing that was not made by newDesk.
func (d *desk) remove() error {
	if !strings.HasPrefix(filepath.Base(d.dir), "firstbell-bench-") {
		return nil
	}
	return os.RemoveAll(d.dir)
}
