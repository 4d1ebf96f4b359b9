package local

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"time"
)

// locales are tried in order when a cluster is created. Without C.UTF-8 (or a
// UTF-8 neighbour) pg_trgm drops every letter outside ASCII, so names in Hindi
// or Tamil could not be searched.
func locales() []string { return []string{"C.UTF-8", "en_US.UTF-8", "C"} }

// createCluster runs initdb beside the final place and moves the result there
// in one step: data-NN is either absent or complete. It returns the locale.
func (s *Server) createCluster(ctx context.Context) (string, error) {
	if err := s.roomFor(s.opts.limits.needNew); err != nil {
		return "", err
	}
	dir := s.layout.newCluster()
	defer func() { _ = os.RemoveAll(dir) }()
	for _, locale := range locales() {
		if err := s.emptyFor(ctx, dir); err != nil {
			return "", err
		}
		said, err := run(ctx, command(s.account, syscall.SIGKILL, dir, filepath.Join(s.plan.BinDir, "initdb"), s.initdbArgs(dir, locale)...))
		if err != nil && strings.Contains(said, "invalid locale name") {
			s.opts.Log.Warn("locale missing", "locale", locale)
			continue
		}
		if err != nil {
			return "", s.initdbFailed(ctx, said, err)
		}
		if locale != locales()[0] {
			s.opts.Log.Warn("This system has no locale C.UTF-8 (Debian: libc-bin); the database uses "+locale+" instead and may not find names with accents or in Indian scripts.", "locale", locale)
		}
		return locale, s.adopt(dir)
	}
	return "", setupError(nil, "This system has none of the locales %s; install C.UTF-8 (Debian: libc-bin).", strings.Join(locales(), ", "))
}

// emptyFor makes the directory initdb works in. In a container our pid may be
// that of a killed run whose initdb is still on its way out, hence the patience.
func (s *Server) emptyFor(ctx context.Context, dir string) error {
	var err error
	until(ctx, 50*time.Millisecond, lockPatience, func() bool {
		err = os.RemoveAll(dir)
		return err == nil
	})
	if err != nil {
		return onDisk(s.layout.dir, err)
	}
	if err := os.Mkdir(dir, 0o700); err != nil {
		return onDisk(s.layout.dir, err)
	}
	return onDisk(s.layout.dir, s.account.take(dir))
}

func (s *Server) initdbArgs(dir, locale string) []string {
	args := []string{
		"-D", dir, "-U", AdminRole, "-E", "UTF8", "-k", "-A", "peer", "-T", "simple",
		// Order by code point: an index never depends on the C library's version.
		"--lc-collate=C", "--lc-ctype=" + locale,
	}
	if s.plan.Major >= 17 {
		args = append(args, "--locale-provider=builtin", "--builtin-locale=C.UTF-8")
	}
	if s.opts.Ephemeral {
		args = append(args, "--no-sync")
	}
	return args
}

// adopt moves the complete cluster to its place. os.Rename would replace an
// empty directory of that name, which is the one thing it may replace.
func (s *Server) adopt(dir string) error {
	if err := os.Rename(dir, s.plan.DataDir); err != nil {
		return onDisk(s.layout.dir, err)
	}
	return onDisk(s.layout.dir, syncDir(s.layout.dir))
}

func (s *Server) initdbFailed(ctx context.Context, said string, err error) error {
	switch {
	case ctx.Err() != nil:
		return ctx.Err()
	case strings.Contains(said, "No space left on device"), strings.Contains(said, "Disk quota exceeded"):
		return diskFull(s.layout.dir, err)
	case strings.Contains(said, "could not look up effective user ID"):
		return setupError(err, "User id %d has no name on this system; PostgreSQL needs one. Run the container as a named user.", s.account.uid)
	case strings.Contains(said, "is needed by initdb but was not found"):
		return setupError(err, "The database could not be created: PostgreSQL needs a shell (/bin/sh) for that. Use an image that has one.")
	}
	return setupError(err, "The database could not be created: %s", initdbLine(said, err))
}

// initdbLine prefers the line that names an error to the hints after it.
func initdbLine(said string, err error) string {
	for line := range strings.Lines(said) {
		if strings.Contains(line, "error:") || strings.Contains(line, "FATAL:") {
			return strings.TrimSpace(line)
		}
	}
	return oneLine(said, err)
}
