package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"time"

	"firstbell/app/config"
	"firstbell/db"
	"firstbell/db/local"
	"firstbell/embed"
)

// poolSize is the most connections of one process; the private PostgreSQL
// allows 30 in all.
const poolSize = 20

// database is the database that one command uses: the operator's or our own.
type database struct {
	db.Store
	dsn     string        // of the role that owns the tables
	role    string        // that Store works as, when it is another one
	private *local.Server // nil when the operator named a database
}

// trusting is for openDatabase when any database will do.
func trusting(context.Context, config.Config, string) error { return nil }

// openDatabase connects to the operator's database or starts the private one,
// unless check, which is given the owner's address, refuses it. It says on errs
// what takes long.
func openDatabase(ctx context.Context, c config.Config, log *slog.Logger, errs io.Writer, check func(context.Context, config.Config, string) error) (*database, error) {
	if c.External() {
		return openExternal(ctx, c, check)
	}
	server, err := local.Start(ctx, privateOptions(c, log, errs))
	if err != nil {
		return nil, err
	}
	d := &database{Store: db.Open(server.DSN(), poolSize), dsn: server.OwnerDSN(), role: local.AppRole, private: server}
	if err := check(ctx, c, d.dsn); err != nil {
		return nil, errors.Join(err, d.Close(context.WithoutCancel(ctx)))
	}
	return d, nil
}

// privateOptions are those of the private database, which says on errs what
// takes long.
func privateOptions(c config.Config, log *slog.Logger, errs io.Writer) local.Options {
	return local.Options{Dir: c.DataDir, BinDir: c.PGBinDir, Log: log, OnPhase: func(p local.Phase, sentence string) {
		if p == local.PhaseUnpacking || p == local.PhaseCreating || p == local.PhaseMoving {
			fmt.Fprintln(errs, sentence)
		}
	}}
}

func openExternal(ctx context.Context, c config.Config, check func(context.Context, config.Config, string) error) (*database, error) {
	d := &database{dsn: c.OwnerDSN()}
	owner := db.Open(d.dsn, 1)
	defer func() { _ = owner.Close() }()
	if err := owner.WaitUntilReady(ctx, 5*time.Second); err != nil {
		return nil, connectError(c, err)
	}
	if err := check(ctx, c, d.dsn); err != nil {
		return nil, err
	}
	if c.DBOwnerUser != "" {
		name, password := c.DeskRole()
		if err := owner.EnsureRole(ctx, name, password); err != nil {
			return nil, err
		}
		d.role = name
	}
	d.Store = db.Open(c.DSN(), poolSize)
	if err := d.WaitUntilReady(ctx, 5*time.Second); err != nil {
		_ = d.Close(ctx)
		return nil, connectError(c, err)
	}
	return d, nil
}

func connectError(c config.Config, err error) error {
	if e, ok := errors.AsType[*db.ConnectError](err); ok {
		return &config.Error{Message: c.DatabaseKnob() + " " + e.Message + "."}
	}
	return err
}

// Close gives the connections back, then stops the private PostgreSQL.
func (d *database) Close(ctx context.Context) error {
	err := d.Store.Close()
	if d.private != nil {
		err = errors.Join(err, d.private.Stop(ctx))
	}
	return err
}

// bringUp opens the database that belongs to DATA_DIR and brings it to this
// version. A *mismatch when it is another one.
func bringUp(ctx context.Context, c config.Config, log *slog.Logger, errs io.Writer) (*database, error) {
	d, err := openDatabase(ctx, c, log, errs, checkIdentity)
	if err != nil {
		return nil, err
	}
	if err := d.migrate(ctx, c, log); err != nil {
		return nil, errors.Join(err, d.Close(context.WithoutCancel(ctx)))
	}
	if _, err := keepIdentity(ctx, c, d.Store); err != nil {
		return nil, errors.Join(err, d.Close(context.WithoutCancel(ctx)))
	}
	return d, nil
}

func (d *database) migrate(ctx context.Context, c config.Config, log *slog.Logger) error {
	done, err := db.MigrateAfter(ctx, d.dsn, embed.Migrations, func(ctx context.Context, _ []db.Step) error {
		return backUpFirst(ctx, c, d, log)
	})
	if err != nil {
		return err
	}
	for _, name := range done {
		log.InfoContext(ctx, "database changed", "step", name)
	}
	return d.restrict(ctx)
}

// restrict gives the desk's role its rights on the tables, where it has one.
func (d *database) restrict(ctx context.Context) error {
	if d.role == "" {
		return nil
	}
	owner := db.Open(d.dsn, 1)
	return errors.Join(owner.Restrict(ctx, d.role), owner.Close())
}

// visit opens the database for a command that may run beside the desk: it joins
// the private one that runs, or starts it. A database that others may be using
// is not changed: it has to be at this version.
func visit(ctx context.Context, c config.Config, errs io.Writer) (*database, error) {
	dsn, owner := c.DSN(), ""
	if c.External() {
		owner = c.OwnerDSN()
	} else {
		var joined bool
		dsn, joined = local.Running(c.DataDir)
		if owner, _ = local.RunningOwner(c.DataDir); !joined || owner == "" {
			return bringUp(ctx, c, newLog(c, errs), errs)
		}
	}
	d := &database{Store: db.Open(dsn, 2), dsn: owner}
	err := d.WaitUntilReady(ctx, 5*time.Second)
	if err == nil {
		err = db.CheckVersion(ctx, dsn, embed.Migrations)
	}
	if err != nil {
		return nil, errors.Join(joinError(c, err), d.Close(ctx))
	}
	return d, nil
}

// joinError is connectError for a database that the desk may be running itself.
func joinError(c config.Config, err error) error {
	if _, ok := errors.AsType[*db.ConnectError](err); ok && !c.External() {
		return &config.Error{Message: "The database in " + c.DataDir + " runs and does not let you in. Nothing was changed: run this as the user who runs the desk."}
	}
	return connectError(c, err)
}

const migrateHelp = `firstbell migrate

Brings the database to this version and stops. The desk does so itself at every
start; this is for those who want to do it at another time. It waits while
another process is doing it, and refuses a database that a newer version has
changed.`

func migrate(ctx context.Context, c config.Config, out, errs io.Writer) error {
	d, err := bringUp(ctx, c, newLog(c, errs), errs)
	if err != nil {
		return err
	}
	fmt.Fprintln(out, "The database is at this version.")
	return d.Close(context.WithoutCancel(ctx))
}
