package local

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
)

// canEnter makes sure that the server's user can get to dir. DATA_DIR itself
// is opened for that user (by its group, search only) when nothing but our own
// files can be in it; a closed directory above it is the operator's business.
func canEnter(ctx context.Context, o Options, a account, dir string) error {
	blocked := closedFor(a, dir)
	if blocked == "" || entered(ctx, a, dir) {
		return nil
	}
	if real, err := filepath.EvalSymlinks(dir); err == nil && blocked == real && dir == o.Dir && ours(o) {
		if err := os.Chown(dir, -1, a.gid); err != nil {
			return onDisk(dir, err)
		}
		if err := os.Chmod(dir, 0o710); err != nil {
			return onDisk(dir, err)
		}
		return nil
	}
	return cannotReach(a, dir)
}

func cannotReach(a account, dir string) *Error {
	return setupError(nil, "User %s cannot reach %s; use a directory such as /var/lib/firstbell.", a.label(), dir)
}

// ours tells whether DATA_DIR was made for us: it is for a test, empty, or
// carries our lock and is not a home of something else.
func ours(o Options) bool {
	if o.Ephemeral {
		return true
	}
	entries, err := os.ReadDir(o.Dir)
	if err != nil {
		return false
	}
	known := []string{"lock", "CURRENT", "runtime", "run", "postgres.log", "postgres.log.1", "reserve.bin", "postgresql.local.conf"}
	for _, e := range entries {
		if !slices.Contains(known, e.Name()) && !clusterDir.MatchString(e.Name()) {
			return false
		}
	}
	return true
}

// closedFor returns the first directory on the way to dir that the user may
// not search by its mode bits, or "" when there is none.
func closedFor(a account, dir string) string {
	if !a.become {
		return ""
	}
	real, err := filepath.EvalSymlinks(dir)
	if err != nil {
		return ""
	}
	way := []string{real}
	for up := filepath.Dir(real); up != way[0]; up = filepath.Dir(up) {
		way = append([]string{up}, way...)
	}
	for _, d := range way {
		info, err := os.Stat(d)
		if err != nil {
			return ""
		}
		uid, gid, err := ownerOf(d)
		if err != nil {
			return ""
		}
		bit := os.FileMode(0o001)
		switch {
		case uid == a.uid:
			bit = 0o100
		case gid == a.gid:
			bit = 0o010
		}
		if info.Mode()&bit == 0 {
			return d
		}
	}
	return ""
}

// entered really tries, because access lists can allow what the bits forbid.
func entered(ctx context.Context, a account, dir string) bool {
	_, err := run(ctx, command(a, syscall.SIGKILL, dir, "/bin/sh", "-c", ":"))
	return err == nil
}

// tryServer runs `postgres --version` as the server's user, which finds out at
// once about a foreign C library, a disk without programs and a container that
// does not let us switch users.
func tryServer(ctx context.Context, a account, p Plan) error {
	bin := filepath.Join(p.BinDir, "postgres")
	said, err := run(ctx, command(a, syscall.SIGKILL, "/", bin, "--version"))
	switch {
	case err == nil:
		return nil
	case ctx.Err() != nil:
		return ctx.Err()
	case errors.Is(err, syscall.EPERM):
		return a.mayNotSwitch(err)
	case errors.Is(err, syscall.EACCES) && noExec(p.BinDir):
		return setupError(err, "%s is on a disk where programs may not run (noexec): choose another DATA_DIR.", p.BinDir)
	case errors.Is(err, syscall.EACCES):
		return cannotReach(a, p.BinDir)
	case errors.Is(err, syscall.ENOENT), strings.Contains(said, "shared librar"), strings.Contains(said, "GLIBC"):
		if p.Source == SourceBundle || p.Source == SourceKept {
			return setupError(err, "The built-in PostgreSQL needs glibc 2.27 or newer and libstdc++; install postgresql or set DATABASE_URL.")
		}
	}
	return setupError(err, "The PostgreSQL in %s does not run: %s", p.BinDir, oneLine(said, err))
}

// oneLine is the last thing a program said, or the error when it was silent.
func oneLine(said string, err error) string {
	lines := strings.Split(strings.TrimSpace(said), "\n")
	if last := strings.TrimSpace(lines[len(lines)-1]); last != "" {
		return last
	}
	return err.Error()
}
