package cli

import (
	"context"
	"fmt"
	"io"
	"time"

	"firstbell/app/config"
)

const healthcheckHelp = `firstbell healthcheck

Asks the desk on this machine, at PORT, whether it is ready for work (/readyz).
Exit code 0 means yes. It is for containers and supervisors that have no curl.`

func healthcheck(ctx context.Context, c config.Config, out, _ io.Writer) error {
	ctx, cancel := context.WithTimeout(ctx, 4*time.Second)
	defer cancel()
	if _, err := askSelf(ctx, c, ownAddress(c), "/readyz"); err != nil {
		return err
	}
	_, err := fmt.Fprintln(out, "ok")
	return err
}
