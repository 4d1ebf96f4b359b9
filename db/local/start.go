package local

import (
	"context"
	"os"
	"path/filepath"
	"runtime/debug"
	"strings"
)

// Start makes the database usable and keeps it so until Stop: it takes the
// lock of DATA_DIR, unpacks and creates what is missing, ends what a killed
// run left, starts the server and waits for its first answer. ctx bounds only
// the start. Failures the operator can act on are *Error; when ctx ends first,
// its error is returned and no process is left.
func Start(ctx context.Context, o Options) (*Server, error) {
	o, err := o.normal()
	if err != nil {
		return nil, err
	}
	if _, err := Resolve(o); err != nil { // before anything is made
		return nil, err
	}
	s := newServer(o)
	p, err := s.open(ctx)
	if err != nil {
		s.release()
		return nil, err
	}
	go s.supervise(p)
	return s, nil
}

func (s *Server) open(ctx context.Context) (*process, error) {
	s.phase(PhaseLocking, "Taking the data directory.")
	if err := openDir(s.layout.dir, 0o755); err != nil {
		return nil, onDisk(s.layout.dir, err)
	}
	var err error
	if s.lockFile, err = takeLock(ctx, s.layout); err != nil {
		return nil, err
	}
	if err := s.prepare(ctx); err != nil {
		return nil, err
	}
	if s.plan.Next > 0 {
		s.opts.Log.Info("the data is from an older PostgreSQL than this program brings; firstbell upgrade-db moves it", "from", s.plan.Major, "to", s.plan.Next)
	}
	s.phase(PhaseStarting, "Starting the database.")
	p, err := s.bringUp(ctx)
	if err != nil {
		return nil, err
	}
	if err := s.ensureDatabase(ctx); err != nil {
		s.end(context.Background(), p)
		return nil, s.notUsable(ctx, err)
	}
	s.keepHouse()
	s.pruneRuntimes()
	s.layout.handOver()
	s.phase(PhaseReady, "The database is ready.")
	return p, nil
}

// prepare does everything that comes before the server runs. The plan is made
// again under the lock: another copy may have created the cluster meanwhile.
func (s *Server) prepare(ctx context.Context) error {
	removeLeftovers(s.layout)
	r := resolverOf(s.opts)
	plan, found, err := r.plan()
	if err != nil {
		return err
	}
	s.plan = plan
	if s.account, err = chooseAccount(s.opts, found); err != nil {
		return err
	}
	if s.account.name == "nobody" {
		s.opts.Log.Warn("the database runs as user nobody, which other programs may share; better: useradd --system firstbell")
	}
	if err := canEnter(ctx, s.opts, s.account, s.layout.dir); err != nil {
		return err
	}
	if err := s.unpack(ctx, s.plan, r.bundle); err != nil {
		return err
	}
	if err := tryServer(ctx, s.account, s.plan); err != nil {
		return err
	}
	if s.logFile, err = openLog(s.layout); err != nil {
		return onDisk(s.layout.dir, err)
	}
	return s.prepareData(ctx)
}

func (s *Server) unpack(ctx context.Context, p Plan, b bundle) error {
	if p.Source != SourceBundle || b.unpacked(s.layout) {
		return nil
	}
	s.phase(PhaseUnpacking, "Unpacking PostgreSQL "+b.version+"; this happens once.")
	if err := s.roomFor(s.opts.limits.needUnpack); err != nil {
		return err
	}
	defer debug.FreeOSMemory() // a hundred megabytes that are never needed again
	return b.unpack(ctx, s.layout)
}

func (s *Server) prepareData(ctx context.Context) error {
	cur := current{Major: s.plan.Major, Data: filepath.Base(s.plan.DataDir)}
	if s.plan.Source == SourceBundle || s.plan.Source == SourceKept {
		cur.Runtime = filepath.Base(filepath.Dir(s.plan.BinDir))
	}
	if s.plan.New {
		s.phase(PhaseCreating, "Setting up the database, this happens once.")
		locale, err := s.createCluster(ctx)
		if err != nil {
			return err
		}
		cur.LcCtype = locale
	}
	// A volume mounted with a group may have opened it; PostgreSQL insists.
	if info, err := os.Stat(s.plan.DataDir); err != nil {
		return onDisk(s.layout.dir, err)
	} else if perm := info.Mode().Perm(); perm != 0o700 && perm != 0o750 {
		if err := os.Chmod(s.plan.DataDir, 0o700); err != nil {
			return onDisk(s.plan.DataDir, err)
		}
	}
	if err := writeCurrent(s.layout, cur); err != nil && !noSpace(err) {
		return onDisk(s.layout.dir, err)
	}
	s.note(func(st *Status) { st.Version, st.Major, st.DataDir = s.plan.Version, s.plan.Major, s.plan.DataDir })
	return nil
}

func (s *Server) notUsable(ctx context.Context, err error) error {
	if ctx.Err() != nil {
		return ctx.Err()
	}
	if strings.Contains(err.Error(), "53100") || strings.Contains(err.Error(), "No space left") {
		return diskFull(s.layout.dir, err)
	}
	return setupError(err, "The database started but could not be set up: %s", err)
}
