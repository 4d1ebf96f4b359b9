// Package cli is what happens when somebody types firstbell: it reads the
// configuration, wires everything, and is the only package that may.
package cli

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"strings"

	"firstbell/app"
	"firstbell/app/config"
	"firstbell/db"
	"firstbell/db/local"
)

// Version is the version of this build; the linker sets it.
var Version = "dev"

// Exit codes. A wrong configuration is for the operator to mend; anything else
// is a failure.
const (
	exitOK     = 0
	exitFailed = 1
	exitConfig = 2
)

type command struct {
	name, short, long string
	takes             string // the word that has to follow, if any
	options           func(*flag.FlagSet)
	run               func(ctx context.Context, c config.Config, out, errs io.Writer) error
	words             func(ctx context.Context, c config.Config, args []string, t terminal) error // instead of run: reads its own words
	bare              bool                                                                        // words may be none at all
}

// terminal is where a command that asks and answers does so.
type terminal struct {
	in        *os.File
	out, errs io.Writer
}

func commands() []command {
	return []command{
		{name: "serve", short: "Run the desk (also without a command)", long: serveHelp, run: serve},
		{name: "setup-link", short: "Print where to set the desk up, with a new code", long: setupLinkHelp, run: setupLink},
		{name: "users", short: "List, add, invite and change people, also while the desk runs", long: usersHelp, words: users},
		{name: "migrate", short: "Bring the database to this version and stop", long: migrateHelp, run: migrate},
		{name: "seed", short: "Fill an empty database with sample data", long: seedHelp, run: seed},
		{name: "selftest", short: "Prove on your own database that a claim has one winner", long: selftestHelp, takes: "claims", run: selftest},
		{name: "backup", short: "Make a backup and prove it, also while the desk runs", long: backupHelp, words: backup, bare: true},
		{name: "restore", short: "Put a backup back, also on a new machine", long: restoreHelp, words: restore},
		{name: "rollback", short: "Put back the database of before the last upgrade", long: rollbackHelp, words: rollback, bare: true},
		{name: "upgrade-db", short: "Move the private database to a newer PostgreSQL", long: upgradeDBHelp, run: upgradeDB},
		{name: "adopt", short: "Make this data folder and this database belong together", long: adoptHelp, run: adopt},
		auditCommand(),
		{name: "secrets", short: "Make new keys for tokens and for encrypted columns", long: secretsHelp, takes: "rotate", run: rotateSecrets},
		doctorCommand(),
		{name: "maintenance", short: "Close the desk for everybody, or open it again", long: maintenanceHelp, words: maintenance},
		{name: "rescue", short: "Give back the room that is set aside for a full disk", long: rescueHelp, run: rescue},
		{name: "unit", short: "Print a unit for systemd", long: unitHelp, run: unit},
		{name: "healthcheck", short: "Ask the running desk whether it is well", long: healthcheckHelp, run: healthcheck},
		{name: "version", short: "Print the version", long: "Prints the version of this program.", run: version},
	}
}

// Run runs one command and returns the exit code. Results go to out; what went
// wrong goes to errs, one sentence without internals.
func Run(ctx context.Context, args []string, out, errs io.Writer) int {
	name := "serve"
	if len(args) > 0 {
		name, args = args[0], args[1:]
	}
	if name == "help" || name == "-h" || name == "--help" {
		return help(args, out, errs)
	}
	for _, cmd := range commands() {
		if cmd.name == name {
			return start(ctx, cmd, args, out, errs)
		}
	}
	fmt.Fprintf(errs, "There is no command %q. firstbell help lists them.\n", name)
	return exitConfig
}

func start(ctx context.Context, cmd command, args []string, out, errs io.Writer) int {
	if cmd.words != nil {
		return startWords(ctx, cmd, args, terminal{os.Stdin, out, errs})
	}
	flags := flag.NewFlagSet(cmd.name, flag.ContinueOnError)
	flags.SetOutput(errs)
	flags.Usage = func() { fmt.Fprintln(errs, cmd.long) }
	if cmd.options != nil {
		cmd.options(flags)
	}
	if cmd.takes != "" && len(args) > 0 && args[0] == cmd.takes { // options may follow the word
		args = append(args[1:len(args):len(args)], args[0])
	}
	if err := flags.Parse(args); errors.Is(err, flag.ErrHelp) {
		return exitOK
	} else if err != nil {
		return exitConfig
	}
	if cmd.takes != "" && (flags.NArg() != 1 || flags.Arg(0) != cmd.takes) {
		fmt.Fprintf(errs, "Type firstbell %s %s; firstbell help %s tells more.\n", cmd.name, cmd.takes, cmd.name)
		return exitConfig
	}
	if cmd.takes == "" && flags.NArg() > 0 {
		fmt.Fprintf(errs, "firstbell %s takes no arguments; settings come from the environment (firstbell help config).\n", cmd.name)
		return exitConfig
	}
	c, err := config.Load(os.Environ())
	if err == nil {
		err = cmd.run(ctx, c, out, errs)
		handBack(c)
	}
	return report(err, errs)
}

