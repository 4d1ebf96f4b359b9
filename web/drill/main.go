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
	"slices"
	"strings"
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

// part is one group of drills that can be asked for by name.
type part struct {
	name string
	try  func(*drill, context.Context) error
}

func parts() []part {
	return []part{
		{"backups", (*drill).backups},
		{"copies", (*drill).copies},
		{"stops", (*drill).stops},
		{"disk", (*drill).disk},
		{"kills", (*drill).kills},
		{"power", (*drill).power},
	}
}

// options is what was asked for on the command line.
type options struct {
	only  []string
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

func readOptions(args []string) (options, error) {
	var names []string
	for _, p := range parts() {
		names = append(names, p.name)
	}
	var o options
	flags := flag.NewFlagSet("drill", flag.ExitOnError)
	only := flags.String("only", strings.Join(names, ","), "parts to run, separated by commas")
	flags.BoolVar(&o.quick, "quick", false, "a few of each")
	flags.Uint64Var(&o.seed, "seed", 0, "seed of all choices; 0 takes a new one")
	flags.StringVar(&o.doc, "doc", "", "document to write the table into")
	_ = flags.Parse(args) // ends the program itself
	o.only = strings.Split(*only, ",")
	for _, name := range o.only {
		if !slices.Contains(names, name) {
			return o, fmt.Errorf("there is no part %q: choose from %s", name, strings.Join(names, ","))
		}
	}
	if o.seed == 0 {
		o.seed = rand.Uint64N(1_000_000)
	}
	return o, nil
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
	for _, p := range parts() {
		if !slices.Contains(o.only, p.name) {
			continue
		}
		fmt.Fprintf(os.Stderr, "%s ...\n", p.name)
		if err := p.try(d, ctx); err != nil {
			return fmt.Errorf("%s: %w\nup to then:\n%s", p.name, errors.Join(ctx.Err(), err), d.report(args))
		}
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
