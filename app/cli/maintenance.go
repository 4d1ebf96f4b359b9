package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"

	"firstbell/app/config"
	"firstbell/db/local"
)

const maintenanceHelp = `firstbell maintenance on|off

Closes the desk for everybody, or opens it again, within a second and without
stopping it: pages say "Back soon", programs are answered 503, /livez stays well
and /readyz does not. It stays so over a restart. It works by a file in DATA_DIR,
so run it as the user who runs the desk, with the same settings, and on each
machine when several serve one database.`

func maintenance(_ context.Context, c config.Config, args []string, t terminal) error {
	if len(args) != 1 || args[0] != "on" && args[0] != "off" {
		return &config.Error{Message: "Type firstbell maintenance on, or firstbell maintenance off."}
	}
	file, on := maintenanceFile(c.DataDir), args[0] == "on"
	var err error
	if on {
		err = os.WriteFile(file, nil, 0o600)
	} else if err = os.Remove(file); errors.Is(err, fs.ErrNotExist) {
		err = nil
	}
	if err != nil {
		return &config.Error{Message: "DATA_DIR " + c.DataDir + " cannot be written: correct its permissions, or name the one of the desk."}
	}
	said := "The desk is open again."
	if on {
		said = "The desk is closed for maintenance. firstbell maintenance off opens it."
	}
	_, err = fmt.Fprintln(t.out, said)
	return err
}

const rescueHelp = `firstbell rescue

For a full disk: gives the room back that the desk has set aside in DATA_DIR for
this day (reserve.bin), so that the database can start and you can clear up. It
works whether the desk runs or not, deletes nothing else, and says how much room
there is then. The desk sets room aside again by itself once there is plenty.`

func rescue(_ context.Context, c config.Config, out, _ io.Writer) error {
	freed, err := local.FreeReserve(c.DataDir)
	if err != nil {
		return err
	}
	free, total, err := local.DiskSpace(c.DataDir)
	if err != nil {
		return &config.Error{Message: "DATA_DIR " + c.DataDir + " cannot be looked at: correct the path or its permissions."}
	}
	if freed == 0 {
		fmt.Fprintln(out, "Nothing is set aside that could be given back.")
	} else {
		fmt.Fprintf(out, "Given back: %s.\n", size(freed))
	}
	_, err = fmt.Fprintf(out, "Free on this disk: %s of %s. The desk takes new enquiries from %s on (DISK_MIN).\n", size(free), size(total), size(c.DiskMinBytes))
	return err
}

// size writes a number of bytes for people.
func size(n int64) string {
	if n >= 10<<30 {
		return fmt.Sprintf("%d GB", n>>30)
	}
	return fmt.Sprintf("%d MB", n>>20)
}
