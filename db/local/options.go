package local

import (
	"log/slog"
	"maps"
	"path/filepath"
	"regexp"
	"time"
)

// Names the cluster is made with. The owner role owns the tables and changes
// them from release to release; the app role works with what they hold. Neither
// is a superuser; the admin role is, and is for maintenance.
const (
	AppRole   = "firstbell"
	OwnerRole = "firstbell_owner"
	AdminRole = "firstbell_admin"
	Database  = "firstbell"
)

// Phase says what the server is doing; OnPhase and Status report it.
type Phase string

// The phases in the order a first start goes through them; only Upgrade moves.
const (
	PhaseLocking    Phase = "locking"
	PhaseUnpacking  Phase = "unpacking"
	PhaseCreating   Phase = "creating"
	PhaseMoving     Phase = "moving"
	PhaseStarting   Phase = "starting"
	PhaseReady      Phase = "ready"
	PhaseRestarting Phase = "restarting"
	PhaseStopping   Phase = "stopping"
	PhaseStopped    Phase = "stopped"
)

// Options says where the database lives and how to run it. Only Dir is
// required.
type Options struct {
	// Dir is DATA_DIR; it is created when missing.
	Dir string
	// User is the system user the server runs as when we are root. The owner of
	// an existing cluster goes before it.
	User string
	// BinDir is PG_BINDIR: a directory with postgres and initdb to prefer.
	BinDir string
	// Ephemeral gives up durability for speed: for tests only. It also lets the
	// app role create databases, owning them, and allows 200 connections.
	Ephemeral bool
	// Settings are lines for postgresql.conf that replace our defaults.
	Settings map[string]string
	// Log receives what the operator may want to read later; nil discards it.
	Log *slog.Logger
	// OnPhase is told about each phase with a sentence for people; it must not
	// block and may be called from another goroutine after Start returned.
	OnPhase func(Phase, string)

	// limits is changed only by tests of this package.
	limits *limits
	// step is told after each step of Upgrade, for tests of this package.
	step func(string)
}

// limits are the sizes and times that a test on a small disk has to shrink.
type limits struct {
	ballast      int64         // size of reserve.bin
	ballastFloor int64         // free space below which no reserve is made
	needNew      int64         // free space a new cluster wants
	needUnpack   int64         // free space the bundle wants
	round        time.Duration // between two rounds of housekeeping
	patience     time.Duration // with a server that cannot recover on a full disk
}

const mib = 1 << 20

func defaultLimits() *limits {
	return &limits{ballast: ballastSize, ballastFloor: 2048 * mib, needNew: 120 * mib, needUnpack: 60 * mib, round: housekeeping, patience: tightPatience}
}

var settingName = regexp.MustCompile(`^[a-z][a-z0-9_.]*$`)

// normal fills in the defaults and makes the paths absolute, because the
// server runs in another working directory.
func (o Options) normal() (Options, error) {
	if o.Dir == "" {
		return o, setupError(nil, "DATA_DIR is not set.")
	}
	dir, err := filepath.Abs(o.Dir)
	if err != nil {
		return o, onDisk(o.Dir, err)
	}
	o.Dir = dir
	if o.BinDir != "" {
		if o.BinDir, err = filepath.Abs(o.BinDir); err != nil {
			return o, setupError(err, "PG_BINDIR %s cannot be used: %s.", o.BinDir, rootCause(err))
		}
	}
	for name := range o.Settings {
		if !settingName.MatchString(name) {
			return o, setupError(nil, "%q is not the name of a PostgreSQL setting.", name)
		}
	}
	o.Settings = maps.Clone(o.Settings)
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	if o.OnPhase == nil {
		o.OnPhase = func(Phase, string) {}
	}
	if o.limits == nil {
		o.limits = defaultLimits()
	}
	return o, nil
}
