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

// openDatabase connects to the operator's database or starts the private one.
// It says on errs what takes long.
func openDatabase(ctx context.Context, c config.Config, log *slog.Logger, errs io.Writer) (*database, error) {
	if c.External() {
		return openExternal(ctx, c)
	}
	server, err := local.Start(ctx, local.Options{
		Dir:    c.DataDir,
		BinDir: c.PGBinDir,
		Log:    log,
		OnPhase: func(p local.Phase, sentence string) {
			if p == local.PhaseUnpacking || p == local.PhaseCreating {
				fmt.Fprintln(errs, sentence)
			}
		},
	})
	if err != nil {
		return nil, err
	}
	return &database{Store: db.Open(server.DSN(), poolSize), dsn: server.OwnerDSN(), role: local.AppRole, private: server}, nil
}

func openExternal(ctx context.Context, c config.Config) (*database, error) {
	d := &database{dsn: c.OwnerDSN()}
	if c.DBOwnerUser != "" {
		owner := db.Open(d.dsn, 1)
		defer func() { _ = owner.Close() }()
		if err := owner.WaitUntilReady(ctx, 5*time.Second); err != nil {
			return nil, connectError(c, err)
		}
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

// bringUp opens the database and brings it to this version.
func bringUp(ctx context.Context, c config.Config, log *slog.Logger, errs io.Writer) (*database, error) {
	d, err := openDatabase(ctx, c, log, errs)
	if err != nil {
		return nil, err
	}
	done, err := db.Migrate(ctx, d.dsn, embed.Migrations)
	if err != nil {
		return nil, errors.Join(err, d.Close(context.WithoutCancel(ctx)))
	}
	if d.role != "" {
		owner := db.Open(d.dsn, 1)
		err := owner.Restrict(ctx, d.role)
		if err = errors.Join(err, owner.Close()); err != nil {
			return nil, errors.Join(err, d.Close(context.WithoutCancel(ctx)))
		}
	}
	for _, name := range done {
		log.InfoContext(ctx, "database changed", "step", name)
	}
	return d, nil
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
