package cli

import (
	"context"
	"io"
	"os"
	"strings"

	"firstbell/app/config"
	"firstbell/embed"
)

const unitHelp = `firstbell unit

Prints a unit for systemd that runs this very file as user firstbell, with its
data in /var/lib/firstbell. systemd waits until the desk is ready, restarts it
when it no longer answers itself, and lets it touch nothing but its data. The
first lines of the unit say how to install it.`

func unit(_ context.Context, _ config.Config, out, _ io.Writer) error {
	program, err := os.Executable()
	if err != nil {
		return err
	}
	_, err = io.WriteString(out, strings.ReplaceAll(embed.Unit, "@PROGRAM@", program))
	return err
}
