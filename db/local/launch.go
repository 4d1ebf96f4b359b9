package local

import (
	"bytes"
	"context"
	"os"
	"os/exec"
	"runtime"
	"syscall"
	"time"
)

// process is a running child of ours.
type process struct {
	cmd     *exec.Cmd
	started time.Time
	exited  chan struct{} // closed when the child is gone
}

// launch starts cmd on a thread that lives exactly as long as the child: the
// kernel ties the death signal to the thread, not to the process, and Go ends
// threads whenever it likes.
func launch(cmd *exec.Cmd) (*process, error) {
	p := &process{cmd: cmd, started: time.Now(), exited: make(chan struct{})}
	begun := make(chan error, 1)
	go func() {
		runtime.LockOSThread() // never unlocked: the thread ends with this function
		if err := cmd.Start(); err != nil {
			begun <- err
			return
		}
		begun <- nil
		_ = cmd.Wait() // the log says why a server went; the code adds nothing
		close(p.exited)
	}()
	if err := <-begun; err != nil {
		return nil, err
	}
	return p, nil
}

func (p *process) pid() int { return p.cmd.Process.Pid }

// signal never reaches a stranger: os.Process knows when the child is gone.
func (p *process) signal(sig os.Signal) { _ = p.cmd.Process.Signal(sig) }

// gone waits up to d for the child's end.
func (p *process) gone(ctx context.Context, d time.Duration) bool {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-p.exited:
		return true
	case <-t.C:
		return false
	case <-ctx.Done():
		return false
	}
}

// command prepares a child that runs as a, sees only our environment and gets
// sig when we die.
func command(a account, sig syscall.Signal, dir, name string, args ...string) *exec.Cmd {
	cmd := exec.Command(name, args...)
	cmd.Dir = dir
	cmd.Env = a.environment()
	cmd.SysProcAttr = attributes(a, sig)
	// A grandchild that keeps the pipe open must not keep us waiting.
	cmd.WaitDelay = 5 * time.Second
	return cmd
}

// run waits for a short-lived child and returns what it said on either stream.
func run(ctx context.Context, cmd *exec.Cmd) (output string, err error) {
	var said bytes.Buffer
	cmd.Stdout, cmd.Stderr = &said, &said
	p, err := launch(cmd)
	if err != nil {
		return "", err
	}
	select {
	case <-p.exited:
	case <-ctx.Done():
		p.signal(syscall.SIGTERM)
		if !p.gone(context.Background(), 5*time.Second) {
			p.signal(syscall.SIGKILL)
			<-p.exited
		}
		return said.String(), ctx.Err()
	}
	if !cmd.ProcessState.Success() {
		return said.String(), &exec.ExitError{ProcessState: cmd.ProcessState}
	}
	return said.String(), nil
}
