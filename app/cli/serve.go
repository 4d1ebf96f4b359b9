package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"net"
	"os"
	"runtime"
	"strings"
	"sync"
	"time"

	"firstbell/app"
	"firstbell/app/config"
	"firstbell/app/password"
	"firstbell/app/token"
	"firstbell/db"
	"firstbell/embed"
	"firstbell/web"
)

const serveHelp = `firstbell [serve]

Runs the desk until Ctrl-C or SIGTERM. Without DATABASE_URL (or DB_HOST) it also
runs a private PostgreSQL in DATA_DIR and stops it again. It brings the database
to this version first. On stopping it finishes the requests under way, for at
most ten seconds. Exit code 2 means that a setting is wrong; nothing was changed.
firstbell help config lists the settings.`

// drainTime is how long requests under way may take when the desk stops.
const drainTime = 10 * time.Second

// lastCall is how long a desk that stops keeps open connections, so that each
// client is told with its next answer.
const lastCall = time.Second

func serve(ctx context.Context, c config.Config, out, errs io.Writer) (err error) {
	boundMemory()
	log := newLog(c, errs)
	db.LogTo(log)
	ln, err := listen(ctx, c)
	if err != nil {
		return err
	}
	defer func() { _ = ln.Close() }() // closed already after a regular stop
	https, err := listenTLS(ctx, c, log)
	if err != nil {
		return err
	}
	defer https.close()
	d, err := bringUp(ctx, c, log, errs)
	if wrong, ok := errors.AsType[*mismatch](err); ok {
		return closed(ctx, c, https.begin(ctx, ln), wrong, log, errs)
	}
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, d.Close(context.WithoutCancel(ctx))) }()

	own, err := loadSecrets(c) // not before: a folder that lost its volume stays as empty as it is
	if err != nil {
		return err
	}
	desk, err := newDesk(c, d, own)
	if err != nil {
		return err
	}
	warnOfLostKey(ctx, d, desk.Sealer, log)
	keeper, err := newKeeper(c, d, log)
	if err != nil {
		return err
	}
	desk.BackupClock, desk.OpenBackup = app.NewBackupClock(c.BackupMinute), keeper.open
	if err := keeper.keepErasures(ctx, desk); err != nil { // before anybody could see them
		log.ErrorContext(ctx, "it cannot be seen whether this database brings back people who were erased", "error", err.Error())
	}
	desk.Vitals = app.Vitals{Backup: desk.ProvenBackup, OutboxLag: desk.OutboxLag}
	watch := newWatcher(c, &desk.Gate, log)
	watch.look()
	server, err := newServer(c, desk, log)
	if err != nil {
		return err
	}
	if err := ensureOwner(ctx, c, desk, log); err != nil {
		return err
	}
	if err := equip(ctx, c, desk, ln, log); err != nil {
		return err
	}
	if err := greet(ctx, c, desk, ln, out); err != nil {
		return err
	}
	background, stop := context.WithCancel(ctx)
	defer stop()
	keepGoing(background, desk, keeper, watch, log)
	noting, enough := context.WithCancel(context.WithoutCancel(ctx)) // until the last request is answered
	var notes sync.WaitGroup
	defer notes.Wait() // they need the database
	defer enough()
	notes.Go(func() { desk.Tally.Run(noting) })
	notes.Go(func() { keepAudit(noting, desk, own, log) })
	notes.Go(func() { runOutbox(background, desk, log) })
	ln = https.begin(background, ln)
	notify := newNotifier(os.Getenv, log)
	go notify.watchdog(background, aliveAt(c, ownAddress(c)))
	return serveUntilDone(ctx, server, ln, notify, log)
}

// newServer makes the server of a desk, with the screens that travel in the binary.
func newServer(c config.Config, desk *app.Desk, log *slog.Logger) (*web.Server, error) {
	ui, err := fs.Sub(embed.UI, "ui")
	if err != nil {
		return nil, err
	}
	door, err := fs.Sub(embed.Door, "door")
	if err != nil {
		return nil, err
	}
	return web.New(desk, web.Config{Version: Version, Secure: c.Secure(), Hosts: c.Hosts(), TrustedProxies: c.Proxies,
		CORSOrigins: c.CORSOrigin, MetricsToken: c.MetricsToken, LastCall: lastCall, UI: ui, Door: door, BaseURL: strings.TrimSuffix(c.BaseURL, "/")}, log)
}

// keepGoing starts what runs beside the requests until ctx ends.
func keepGoing(ctx context.Context, desk *app.Desk, keeper *keeper, watch *watcher, log *slog.Logger) {
	go desk.Feed.Run(ctx)
	go keeper.run(ctx, desk)
	go watch.run(ctx)
	go forget(ctx, desk, log)
	go letIn(ctx, desk, log)
	go desk.Waking(ctx, time.Minute, func(err error) {
		log.WarnContext(ctx, "parked enquiries could not be woken", "error", err.Error())
	})
}

