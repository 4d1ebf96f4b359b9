// Command prove tries to make two people own one enquiry, or to lose or double
// an acknowledged one, and checks the whole history of every enquiry while
// servers, connections and the database are being killed.
//
//	make prove                                  # two safe runs and all mutants, under ten minutes
//	go run ./web/prove -seconds 75              # one safe run
//	go run ./web/prove -seconds 0               # its fault-free form: only requests, ten seconds
//	go run ./web/prove -mutant no-row-lock      # one build without one safeguard, which must be caught
//
// It runs three real servers on one private PostgreSQL with fsync on, each
// behind a proxy that knows PostgreSQL's messages and can cut exactly before or
// after a COMMIT. docs/proof.md tells what is checked, and with which results.
//
// The exit code is 1 when a safe run broke a promise, a mutant was not caught,
// or too little happened for the run to mean anything, and 2 when it could not
// be run at all.
package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"syscall"

	"firstbell/web/outside"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	err := prove(ctx, os.Args[1:])
	stop()
	switch {
	case errors.Is(err, errNotProved):
		fmt.Fprintln(os.Stderr, "prove:", err)
		os.Exit(1)
	case err != nil:
		fmt.Fprintf(os.Stderr, "prove: %v\n", err)
		os.Exit(2)
	}
}

// errNotProved says that a verdict was bad; the table tells which.
var errNotProved = errors.New("NOT proved")

// prove makes the runs that were asked for and prints one table of them.
func prove(ctx context.Context, args []string) error {
	o, err := readOptions(args)
	if err != nil {
		return err
	}
	var results []result
	for _, p := range o.plans() {
		r, err := runOnce(ctx, p)
		if err != nil {
			return fmt.Errorf("%s: %w", p.name, err)
		}
		r.explain(os.Stderr)
		results = append(results, r)
	}
	fmt.Println(table(results))
	if o.doc != "" {
		if err := outside.Publish(o.doc, "make prove", table(results)); err != nil {
			return err
		}
	}
	for _, r := range results {
		if !r.good() {
			return fmt.Errorf("%w: %s: %s", errNotProved, r.plan.name, r.verdict())
		}
	}
	return nil
}

func runOnce(ctx context.Context, p plan) (result, error) {
	fmt.Fprintf(os.Stderr, "%s: %s, seed %d ...\n", p.name, p.long, p.seed)
	bin, err := build(ctx, p.mutant != "")
	if err != nil {
		return result{}, err
	}
	return run(ctx, p, bin)
}
