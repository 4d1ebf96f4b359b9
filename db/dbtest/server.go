package dbtest

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"time"

	"github.com/testcontainers/testcontainers-go"
	"github.com/testcontainers/testcontainers-go/modules/postgres"

	"firstbell/db/local"
)

// EnvURL names the variable that holds the address of a server to use: a role
// that may create databases.
const EnvURL = "TEST_DATABASE_URL"

// image is the PostgreSQL that docker-compose.yml runs.
const image = "postgres:17-bookworm"

// Server is a PostgreSQL for one run of tests.
type Server struct {
	DSN  string
	Stop func() error
}

// StartServer starts a PostgreSQL for tests and says on w where it comes from.
// One that is never stopped ends with this process: a container because of its
// reaper, the private server because the kernel tells it that we are gone.
func StartServer(ctx context.Context, w io.Writer) (Server, error) {
	if dockerAnswers(ctx) {
		s, err := startContainer(ctx)
		if err == nil {
			fmt.Fprintln(w, "tests: PostgreSQL in a container,", image)
			return s, nil
		}
		fmt.Fprintf(w, "tests: a Docker engine answers, but the container does not start (%v)\n", err)
	}
	s, plan, err := startPrivate(ctx)
	if err != nil {
		return Server{}, err
	}
	fmt.Fprintln(w, "tests: the private PostgreSQL,", plan)
	return s, nil
}

func dockerAnswers(ctx context.Context) bool {
	ctx, cancel := context.WithTimeout(ctx, 5*time.Second)
	defer cancel()
	return exec.CommandContext(ctx, "docker", "version", "--format", "{{.Server.Version}}").Run() == nil
}

func startContainer(ctx context.Context) (Server, error) {
	// Inside a container whose engine is our own, published ports are ours too;
	// testcontainers would look for them at the gateway.
	if _, err := os.Stat("/.dockerenv"); err == nil && os.Getenv("TESTCONTAINERS_HOST_OVERRIDE") == "" {
		if err := os.Setenv("TESTCONTAINERS_HOST_OVERRIDE", "127.0.0.1"); err != nil {
			return Server{}, err
		}
	}
	c, err := postgres.Run(ctx, image,
		postgres.WithDatabase("firstbell"), postgres.WithUsername("firstbell"), postgres.WithPassword("firstbell"),
		postgres.BasicWaitStrategies(),
		testcontainers.WithCmdArgs("-c", "max_connections=300", "-c", "fsync=off"))
	if err != nil {
		return Server{}, errors.Join(err, testcontainers.TerminateContainer(c))
	}
	dsn, err := c.ConnectionString(ctx, "sslmode=disable")
	if err != nil {
		return Server{}, err
	}
	return Server{DSN: dsn, Stop: func() error { return testcontainers.TerminateContainer(c) }}, nil
}

// startPrivate keeps the data where an unprivileged server user can reach it:
// the usual folder for temporary files may be closed to others.
func startPrivate(ctx context.Context) (Server, string, error) {
	dir, err := os.MkdirTemp("/var/tmp", "firstbell-test-")
	if err != nil {
		return Server{}, "", err
	}
	if err := removeAfterUs(dir); err != nil {
		return Server{}, "", err
	}
	if err := os.Chmod(dir, 0o755); err != nil {
		return Server{}, "", err
	}
	o := local.Options{Dir: dir, Ephemeral: true}
	plan, err := local.Resolve(o)
	if err != nil {
		return Server{}, "", err
	}
	s, err := local.Start(ctx, o)
	if err != nil {
		return Server{}, "", err
	}
	stop := func() error {
		if err := s.Stop(context.Background()); err != nil {
			return err
		}
		return os.RemoveAll(dir)
	}
	return Server{DSN: s.DSN(), Stop: stop}, fmt.Sprint(plan), nil
}

// removeAfterUs removes a folder when this process is gone, however it ends: a
// shell waits for its end of a pipe to close, which nobody but us holds open.
// The server may take a moment longer to go.
func removeAfterUs(dir string) error {
	const script = `trap '' INT TERM HUP; cat >/dev/null; for i in 1 2 3 4 5 6 7 8 9; do sleep 1; rm -rf "$1" && break; done`
	shell := exec.Command("sh", "-c", script, "sh", dir) //nolint:noctx // it outlives whatever asks for it
	if _, err := shell.StdinPipe(); err != nil {
		return err
	}
	if err := shell.Start(); err != nil {
		return err
	}
	go func() { _ = shell.Wait() }() // which also keeps the pipe from being collected
	return nil
}
