package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"strconv"
	"time"

	"firstbell/app"
	"firstbell/app/config"
)

const setupLinkHelp = `firstbell setup-link

Prints where the desk can be set up and, where other machines can reach it, a
new setup code, good for 30 minutes. It works while the desk runs. The code takes
the place of the one that was printed before. On a desk that has an owner it says
so and changes nothing.`

func setupLink(ctx context.Context, c config.Config, out, errs io.Writer) (err error) {
	d, err := visit(ctx, c, errs)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, d.Close(context.WithoutCancel(ctx))) }()
	desk := &app.Desk{Store: d.Store, Now: time.Now, Rules: app.Rules{Loopback: c.Loopback()}}
	return showSetup(ctx, desk, configured(c), out)
}

// showSetup prints where to set the desk up and, where it is needed, a new code.
func showSetup(ctx context.Context, desk *app.Desk, addresses []string, out io.Writer) error {
	code, err := desk.NewSetupCode(ctx)
	if err != nil {
		return err
	}
	for _, a := range addresses {
		fmt.Fprintf(out, "Set it up at %s/setup\n", a)
	}
	if !desk.Rules.Loopback {
		_, err = fmt.Fprintf(out, "Setup code: %s (good for 30 minutes)\n", code)
	}
	return err
}

// configured lists the addresses of a desk that may run in another process.
func configured(c config.Config) []string {
	host := c.Host
	if host == "localhost" {
		host = "127.0.0.1"
	}
	return reachable(c, net.JoinHostPort(host, strconv.Itoa(c.Port)))
}

// ensureOwner makes the owner that the environment names, unless there is one.
func ensureOwner(ctx context.Context, c config.Config, desk *app.Desk, log *slog.Logger) error {
	if c.OwnerEmail == "" {
		return nil
	}
	made, err := desk.EnsureOwner(ctx, app.AccountInput{Name: app.TextOf(c.OwnerName), Email: app.TextOf(c.OwnerEmail), Password: app.TextOf(c.OwnerPassword)})
	if e, ok := errors.AsType[*app.Error](err); ok && e.Kind == app.Invalid {
		return &config.Error{Message: "OWNER_EMAIL, OWNER_PASSWORD or OWNER_NAME is wrong: " + refusalSentence(e)}
	}
	switch {
	case err != nil:
		return err
	case made:
		log.InfoContext(ctx, "the owner named by OWNER_EMAIL was made")
	default:
		log.InfoContext(ctx, "OWNER_EMAIL is ignored: this desk has an owner")
	}
	return nil
}
