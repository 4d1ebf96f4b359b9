// Command drill tries the promises that matter on a bad day, on real processes:
// backups that can be put back, data directories that were cut off in the
// middle of a write, stops, full disks, kill -9 and power cuts, all under load.
//
//	make drill                                    # all of it, about a quarter of an hour
//	go run ./web/drill -quick                     # the same, a few of each, about two minutes
//	go run ./web/drill -only stops,disk           # some parts
//
// It starts ./firstbell (FIRSTBELL_BIN names another) on fresh data, on the
// loopback address. Everything lies in one folder below /var/tmp, which is gone
// at the end, also after Ctrl-C, and so are processes and mounts. The disks that
// fill up or lose their power can be mounted by root only; without that right the table says what was
// not tried. docs/drill.md tells what is checked, and with which results.
//
// The exit code is 1 when a promise was broken and 2 when nothing could be
// tried.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"os/signal"
	"syscall"

	"firstbell/web/outside"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	err := run(ctx, os.Args[1:])
	stop()
	switch {
	case errors.Is(err, errBroken):
		fmt.Fprintln(os.Stderr, "drill:", err)
		os.Exit(1)
	case err != nil:
		fmt.Fprintf(os.Stderr, "drill: %v\n", err)
		os.Exit(2)
	}
}

// errBroken says that a promise was broken; the table tells which.
var errBroken = errors.New("a promise was BROKEN")

func parts() outside.Parts[*drill] {
	return outside.Parts[*drill]{
		{Name: "backups", Try: (*drill).backups},
		{Name: "copies", Try: (*drill).copies},
		{Name: "stops", Try: (*drill).stops},
		{Name: "disk", Try: (*drill).disk},
		{Name: "kills", Try: (*drill).kills},
		{Name: "power", Try: (*drill).power},
	}
}

// options is what was asked for on the command line.
type options struct {
	only  outside.Parts[*drill]
	quick bool
	seed  uint64
	doc   string
}

// times is how often something is tried, in full or quickly.
func (o options) times(full, quick int) int {
	if o.quick {
		return quick
	}
	return full
}

func readOptions(args []string) (o options, err error) {
	flags := flag.NewFlagSet("drill", flag.ExitOnError)
	only := flags.String("only", parts().Names(), "parts to run, separated by commas")
	flags.BoolVar(&o.quick, "quick", false, "a few of each")
	flags.Uint64Var(&o.seed, "seed", 0, "seed of all choices; 0 takes a new one")
	flags.StringVar(&o.doc, "doc", "", "document to write the table into")
	_ = flags.Parse(args) // ends the program itself
	if o.seed == 0 {
		o.seed = rand.Uint64N(1_000_000)
	}
	o.only, err = parts().Only(*only)
	return o, err
}

func run(ctx context.Context, args []string) (err error) {
	o, err := readOptions(args)
	if err != nil {
		return err
	}
	bin := os.Getenv("FIRSTBELL_BIN")
	if bin == "" {
		bin = "./firstbell"
	}
	d, err := open(o, bin)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, d.close()) }()
	if err := o.only.Run(ctx, d); err != nil {
		return fmt.Errorf("%w\nup to then:\n%s", err, d.report(args))
	}
	text := d.report(args)
	fmt.Print(text)
	if o.doc != "" {
		if err := outside.Publish(o.doc, "make drill", text); err != nil {
			return err
		}
	}
	if d.broken() {
		return errBroken
	}
	return nil
}
