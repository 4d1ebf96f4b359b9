package local

import (
	"context"
	"net"
	"os"
	"path/filepath"
	"sync"
	"syscall"
	"time"
)

// Server is the running database of one DATA_DIR. Its methods may be called
// from any goroutine.
type Server struct {
	opts     Options
	layout   layout
	plan     Plan
	account  account
	lockFile *os.File
	logFile  *os.File

	mu     sync.Mutex
	status Status

	stopping context.Context // ends when Stop is called
	askStop  context.CancelFunc
	hurry    chan struct{} // closed when Stop lost its patience
	hurried  sync.Once
	stopped  chan struct{} // closed when the server is gone and the lock free
}

// Status is what /health and the admin pages show of the database.
type Status struct {
	Phase     Phase     `json:"phase"`
	Since     time.Time `json:"since"` // when the phase began
	PID       int       `json:"pid,omitempty"`
	Restarts  int       `json:"restarts"` // since Start
	Version   string    `json:"version"`
	Major     int       `json:"major"`
	DataDir   string    `json:"dataDir"`
	Socket    string    `json:"socket"`
	Durable   bool      `json:"durable"` // fsync, full pages, commits and checksums are on
	LastLog   string    `json:"lastLog,omitempty"`
	FreeBytes int64     `json:"freeBytes"`
	DiskBytes int64     `json:"diskBytes"`
	DiskLow   bool      `json:"diskLow"` // less than DiskLow is free
	Reserve   int64     `json:"reserve"` // bytes set aside for a full disk
}

func newServer(o Options) *Server {
	s := &Server{opts: o, layout: layout{dir: o.Dir}, hurry: make(chan struct{}), stopped: make(chan struct{})}
	s.stopping, s.askStop = context.WithCancel(context.Background())
	return s
}

// DSN is the app role's address for pgdriver: a unix socket that only we and
// the server's user can open. It stays the same over restarts.
func (s *Server) DSN() string { return s.dsn(AppRole, Database) }

// OwnerDSN is the address of the role that owns the tables: for migrations.
func (s *Server) OwnerDSN() string { return s.dsn(s.owner(), Database) }

// owner is the role that the database belongs to; in tests the app role, which
// makes databases of its own.
func (s *Server) owner() string {
	if s.opts.Ephemeral {
		return AppRole
	}
	return OwnerRole
}

// AdminDSN is the superuser's address, on database postgres. It is for
// maintenance, never for requests.
func (s *Server) AdminDSN() string { return s.dsn(AdminRole, "postgres") }

// Running returns the app role's address of the database that another process
// runs in dir, and false when none answers there. Whoever uses it must not mind
// that the database can stop at any moment.
func Running(dir string) (dsn string, ok bool) { return running(dir, AppRole) }

// RunningOwner is Running for the role that owns the tables.
func RunningOwner(dir string) (dsn string, ok bool) { return running(dir, OwnerRole) }

func running(dir, role string) (dsn string, ok bool) {
	dir, err := filepath.Abs(dir)
	if err != nil {
		return "", false
	}
	l := layout{dir: dir}
	c, err := net.DialTimeout("unix", filepath.Join(l.socketDir(), socketName), time.Second)
	if err != nil {
		return "", false
	}
	_ = c.Close()
	return l.dsn(role, Database), true
}

// Plan returns what was decided at the start.
func (s *Server) Plan() Plan { return s.plan }

// Status returns the present state; it looks at the disk and the log but not
// at the database.
func (s *Server) Status() Status {
	s.mu.Lock()
	st := s.status
	s.mu.Unlock()
	st.Socket = filepath.Join(s.layout.socketDir(), socketName)
	st.LastLog = lastLines(logSince(s.logFile, s.logSize()-4096), 1)
	if free, total, err := diskSpace(s.layout.dir); err == nil {
		st.FreeBytes, st.DiskBytes, st.DiskLow = free, total, free < DiskLow
	}
	if info, err := os.Stat(s.layout.reserve()); err == nil {
		st.Reserve = info.Size()
	}
	return st
}

// Stop ends the server in order and frees DATA_DIR: open transactions are
// rolled back and everything acknowledged is on the disk. A server that does
// not go within 20 seconds, or within ctx, is made to. Stop returns when no
// process is left; calling it again is harmless. The error is ctx's, when that
// cut the order short; the data is safe even then.
func (s *Server) Stop(ctx context.Context) error {
	s.askStop()
	select {
	case <-s.stopped:
		return nil
	case <-ctx.Done():
	}
	s.hurried.Do(func() { close(s.hurry) })
	<-s.stopped
	return ctx.Err()
}

// end stops one postmaster: INT, then QUIT, then KILL. Nobody of its children
// is left when it returns.
func (s *Server) end(ctx context.Context, p *process) {
	p.signal(syscall.SIGINT)
	if !p.gone(ctx, fastPatience) {
		p.signal(syscall.SIGQUIT)
		if !p.gone(context.Background(), immediatePatience) {
			p.signal(syscall.SIGKILL)
			<-p.exited
		}
	}
	until(context.Background(), 10*time.Millisecond, killPatience, s.empty)
	s.note(func(st *Status) { st.PID = 0 })
}

// release gives back what belongs to this process.
func (s *Server) release() {
	if s.logFile != nil {
		_ = s.logFile.Close()
	}
	if s.lockFile != nil {
		_ = s.lockFile.Truncate(0)
		_ = s.lockFile.Close()
	}
}

func (s *Server) phase(p Phase, text string) {
	s.note(func(st *Status) { st.Phase, st.Since = p, time.Now() })
	s.opts.OnPhase(p, text)
}

func (s *Server) note(change func(*Status)) {
	s.mu.Lock()
	defer s.mu.Unlock()
	change(&s.status)
}

func (s *Server) logSize() int64 {
	info, err := s.logFile.Stat()
	if err != nil {
		return 0
	}
	return info.Size()
}
