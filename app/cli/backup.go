package cli

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"time"

	"firstbell/app"
	"firstbell/app/archive"
	"firstbell/app/config"
	"firstbell/db"
	"firstbell/embed"
)

const backupHelp = `firstbell backup [--to DIR]
firstbell backup key
firstbell backup verify FILE

Makes a backup of everything in the database, also while the desk runs, puts it
back into an empty place beside the tables in use, and compares every row; only
then it gets its name. It depends on neither the machine nor the version of
PostgreSQL. It is encrypted: "backup key" prints the key, which opens all backups
of this desk and without which nobody can. Keep it elsewhere. "backup verify"
proves a file that is there already, in the database of this desk; nothing that
is in use is touched. The desk makes a backup by itself every night (BACKUP_AT).`

func backup(ctx context.Context, c config.Config, args []string, t terminal) error {
	flags := flag.NewFlagSet("backup", flag.ContinueOnError)
	flags.SetOutput(t.errs)
	flags.Usage = func() {}
	to := flags.String("to", c.Backups(), "")
	if flags.Parse(args) != nil {
		return &config.Error{Message: backupHelp}
	}
	switch {
	case flags.NArg() == 0:
		return backupNow(ctx, c, *to, t)
	case flags.Arg(0) == "key" && flags.NArg() == 1:
		return printKey(c, t.out)
	case flags.Arg(0) == "verify" && flags.NArg() == 2:
		return withKeeper(ctx, c, t, func(k *keeper) error { return k.verify(ctx, flags.Arg(1), t.out) })
	}
	return &config.Error{Message: backupHelp}
}

func withKeeper(ctx context.Context, c config.Config, t terminal, do func(*keeper) error) (err error) {
	d, err := visit(ctx, c, t.errs)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, d.Close(context.WithoutCancel(ctx))) }()
	k, err := newKeeper(c, d, newLog(c, io.Discard))
	if err != nil {
		return err
	}
	return do(k)
}

func backupNow(ctx context.Context, c config.Config, dir string, t terminal) error {
	return withKeeper(ctx, c, t, func(k *keeper) error {
		began := time.Now()
		b, err := k.make(ctx, app.BackupCommand, dir, func() bool { return true })
		if err != nil {
			return troubleSentence(err, c)
		}
		_, err = fmt.Fprintf(t.out, "%s: %d rows, %d kB, restored and compared in %.1f s.\nIt is encrypted; firstbell backup key prints the key that opens it.\n",
			*b.File, *b.RowCount, *b.Bytes/1024, time.Since(began).Seconds())
		return err
	})
}

func printKey(c config.Config, out io.Writer) error {
	k, err := backupKey(c)
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(out, "%s\n", k)
	return err
}

// verify proves one file.
func (k *keeper) verify(ctx context.Context, file string, out io.Writer) error {
	r, err := archive.Open(file, k.key)
	if err != nil {
		return err
	}
	defer r.Close()
	m, err := db.ReadManifest(r)
	if err == nil {
		err = db.CheckBackup(embed.Migrations, m)
	}
	if err != nil {
		return err
	}
	if err := underLock(ctx, k.dsn, func() error { return k.prove(ctx, file) }); err != nil {
		return err
	}
	_, err = fmt.Fprintf(out, "This backup is whole: %d rows of %s, made by Firstbell %s.\n", m.Rows(), m.MadeAt.Local().Format("2006-01-02 15:04"), m.Program)
	return err
}