// closed answers everybody that the desk is closed, and the operator what to do,
// until somebody does it. Nothing is read or written.
func closed(ctx context.Context, c config.Config, ln net.Listener, wrong *mismatch, log *slog.Logger, errs io.Writer) error {
	fmt.Fprintln(errs, wrong.sentence)
	log.ErrorContext(ctx, "the desk is closed", "why", wrong.sentence)
	return serveUntilDone(ctx, web.NewRescue(web.Config{Version: Version, Secure: c.Secure()}, log), ln, newNotifier(os.Getenv, log), log)
}

func serveUntilDone(ctx context.Context, server *web.Server, ln net.Listener, notify notifier, log *slog.Logger) error {
	failed := make(chan error, 1)
	go func() { failed <- server.Serve(ln) }()
	notify.say("READY=1")
	select {
	case err := <-failed:
		return err
	case <-ctx.Done():
	}
	notify.say("STOPPING=1")
	log.Info("stopping")
	drain, cancel := context.WithTimeout(context.WithoutCancel(ctx), drainTime)
	defer cancel()
	if err := server.Shutdown(drain); err != nil && !errors.Is(err, context.DeadlineExceeded) {
		return err
	}
	return nil
}

// forget removes what nobody repeats any more, now and then.
func forget(ctx context.Context, desk *app.Desk, log *slog.Logger) {
	every(ctx, 10*time.Minute, func() {
		if err := desk.ForgetOps(ctx); err != nil {
			log.WarnContext(ctx, "old answers could not be removed", "error", err.Error())
		}
		if err := desk.ForgetLetters(ctx); err != nil {
			log.WarnContext(ctx, "old letters could not be removed", "error", err.Error())
		}
	})
}

// letIn reads the forms, so that they are known when the database goes away, and
// lets in now and then what was held up when it did.
func letIn(ctx context.Context, desk *app.Desk, log *slog.Logger) {
	if err := desk.OpenDoors(ctx); err != nil && ctx.Err() == nil {
		log.WarnContext(ctx, "forms could not be read", "error", err.Error())
	}
	every(ctx, time.Minute, func() {
		_, err := desk.LetInStuck(ctx)
		if err == nil {
			err = desk.ForgetSpam(ctx)
		}
		if err != nil {
			log.WarnContext(ctx, "answers could not be let in", "error", err.Error())
		}
	})
}

// listen takes the port before anything else is started, so that a port that
// is in use costs nothing.
func listen(ctx context.Context, c config.Config) (net.Listener, error) {
	var lc net.ListenConfig
	lc.SetMultipathTCP(false) // web.Gently needs plain TCP
	ln, err := lc.Listen(ctx, "tcp", c.Listen())
	if err == nil {
		return web.Gently(ln), nil
	}
	return nil, &config.Error{Message: listenSentence(c, "PORT", c.Port, err)}
}

func newDesk(c config.Config, d *database, own secrets) (*app.Desk, error) {
	tokens, err := token.New([]byte(own.jwt), c.TokenLifetime, time.Now)
	if err != nil {
		return nil, err
	}
	keys, err := own.keys()
	if err != nil {
		return nil, err
	}
	desk := &app.Desk{
		Store: d.Store,
		// Fewer hashes at a time than cores, so that sign-ins never starve claims.
		Passwords: password.New(max(1, runtime.NumCPU()-1)).Unhurried(),
		Tokens:    tokens,
		Sealer:    keys,
		Rules:     app.Rules{OpenRegistration: c.OpenRegistration(), Loopback: c.Loopback(), TokenLifetime: c.TokenLifetime, BackupDays: c.BackupKeep},
		Now:       time.Now,
		Steps:     db.Steps(embed.Migrations),
		Feed:      app.NewFeed(d.Store, time.Now),
		Tally:     app.NewTally(d.Store, time.Now),
		Outbox:    app.NewOutbox(),
		Doors:     app.NewDoors(time.Now, c.RateLimits == "on"),
	}
	if c.RateLimits == "on" {
		desk.Throttle = app.NewThrottle(time.Now)
		desk.KeyRate = app.NewKeyRate(time.Now)
		desk.Searches, desk.Exports = app.NewSearchRate(time.Now), app.NewExportRate(time.Now)
	}
	return desk, nil
}

// greet says where the desk is and, while it has no owner, how to become it.
func greet(ctx context.Context, c config.Config, desk *app.Desk, ln net.Listener, out io.Writer) error {
	state, err := desk.SetupState(ctx)
	if err != nil {
		return err
	}
	addresses := reachable(c, ln.Addr().String())
	var setup strings.Builder
	if state.Needed {
		if err := showSetup(ctx, desk, addresses, &setup); err != nil {
			return err
		}
	}
	desk.ShowCode = func(code string) { fmt.Fprintf(out, "Setup code: %s (good for 30 minutes)\n", code) }
	_, err = fmt.Fprintf(out, "Firstbell %s is ready at %s\n%s", Version, addresses[0], setup.String())
	return err
}