// startWords starts a command that reads its own words.
func startWords(ctx context.Context, cmd command, args []string, t terminal) int {
	if len(args) == 0 && !cmd.bare || len(args) > 0 && (args[0] == "-h" || args[0] == "--help") {
		fmt.Fprintln(t.errs, cmd.long)
		return exitConfig
	}
	c, err := config.Load(os.Environ())
	if err == nil {
		err = cmd.words(ctx, c, args, t)
		handBack(c)
	}
	return report(err, t.errs)
}

// handBack gives what a command by root has made in DATA_DIR to whom that
// belongs, else the desk could read neither its keys nor its backups.
func handBack(c config.Config) {
	local.HandOver(c.DataDir, "secrets", "backup-key", "instance.json", "maintenance", "backups", "tls")
}

// report writes the one sentence that tells what went wrong and chooses the
// exit code.
func report(err error, errs io.Writer) int {
	if err == nil {
		return exitOK
	}
	if e, ok := errors.AsType[*config.Error](err); ok {
		fmt.Fprintln(errs, e.Message)
		return exitConfig
	}
	if e, ok := errors.AsType[*mismatch](err); ok {
		fmt.Fprintln(errs, e.sentence)
		return exitConfig
	}
	if e, ok := errors.AsType[*local.Error](err); ok {
		fmt.Fprintln(errs, e.Message)
		return e.Exit
	}
	if e, ok := errors.AsType[*db.SchemaError](err); ok {
		fmt.Fprintln(errs, e.Message+".")
		return exitConfig
	}
	if n, ok := errors.AsType[unwell](err); ok {
		fmt.Fprintln(errs, n.Error())
		return exitFailed
	}
	if e, ok := errors.AsType[*app.ChainBreak](err); ok {
		fmt.Fprintf(errs, "The audit log is not as it was written: %s.\n", e)
		return exitFailed
	}
	if e, ok := errors.AsType[*app.Error](err); ok {
		fmt.Fprintln(errs, refusalSentence(e))
		return exitFailed
	}
	fmt.Fprintf(errs, "Firstbell cannot go on: %s.\n", strings.TrimSuffix(err.Error(), "."))
	return exitFailed
}

// refusalSentence says what is wrong with what was typed, field by field.
func refusalSentence(e *app.Error) string {
	list := make([]string, len(e.Fields))
	for i, f := range e.Fields {
		list[i] = f.Msg
	}
	if len(list) == 0 {
		return e.Message + "."
	}
	return strings.Join(list, ". ") + "."
}

func help(args []string, out, errs io.Writer) int {
	if len(args) == 0 {
		fmt.Fprintf(out, "Firstbell %s, the enquiry desk for small schools.\n\nfirstbell [command]\n\n", Version)
		for _, cmd := range commands() {
			fmt.Fprintf(out, "  %-12s %s\n", cmd.name, cmd.short)
		}
		fmt.Fprintln(out, "\nfirstbell help config lists every setting; firstbell help COMMAND tells more.")
		return exitOK
	}
	if args[0] == "config" {
		fmt.Fprint(out, "Every setting is an environment variable, or a file named by the same variable\nwith _FILE at the end. In brackets: what holds when it is not set.\n\n")
		config.Help(out)
		return exitOK
	}
	for _, cmd := range commands() {
		if cmd.name == args[0] {
			fmt.Fprintln(out, cmd.long)
			return exitOK
		}
	}
	fmt.Fprintf(errs, "There is no command %q. firstbell help lists them.\n", args[0])
	return exitConfig
}

func version(_ context.Context, _ config.Config, out, _ io.Writer) error {
	_, err := fmt.Fprintln(out, "firstbell", Version)
	return err
}
