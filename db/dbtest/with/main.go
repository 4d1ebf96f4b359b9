// With starts one PostgreSQL for a whole run of tests, runs the command that
// follows it with TEST_DATABASE_URL set, and stops the server again:
//
//	go run ./db/dbtest/with go test ./...
package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"syscall"

	"firstbell/db/dbtest"
)

func main() {
	if len(os.Args) < 2 {
		fmt.Fprintln(os.Stderr, "usage: with COMMAND [ARGUMENT...]")
		os.Exit(2)
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	code := run(ctx, os.Args[1:])
	stop()
	os.Exit(code)
}

func run(ctx context.Context, args []string) int {
	env := os.Environ()
	if os.Getenv(dbtest.EnvURL) == "" {
		// We stop the container ourselves; its reaper is for those who cannot.
		if err := os.Setenv("TESTCONTAINERS_RYUK_DISABLED", "true"); err != nil {
			fmt.Fprintln(os.Stderr, err)
			return 1
		}
		s, err := dbtest.StartServer(ctx, os.Stderr)
		if err != nil {
			fmt.Fprintln(os.Stderr, "no PostgreSQL for tests:", err)
			return 1
		}
		defer func() {
			if err := s.Stop(); err != nil {
				fmt.Fprintln(os.Stderr, "stop PostgreSQL:", err)
			}
		}()
		env = append(env, dbtest.EnvURL+"="+s.DSN)
	} else {
		fmt.Fprintln(os.Stderr, "tests: PostgreSQL of", dbtest.EnvURL)
	}
	cmd := exec.CommandContext(ctx, args[0], args[1:]...)
	cmd.Env, cmd.Stdin, cmd.Stdout, cmd.Stderr = env, os.Stdin, os.Stdout, os.Stderr
	err := cmd.Run()
	if exit, ok := errors.AsType[*exec.ExitError](err); ok {
		return exit.ExitCode()
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	return 0
}
