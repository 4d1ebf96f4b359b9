package main

import (
	"context"
	"net"
	"net/http"
	"os"
	"os/exec"
	"sync"
	"syscall"
	"time"

	"firstbell/web/outside"
)

// desk is one real server process, started again whenever it ends.
type desk struct {
	addr string
	env  []string
	file string
	log  *os.File
	stop context.CancelFunc
	gone chan struct{}

	mu  sync.Mutex
	cmd *exec.Cmd
}

// secret signs the tokens of all servers, so that one's are good at another.
const secret = "a secret of the proof, the same for every server"

func startDesk(ctx context.Context, file, dir, dsn, mutant string, log *os.File) (*desk, error) {
	port, err := outside.FreePort(ctx)
	if err != nil {
		return nil, err
	}
	d := &desk{addr: net.JoinHostPort("127.0.0.1", port), file: file, log: log, gone: make(chan struct{}), env: []string{
		"PATH=" + os.Getenv("PATH"), "HOME=/nonexistent", "DATA_DIR=" + dir, "HOST=127.0.0.1", "PORT=" + port,
		"DATABASE_URL=" + dsn, "JWT_SECRET=" + secret, "INSTANCE_KEY=" + secret, "REGISTRATION=open", "RATE_LIMITS=off", "LOG_LEVEL=warn",
		"FIRSTBELL_MUTANT=" + mutant}}
	ctx, d.stop = context.WithCancel(ctx)
	go d.keep(ctx)
	return d, nil
}

// keep runs the server until ctx ends.
func (d *desk) keep(ctx context.Context) {
	defer close(d.gone)
	for ctx.Err() == nil {
		cmd := exec.CommandContext(ctx, d.file) // killed when ctx ends
		cmd.Env, cmd.Stderr = d.env, d.log
		if cmd.Start() == nil {
			d.mu.Lock()
			d.cmd = cmd
			d.mu.Unlock()
			_ = cmd.Wait() // however it ended, it starts again
		}
		_ = outside.Rest(ctx, 50*time.Millisecond)
	}
}

// signal sends a signal to the process that runs now, if one does.
func (d *desk) signal(s syscall.Signal) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.cmd != nil {
		_ = d.cmd.Process.Signal(s) // it may have ended just now
	}
}

// ready waits until the server answers that it is well.
func (d *desk) ready(ctx context.Context) error {
	for {
		try, cancel := context.WithTimeout(ctx, 2*time.Second)
		well := d.well(try)
		cancel()
		if well {
			return nil
		}
		if err := outside.Rest(ctx, 20*time.Millisecond); err != nil {
			return err
		}
	}
}

func (d *desk) well(ctx context.Context) bool {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://"+d.addr+"/health", nil)
	if err != nil {
		return false
	}
	req.Close = true
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		return false
	}
	_ = res.Body.Close()
	return res.StatusCode == http.StatusOK
}

// end kills the server for good.
func (d *desk) end() {
	d.stop()
	<-d.gone
}
