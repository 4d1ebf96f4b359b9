package local

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"

	"github.com/uptrace/bun/driver/pgdriver"
)

// errExited means the postmaster ended while we waited for it.
var errExited = errors.New("the server ended while starting")

// waitReady returns when the server answers a query. There is no limit while
// it lives, because recovery after a crash takes as long as it takes; only on a
// full disk it may crash and begin again in itself, and gets the reserve.
func (s *Server) waitReady(ctx context.Context, p *process) error {
	tick := time.NewTicker(10 * time.Millisecond)
	defer tick.Stop()
	look := time.NewTicker(time.Second)
	defer look.Stop()
	var tightSince time.Time
	for {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-p.exited:
			return errExited
		case <-look.C:
			switch {
			case !s.tight() || s.dropBallast():
				tightSince = time.Time{}
			case tightSince.IsZero():
				tightSince = time.Now()
			case time.Since(tightSince) > s.opts.limits.patience:
				return errNoSpace
			}
			continue
		case <-tick.C:
		}
		if !s.saysReady(p.pid()) {
			continue
		}
		err := s.ping(ctx)
		var refused pgdriver.Error
		if err == nil || (errors.As(err, &refused) && refused.Field('C') != "57P03") {
			return err
		}
	}
}

// errNoSpace means the server cannot recover because the disk is full.
var errNoSpace = fmt.Errorf("the server cannot recover: %w", syscall.ENOSPC)

// saysReady reads postmaster.pid. The pid must be ours: in containers numbers
// come again, and a stale file would still say "ready".
func (s *Server) saysReady(pid int) bool {
	text, err := os.ReadFile(filepath.Join(s.plan.DataDir, "postmaster.pid"))
	if err != nil {
		return false
	}
	lines := strings.Split(string(text), "\n")
	return len(lines) >= 8 &&
		strings.TrimSpace(lines[0]) == strconv.Itoa(pid) &&
		strings.TrimSpace(lines[7]) == "ready"
}

func (s *Server) ping(ctx context.Context) error {
	db := s.admin()
	defer func() { _ = db.Close() }()
	ctx, cancel := context.WithTimeout(ctx, 5*time.Second)
	defer cancel()
	return db.PingContext(ctx)
}

// admin opens the maintenance connection, one at a time.
func (s *Server) admin() *sql.DB {
	db := sql.OpenDB(pgdriver.NewConnector(pgdriver.WithDSN(s.AdminDSN()), pgdriver.WithReadTimeout(time.Minute)))
	db.SetMaxOpenConns(1)
	return db
}

// dsn names the socket file itself, which is what pgdriver wants.
func (s *Server) dsn(role, database string) string { return s.layout.dsn(role, database) }

func (l layout) dsn(role, database string) string {
	u := url.URL{
		Scheme:   "unix",
		User:     url.User(role),
		Host:     database,
		Path:     filepath.Join(l.socketDir(), socketName),
		RawQuery: "sslmode=disable",
	}
	return u.String()
}

// cannotConnect turns a refused first connection into a sentence.
func (s *Server) cannotConnect(err error) error {
	text := err.Error()
	switch {
	case errors.Is(err, context.Canceled), errors.Is(err, context.DeadlineExceeded):
		return err
	case strings.Contains(text, "locale"):
		return setupError(err, "The database in %s needs a locale that this system lacks; install the C.UTF-8 locale (Debian: libc-bin).", s.plan.DataDir)
	}
	return setupError(err, "The database started but lets nobody in: %s", fmt.Sprint(err))
}
