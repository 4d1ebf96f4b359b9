package local

import (
	"context"
	"errors"
	"path/filepath"
	"strings"
	"syscall"
	"time"
)

// stubborn is how long a start is repeated because the kernel has not yet
// taken the last pieces of the previous server away.
const stubborn = 10 * time.Second

// bringUp starts one postmaster and waits until it answers. A disk without
// space costs the reserve and one more try.
func (s *Server) bringUp(ctx context.Context) (*process, error) {
	giveUp := time.Now().Add(stubborn)
	for {
		p, said, err := s.tryOnce(ctx)
		if err == nil {
			return p, nil
		}
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
		var known *Error
		switch {
		case errors.As(err, &known):
			return nil, err
		case noSpace(err) || s.tight() || strings.Contains(said, "No space left on device") || strings.Contains(said, "Disk quota exceeded"):
			if !s.dropBallast() {
				return nil, diskFullExisting(s.layout.dir, err)
			}
		case stillThere(said) && time.Now().Before(giveUp):
			if !pause(ctx, 250*time.Millisecond) {
				return nil, ctx.Err()
			}
		default:
			return nil, s.startFailed(said, err)
		}
	}
}

// tryOnce returns what the server wrote into its log when it did not come up.
func (s *Server) tryOnce(ctx context.Context) (*process, string, error) {
	if err := s.settle(ctx); err != nil {
		return nil, "", err
	}
	if err := s.writeConf(); err != nil {
		return nil, "", err
	}
	offset := s.logSize()
	args := append([]string{"-D", s.plan.DataDir}, s.durability()...)
	cmd := command(s.account, syscall.SIGINT, s.plan.DataDir, filepath.Join(s.plan.BinDir, "postgres"), args...)
	cmd.Stdout, cmd.Stderr = s.logFile, s.logFile
	p, err := launch(cmd)
	if err != nil {
		return nil, "", err
	}
	s.note(func(st *Status) { st.PID = p.pid() })
	err = s.waitReady(ctx, p)
	if err == nil {
		return p, "", nil
	}
	s.end(context.Background(), p)
	if !errors.Is(err, errExited) && !errors.Is(err, errNoSpace) {
		err = s.cannotConnect(err)
	}
	return nil, logSince(s.logFile, offset), err
}

// stillThere recognises leftovers that go away by themselves.
func stillThere(said string) bool {
	return (strings.Contains(said, "lock file") && strings.Contains(said, "already exists")) ||
		strings.Contains(said, "shared memory block") && strings.Contains(said, "still in use")
}

func (s *Server) startFailed(said string, err error) error {
	switch {
	case strings.Contains(said, "database files are incompatible with server"):
		return versionError("Data in %s is from another PostgreSQL than %s. Nothing was changed.", s.plan.DataDir, s.plan.Version)
	case noSpace(err), notWritable(err):
		return onDisk(s.layout.dir, err)
	case strings.TrimSpace(said) == "":
		return setupError(err, "The database did not start: %s.", err)
	}
	return setupError(err, "The database did not start. The end of %s:\n%s", s.layout.log(), lastLines(said, 6))
}
