package cli

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"slices"
	"time"

	"firstbell/app"
	"firstbell/app/config"
	"firstbell/db"
	"firstbell/db/local"
)

const doctorHelp = `firstbell doctor [--json]

Looks at everything around the desk that can go wrong quietly: disk, clock,
address and certificate, permissions, proxy, how safely PostgreSQL keeps things,
the rights of the desk's role, backups and the mail server. Each finding says what to do. It changes
nothing and may run while the desk runs; a private database that does not run is
not started. Run it as the user who runs the desk, with the same settings. Exit
code 0: nothing has to be mended. Exit code 1: something has.`

// state is how serious a finding is.
type state string

const (
	well state = "ok"
	look state = "look" // may be meant so
	bad  state = "bad"  // has to be mended
)

// finding is one thing that doctor looked at.
type finding struct {
	Area  string `json:"area"`
	State state  `json:"state"`
	What  string `json:"what"`
	Cure  string `json:"cure,omitempty"` // of everything that is not well
}

// patient is what the probes look at.
type patient struct {
	conf    config.Config
	environ []string
	facts   *db.Facts         // nil when no database answers
	backups *app.BackupHealth // likewise, and when it is of another version
	next    int               // the major version that upgrade-db would move a private database to
	err     error             // why
	now     func() time.Time
}

// probe looks at one area. A new one is one more line in probes.
type probe func(context.Context, *patient) []finding

// probes are all that is looked at, in the order in which it is told.
var probes = []probe{diskProbe, permissionsProbe, addressProbe, certificateProbe, proxyProbe, databaseProbe, clockProbe, durabilityProbe, auditProbe,
	backupProbe, mailProbe}

// unwell is the error of a desk with findings that have to be mended.
type unwell int

// Error counts them.
func (n unwell) Error() string {
	if n == 1 {
		return "One thing has to be mended."
	}
	return fmt.Sprintf("%d things have to be mended.", int(n))
}

func doctorCommand() command {
	var asJSON bool
	return command{name: "doctor", short: "Look for what can go wrong quietly, and say what to do", long: doctorHelp,
		options: func(f *flag.FlagSet) { f.BoolVar(&asJSON, "json", false, "") },
		run: func(ctx context.Context, c config.Config, out, _ io.Writer) error {
			p := &patient{conf: c, environ: os.Environ(), now: time.Now}
			p.ask(ctx)
			return tell(out, p.examine(ctx), asJSON)
		}}
}

// ask asks the database about itself, if there is one that answers.
func (p *patient) ask(ctx context.Context) {
	dsn := p.conf.DSN()
	if !p.conf.External() {
		var runs bool
		if dsn, runs = local.Running(p.conf.DataDir); !runs {
			p.err = errors.New("the private database does not run")
			return
		}
		if plan, err := local.Resolve(local.Options{Dir: p.conf.DataDir, BinDir: p.conf.PGBinDir}); err == nil {
			p.next = plan.Next
		}
	}
	store := db.Open(dsn, 1)
	defer func() { _ = store.Close() }()
	if p.err = store.WaitUntilReady(ctx, 2*time.Second); p.err != nil {
		return
	}
	facts, err := store.Facts(ctx)
	if p.err = err; err == nil {
		p.facts = &facts
	}
	desk := &app.Desk{Store: store, Now: p.now, BackupClock: app.NewBackupClock(p.conf.BackupMinute)}
	if h, err := desk.LastBackup(ctx); err == nil {
		p.backups = &h
	}
}

func (p *patient) examine(ctx context.Context) []finding {
	var list []finding
	for _, look := range probes {
		list = append(list, look(ctx, p)...)
	}
	return list
}

// tell writes the findings, for people or for programs, and returns unwell when
// something has to be mended.
func tell(out io.Writer, list []finding, asJSON bool) error {
	if asJSON {
		enc := json.NewEncoder(out)
		enc.SetIndent("", "  ")
		if err := enc.Encode(list); err != nil {
			return err
		}
	} else {
		for _, f := range list {
			fmt.Fprintf(out, "%-5s %-12s %s\n", f.State, f.Area, f.What)
			if f.Cure != "" {
				fmt.Fprintf(out, "%-18s   %s\n", "", f.Cure)
			}
		}
	}
	sick := len(slices.DeleteFunc(slices.Clone(list), func(f finding) bool { return f.State != bad }))
	if sick > 0 {
		return unwell(sick)
	}
	return nil
}
