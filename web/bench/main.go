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
	"syscall"
	"time"

	"firstbell/web/outside"
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

// parts go from a short queue to a long one.
func parts() outside.Parts[*bench] {
	return outside.Parts[*bench]{
		{Name: "start", Try: (*bench).starts},
		{Name: "idle", Try: (*bench).idle},
		{Name: "claims", Try: (*bench).claims},
		{Name: "enquiries", Try: (*bench).enquiries},
		{Name: "storm", Try: (*bench).storms},
		{Name: "news", Try: (*bench).news},
		{Name: "mixed", Try: (*bench).mixed},
		{Name: "pages", Try: (*bench).pages},
		{Name: "search", Try: (*bench).search},
	}
}

// options is what was asked for on the command line.
type options struct {
	only   outside.Parts[*bench]
	forms  bool // the public form and nothing else
	quick  bool
	rounds int           // of each measurement; the median counts
	long   time.Duration // one round
}

func readOptions(args []string) (o options, err error) {
	flags := flag.NewFlagSet("bench", flag.ExitOnError)
	only := flags.String("only", parts().Names(), "parts to run, separated by commas")
	quick := flags.Bool("quick", false, "one short round of each, and no queue of a million")
	rounds := flags.Int("rounds", 3, "rounds of each measurement, of which the median counts")
	long := flags.Duration("long", 4*time.Second, "length of one round, in whole seconds")
	_ = flags.Parse(args) // ends the program itself
	o = options{forms: *only == "forms", quick: *quick, rounds: max(1, *rounds), long: max(time.Second, *long)}
	if o.quick {
		o.rounds, o.long = 1, time.Second
	}
	if !o.forms {
		o.only, err = parts().Only(*only)
	}
	return o, err
}

func run(ctx context.Context, args []string) (err error) {
	o, err := readOptions(args)
	if err != nil {
		return err
	}
	if o.forms {
		return forms(ctx, os.Stdout)
	}
	b, err := open(ctx, o)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, b.close()) }()
	if err := o.only.Run(ctx, b); err != nil {
		return err
	}
	b.memoryUnderLoad()
	if err := b.audit(ctx); err != nil {
		return err
	}
	return b.report(ctx, os.Stdout)
}
