package cli

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"log/slog"

	"firstbell/app"
	"firstbell/app/config"
	"firstbell/db"
	"firstbell/db/local"
)

const auditHelp = `firstbell audit verify [--head HASH:SEQ]

Walks the audit log from its first entry to its last and looks whether each is
as it was written, in its place, with none missing between. Every hour the desk
signs where the log ends and writes that to its own log as HASH:SEQ; the signed
ends have to fit, too. Whoever can change everything in the database and on this
machine can make a whole new log: note an end elsewhere now and then, and give
it as --head to find that out. It may run while the desk runs and changes
nothing. Exit code 0: all is as it was written. Exit code 1: it is not; the
first thing that is wrong is named.`

func auditCommand() command {
	var noted string
	return command{name: "audit", short: "Prove that nobody has changed the audit log", long: auditHelp, takes: "verify",
		options: func(f *flag.FlagSet) { f.StringVar(&noted, "head", "", "") },
		run: func(ctx context.Context, c config.Config, out, errs io.Writer) error {
			return verifyAudit(ctx, c, noted, out, errs)
		}}
}

func verifyAudit(ctx context.Context, c config.Config, noted string, out, errs io.Writer) (err error) {
	var head *app.Head
	if noted != "" {
		h, err := app.ParseHead(noted)
		if err != nil {
			return &config.Error{Message: "--head is not one that the desk wrote: " + err.Error() + "."}
		}
		head = &h
	}
	own, err := loadSecrets(c)
	if err != nil {
		return err
	}
	d, err := beside(ctx, c, newLog(c, errs), errs)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, d.Close(context.WithoutCancel(ctx))) }()
	desk := &app.Desk{Store: d.Store}
	s, waiting, err := desk.VerifyAudit(ctx, auditKey(own), head)
	if err != nil {
		return err
	}
	fmt.Fprintf(out, "The audit log is as it was written: %d entries, each in its place.\n", s.Seq)
	if waiting > 0 {
		fmt.Fprintf(out, "Entries that have no place yet: %d. The running desk gives them one within a second.\n", waiting)
	}
	fmt.Fprintf(out, "Signed ends that fit: %d.\n", s.Vouched)
	if s.Foreign > 0 {
		fmt.Fprintf(out, "Signed with another key: %d. That is so after JWT_SECRET was changed; they prove nothing here.\n", s.Foreign)
	}
	if s.Seq > 0 {
		fmt.Fprintf(out, "It ends at %s\n", s.Head)
	}
	return nil
}

// beside opens the database for a command that may run while the desk does:
// the private one is used where it runs already.
func beside(ctx context.Context, c config.Config, log *slog.Logger, errs io.Writer) (*database, error) {
	if !c.External() {
		if dsn, running := local.Running(c.DataDir); running {
			return &database{Store: db.Open(dsn, poolSize), dsn: dsn}, nil
		}
	}
	return openDatabase(ctx, c, log, errs, checkIdentity)
}

// auditKey is the key that signs where the audit log ends.
func auditKey(own secrets) app.HeadKey { return app.NewHeadKey([]byte(own.jwt)) }

// keepAudit chains and signs the audit log while the desk runs.
func keepAudit(ctx context.Context, desk *app.Desk, own secrets, log *slog.Logger) {
	desk.KeepAudit(ctx, auditKey(own),
		func(h app.Head) { log.InfoContext(ctx, "the audit log ends here", "head", h.String()) },
		func(err error) { log.ErrorContext(ctx, "the audit log", "error", err.Error()) })
}
