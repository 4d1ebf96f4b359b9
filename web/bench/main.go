// Command bench measures a built Firstbell and the PostgreSQL under it on this
// machine, checks every answer while it does so, and prints one table.
//
//	make bench                                    # all of it, about four minutes
//	go run ./web/bench -quick                     # the same, shorter and rougher
//	go run ./web/bench -only claims,enquiries     # some parts
//	go run ./web/bench -only forms                # programs and people at the public form, by itself
//
// It starts ./firstbell (FIRSTBELL_BIN names another) on a fresh database, on
// the loopback address, with rate limits off, and leaves nothing behind. Load
// generator, server and database share the processors, so numbers of one run
// are to be compared with each other and not with those of other machines.
//
// A slow answer is only printed. The exit code is 1 when an answer broke a
// rule and 2 when nothing could be measured.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"slices"
	"strings"
	"syscall"
	"time"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	err := run(ctx, os.Args[1:])
	stop()
	switch {
	case errors.Is(err, errBroken):
		os.Exit(1)
	case err != nil:
		fmt.Fprintf(os.Stderr, "bench: %v\n", err)
		os.Exit(2)
	}
}

// part is one group of measurements that can be asked for by name.
type part struct {
	name    string
	measure func(*bench, context.Context) error
}

// parts lists them in the order they run in, from a short queue to a long one.
func parts() []part {
	return []part{
		{"start", (*bench).starts},
		{"idle", (*bench).idle},
		{"claims", (*bench).claims},
		{"enquiries", (*bench).enquiries},
		{"storm", (*bench).storms},
		{"news", (*bench).news},
		{"mixed", (*bench).mixed},
		{"pages", (*bench).pages},
		{"search", (*bench).search},
	}
}

// options is what was asked for on the command line.
type options struct {
	only   []string
	quick  bool
	rounds int           // of each measurement; the median counts
	long   time.Duration // one round
}

func readOptions(args []string) (options, error) {
	var names []string
	for _, p := range parts() {
		names = append(names, p.name)
	}
	flags := flag.NewFlagSet("bench", flag.ExitOnError)
	only := flags.String("only", strings.Join(names, ","), "parts to run, separated by commas")
	quick := flags.Bool("quick", false, "one short round of each, and no queue of a million")
	rounds := flags.Int("rounds", 3, "rounds of each measurement, of which the median counts")
	long := flags.Duration("long", 4*time.Second, "length of one round, in whole seconds")
	_ = flags.Parse(args) // ends the program itself
	o := options{only: strings.Split(*only, ","), quick: *quick, rounds: max(1, *rounds), long: max(time.Second, *long)}
	if o.quick {
		o.rounds, o.long = 1, time.Second
	}
	for _, name := range o.only {
		if !slices.Contains(names, name) && *only != "forms" {
			return o, fmt.Errorf("there is no part %q: choose from %s", name, strings.Join(names, ","))
		}
	}
	return o, nil
}

func run(ctx context.Context, args []string) (err error) {
	o, err := readOptions(args)
	if err != nil {
		return err
	}
	if slices.Equal(o.only, []string{"forms"}) {
		return forms(ctx, os.Stdout)
	}
	b, err := open(ctx, o)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, b.close()) }()
	for _, p := range parts() {
		if !slices.Contains(o.only, p.name) {
			continue
		}
		fmt.Fprintf(os.Stderr, "%s ...\n", p.name)
		if err := p.measure(b, ctx); err != nil {
			return fmt.Errorf("%s: %w", p.name, err)
		}
	}
	b.memoryUnderLoad()
	if err := b.audit(ctx); err != nil {
		return err
	}
	return b.report(ctx, os.Stdout)
}
