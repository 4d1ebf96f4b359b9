package local

import (
	"context"
	"errors"
	"io/fs"
	"math"
	"os"
	"path/filepath"
	"time"
)

// Move is what the caller of Upgrade does with the two databases. Both are
// given the address of the role that owns the tables.
type Move struct {
	// Out takes everything out of the old database.
	Out func(ctx context.Context, dsn string) error
	// In puts it into the new, empty one and compares the two.
	In func(ctx context.Context, dsn string) error
}

// Upgraded says what Upgrade has done.
type Upgraded struct {
	From, To Plan
	Kept     string // where the old cluster is now; "" when there was nothing to do
}

// Upgrade moves the data of DATA_DIR to the major version that a new database
// would be made with, and holds the lock of DATA_DIR all the while. The new
// cluster is filled beside the one in use; CURRENT changes from one to the other
// when In has returned nil, in one step that survives a power cut. Until then
// every failure, a kill included, leaves the old one in use as it was. It is
// never deleted: at last it gets another name. Nothing is done when the data is
// of that version already. Failures that the operator can act on are *Error:
// with ExitVersion when the data is newer, or no server of its version is at hand.
func Upgrade(ctx context.Context, o Options, m Move) (Upgraded, error) {
	o, err := o.normal()
	if err != nil {
		return Upgraded{}, err
	}
	if _, _, err := resolverOf(o).way(); err != nil { // before anything is touched
		return Upgraded{}, err
	}
	s := newServer(o)
	defer s.release()
	s.phase(PhaseLocking, "Taking the data directory.")
	if s.lockFile, err = takeLock(ctx, s.layout); err != nil {
		return Upgraded{}, err
	}
	r := resolverOf(o)
	from, to, err := r.way()
	if err != nil || from.Major == to.Major {
		return Upgraded{From: from, To: to}, err
	}
	up := upgrade{old: s, to: to, stage: s.layout.upgrading()}
	// Nobody else is to find a server whose data is about to be left behind.
	s.layout.hidden = up.stage
	defer func() { _ = os.RemoveAll(up.stage) }()
	if err := up.prepare(ctx, from, r.bundle); err != nil {
		return Upgraded{}, err
	}
	kept, err := up.run(ctx, m)
	return Upgraded{From: from, To: to, Kept: kept}, err
}

// upgrade is one run of Upgrade, under the lock.
type upgrade struct {
	old   *Server
	to    Plan
	stage string // DATA_DIR of the new cluster until it is complete
}

// prepare makes sure that nothing is missing before anything is made.
func (u *upgrade) prepare(ctx context.Context, from Plan, b bundle) error {
	s := u.old
	removeLeftovers(s.layout)
	if err := s.roomToMove(from.DataDir); err != nil {
		return err
	}
	if err := s.prepare(ctx); err != nil {
		return err
	}
	if err := s.unpack(ctx, u.to, b); err != nil {
		return err
	}
	if err := tryServer(ctx, s.account, u.to); err != nil {
		return err
	}
	return onDisk(s.layout.dir, openDir(u.stage, 0o755))
}

func (u *upgrade) run(ctx context.Context, m Move) (kept string, err error) {
	u.old.phase(PhaseMoving, "Taking everything out of PostgreSQL "+u.old.plan.Version+".")
	if err := u.takeOut(ctx, m.Out); err != nil {
		return "", err
	}
	u.old.step("taken out")
	u.old.phase(PhaseMoving, "Putting it into PostgreSQL "+u.to.Version+" and comparing.")
	if err := u.putIn(ctx, m.In); err != nil {
		return "", err
	}
	u.old.step("put in")
	return u.exchange()
}

// roomToMove refuses what would fill the disk halfway through: there will be
// the old cluster, the new one with its log, and what is carried between them.
func (s *Server) roomToMove(cluster string) error {
	size, err := sizeOf(cluster)
	if err != nil {
		return onDisk(s.layout.dir, err)
	}
	need := size + size/2 + s.opts.limits.needNew
	free, _, err := diskSpace(s.layout.dir)
	if err != nil {
		return onDisk(s.layout.dir, err)
	}
	if free < need {
		return setupError(nil, "Moving the data needs %d MB on the disk with %s, where %d MB are free. Nothing was changed; free some space.", need/mib, s.layout.dir, free/mib)
	}
	return nil
}

// sizeOf adds up the files below dir.
func sizeOf(dir string) (size int64, err error) {
	err = filepath.WalkDir(dir, func(_ string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		info, err := d.Info()
		if err == nil {
			size += info.Size()
		}
		return err
	})
	return size, err
}

// takeOut runs the old server for as long as out takes.
func (u *upgrade) takeOut(ctx context.Context, out func(context.Context, string) error) error {
	s := u.old
	p, err := s.bringUp(ctx)
	if err != nil {
		return err
	}
	defer s.end(context.WithoutCancel(ctx), p)
	if err := s.ensureDatabase(ctx); err != nil {
		return s.notUsable(ctx, err)
	}
	return out(ctx, s.OwnerDSN())
}

// putIn makes the new cluster in a DATA_DIR of its own and runs its server for
// as long as in takes. When it returns nil, everything is on the disk.
func (u *upgrade) putIn(ctx context.Context, in func(context.Context, string) error) error {
	o := u.old.opts
	o.Dir, o.BinDir, o.User = u.stage, u.to.BinDir, u.old.account.label()
	small := *o.limits
	small.ballastFloor = math.MaxInt64 // the one of the old cluster is there
	o.limits = &small
	s, err := Start(ctx, o)
	if err != nil {
		return err
	}
	err = in(ctx, s.OwnerDSN())
	return errors.Join(err, s.Stop(context.WithoutCancel(ctx)))
}

// exchange puts the new cluster in the place of the old one: what CURRENT says
// counts, whatever lies beside it. It returns where the old one is then.
func (u *upgrade) exchange() (kept string, err error) {
	s, old := u.old, ".old-"+time.Now().UTC().Format("20060102T150405Z")
	cur, err := readCurrent(layout{dir: u.stage})
	if err != nil {
		return "", err
	}
	if cur.Runtime = ""; u.to.Source == SourceBundle || u.to.Source == SourceKept {
		cur.Runtime = filepath.Base(filepath.Dir(u.to.BinDir))
	}
	// A run that ended before CURRENT changed has left one that was never in use.
	if err := os.Rename(u.to.DataDir, u.to.DataDir+old); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return "", onDisk(s.layout.dir, err)
	}
	if err := os.Rename(filepath.Join(u.stage, cur.Data), u.to.DataDir); err != nil {
		return "", onDisk(s.layout.dir, err)
	}
	s.step("moved")
	if err := syncDir(s.layout.dir); err != nil {
		return "", onDisk(s.layout.dir, err)
	}
	if err := writeCurrent(s.layout, cur); err != nil {
		return "", onDisk(s.layout.dir, err) // nothing is moved back: CURRENT may have changed all the same
	}
	s.step("switched")
	kept = s.plan.DataDir + old
	if err := os.Rename(s.plan.DataDir, kept); err != nil {
		kept = s.plan.DataDir // the name changes nothing: CURRENT names the other
	}
	s.layout.handOver()
	return kept, onDisk(s.layout.dir, syncDir(s.layout.dir))
}

func (s *Server) step(name string) {
	if s.opts.step != nil {
		s.opts.step(name)
	}
}
