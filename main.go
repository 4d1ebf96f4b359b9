// Firstbell is the enquiry desk for small schools. See README.md.
package main

import (
	"context"
	"os"
	"os/signal"
	"syscall"

	"firstbell/app/cli"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	code := cli.Run(ctx, os.Args[1:], os.Stdout, os.Stderr)
	stop()
	os.Exit(code)
}
