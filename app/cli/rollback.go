package cli

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"path/filepath"

	"firstbell/app/archive"
	"firstbell/app/config"
	"firstbell/db"
)

const rollbackHelp = `firstbell rollback [--yes]

Puts back the database of before the last upgrade, for when a new version does
not work for you. Stop the desk first. Without --yes it says what would be lost
and changes nothing: everything that has come in since the upgrade. That is kept
under another name in the same database all the same. Run it with the new
version, then start the old one.`

func rollback(ctx context.Context, c config.Config, args []string, t terminal) error {
	flags := flag.NewFlagSet("rollback", flag.ContinueOnError)
	flags.SetOutput(t.errs)
	flags.Usage = func() {}
	yes := flags.Bool("yes", false, "")
	if flags.Parse(args) != nil || flags.NArg() > 0 {
		return &config.Error{Message: rollbackHelp}
	}
	files, _ := filepath.Glob(filepath.Join(c.Backups(), backupName+"*"+beforeEnd)) // sorted: the oldest first
	if len(files) == 0 {
		return &config.Error{Message: "There is no backup of before an upgrade in " + c.Backups() + ". Nothing was changed. firstbell restore FILE takes any other backup."}
	}
	key, err := backupKey(c)
	if err != nil {
		return err
	}
	r, err := archive.Open(files[len(files)-1], key)
	if err != nil {
		return err
	}
	defer r.Close()
	if err := sayLost(ctx, c, r, t); err != nil {
		return err
	}
	if !*yes {
		return errors.New("nothing was changed. To do it: firstbell rollback --yes")
	}
	if err := putBack(ctx, c, restoring{file: files[len(files)-1], from: r, key: key}, t); err != nil {
		return err
	}
	_, err = fmt.Fprintln(t.out, "Now start the version of Firstbell that you had before.")
	return err
}

// sayLost tells what has come in since the backup.
func sayLost(ctx context.Context, c config.Config, r *archive.Reader, t terminal) (err error) {
	m, err := db.ReadManifest(r)
	if err != nil {
		return err
	}
	d, err := openDatabase(ctx, c, newLog(c, io.Discard), t.errs, checkIdentity)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, d.Close(context.WithoutCancel(ctx))) }()
	lost, err := db.Since(ctx, d.dsn, m)
	if err != nil {
		return err
	}
	if lost == "" {
		lost = "nothing"
	}
	_, err = fmt.Fprintf(t.out, "The database of %s comes back. What has come in since is lost for the desk: %s.\n", m.MadeAt.Local().Format("2006-01-02 15:04"), lost)
	return err
}
