package cli

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io/fs"
	"os"
	"strings"
	"time"

	"firstbell/app"
	"firstbell/app/archive"
	"firstbell/app/config"
	"firstbell/db"
	"firstbell/embed"
)

const restoreHelp = `firstbell restore FILE [--key KEYFILE]
firstbell restore --forget-old

Puts a backup in the place of what is in the database, or into a new one on a
new machine, and brings it to this version. Stop the desk first. The key is the
one in DATA_DIR or BACKUP_KEY; on a new machine put the one that you kept into a
file and name it with --key. Everything is put back and compared before anything
is changed; what was there before is kept under another name in the same
database until --forget-old removes it. The keys of the desk come back too, so
that second factors go on. Everybody has to sign in again. People who were erased after
the backup was made are erased again: the database in use knows them, and so does
firstbell-erasures.jsonl in BACKUP_DIR or beside the FILE. A backup of a newer
Firstbell is refused. BACKUP_DIR and what is in it are left alone.`

func restore(ctx context.Context, c config.Config, args []string, t terminal) error {
	flags := flag.NewFlagSet("restore", flag.ContinueOnError)
	flags.SetOutput(t.errs)
	flags.Usage = func() {}
	keyFile := flags.String("key", "", "")
	forget := flags.Bool("forget-old", false, "")
	var files []string
	for rest := args; ; rest = flags.Args()[1:] { // options may follow the file
		if flags.Parse(rest) != nil {
			return &config.Error{Message: restoreHelp}
		}
		if flags.NArg() == 0 {
			break
		}
		files = append(files, flags.Arg(0))
	}
	switch {
	case *forget && len(files) == 0:
		return forgetOld(ctx, c, t)
	case !*forget && len(files) == 1:
	default:
		return &config.Error{Message: restoreHelp}
	}
	key, err := keyFor(c, *keyFile)
	if err != nil {
		return err
	}
	r, err := archive.Open(files[0], key)
	if errors.Is(err, archive.ErrKey) {
		return &config.Error{Message: "This backup was made for another key than the one in DATA_DIR: put the key that you kept into a file and name it with --key."}
	}
	if err != nil {
		return err
	}
	defer r.Close()
	return putBack(ctx, c, restoring{file: files[0], from: r, key: key, upgrade: true}, t)
}

// keyFor is the key of the file that is named, else of this desk.
func keyFor(c config.Config, file string) (archive.Key, error) {
	if file == "" {
		return backupKey(c)
	}
	k, err := readBackupKey(file)
	if errors.Is(err, fs.ErrNotExist) {
		err = &config.Error{Message: "--key names " + file + ", which is not there."}
	}
	return k, err
}

// restoring is what to put back, and how.
type restoring struct {
	file    string
	from    *archive.Reader
	key     archive.Key
	upgrade bool          // to this version, else it stays as the backup's own
	erased  []app.Erasure // also after the backup was made
}

// putBack restores into a schema of its own and then exchanges the two.
func putBack(ctx context.Context, c config.Config, in restoring, t terminal) (err error) {
	m, err := db.ReadManifest(in.from)
	if err == nil {
		err = db.CheckBackup(embed.Migrations, m)
	}
	if err != nil {
		return err
	}
	fmt.Fprintf(t.errs, "Restoring %d rows of %s.\n", m.Rows(), m.MadeAt.Local().Format("2006-01-02 15:04"))
	d, err := openDatabase(ctx, c, newLog(c, t.errs), t.errs, trusting)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, d.Close(context.WithoutCancel(ctx))) }()
	in.erased, err = erasedSince(ctx, in, c.Backups(), d.Store)
	_ = d.Store.Close() // it would count as somebody else
	if err != nil {
		return err
	}
	if err := db.Alone(ctx, d.dsn); err != nil {
		return err
	}
	var kept string
	var again int
	err = underLock(ctx, d.dsn, func() (err error) {
		kept, again, err = exchange(ctx, d, in)
		return err
	})
	if err != nil {
		return troubleOfRestore(err)
	}
	if err := finishRestore(ctx, c, d, in, m); err != nil {
		return err
	}
	fmt.Fprintf(t.out, "Everything is as it was on %s, in the database and in %s.\n", m.MadeAt.Local().Format("2006-01-02 15:04"), c.DataDir)
	switch {
	case !in.upgrade && len(in.erased) > 0:
		fmt.Fprintln(t.out, "People who were erased since are back until a newer version runs: it erases them again when it starts.")
	case again > 0:
		fmt.Fprintf(t.out, "Erased again, because it was erased after the backup was made: %d enquiries or answers to forms.\n", again)
	}
	if kept != "" {
		fmt.Fprintf(t.out, "What was there before is kept as %s; firstbell restore --forget-old removes it.\n", kept)
	}
	return nil
}

// exchange fills a schema of its own and puts it in the place of the one in use.
func exchange(ctx context.Context, d *database, in restoring) (kept string, again int, err error) {
	scratch, drop, err := db.Scratch(ctx, d.dsn, db.ForRestore)
	if err != nil {
		return "", 0, err
	}
	if _, err = db.Load(ctx, scratch, embed.Migrations, in.from); err == nil && in.upgrade {
		if _, err = db.Migrate(ctx, scratch, embed.Migrations); err == nil {
			err = db.Settle(ctx, scratch)
		}
		if err == nil {
			again, err = eraseAgain(ctx, scratch, in.erased)
		}
	}
	if err == nil {
		kept, err = db.Swap(ctx, d.dsn, scratch, strings.ToLower(time.Now().UTC().Format(backupTime)))
	}
	if err != nil {
		err = errors.Join(err, drop(context.WithoutCancel(ctx)))
	}
	return kept, again, err
}

// finishRestore gives the desk its rights, its keys and its identity back, and
// writes down what was done.
func finishRestore(ctx context.Context, c config.Config, d *database, in restoring, m db.Manifest) error {
	if in.upgrade {
		if err := d.restrict(ctx); err != nil {
			return err
		}
		owner := db.Open(d.dsn, 2)
		defer func() { _ = owner.Close() }()
		if err := owner.Audit(ctx, app.CommandLine.Did(app.Restored, app.Object{Kind: app.OnData})); err != nil {
			return err
		}
	}
	if m.Instance == "" { // older than ids are
		_ = os.Remove(identityFile(c))
	} else if err := (identity{ID: m.Instance, Since: m.MadeAt}).keep(c); err != nil {
		return err
	}
	if err := unpackSecrets(c, in.from); err != nil {
		return err
	}
	if _, err := readBackupKey(backupKeyFile(c)); errors.Is(err, fs.ErrNotExist) && c.BackupKey == "" {
		if err := keepBackupKey(c, in.key, os.Link); err != nil {
			return err
		}
	}
	return nil
}

// unpackSecrets puts the keys of the desk back, beside those that are there.
func unpackSecrets(c config.Config, from *archive.Reader) error {
	entry, err := from.Open(secretsIn)
	if errors.Is(err, archive.ErrNoEntry) || c.JWTSecret != "" && c.InstanceKey != "" {
		return nil
	}
	if err != nil {
		return err
	}
	defer entry.Close()
	kept, err := parseSecrets(entry, "the backup")
	if err != nil {
		return err
	}
	file := secretsFile(c)
	if there, err := readSecrets(file); err == nil {
		if there.instance == kept.instance {
			return nil
		}
		if err := os.Rename(file, file+".before-"+time.Now().UTC().Format(backupTime)); err != nil {
			return err
		}
	}
	return writeSecrets(file, kept, os.Rename)
}

// troubleOfRestore says what the operator can do.
func troubleOfRestore(err error) error {
	if errors.Is(err, errBusy) {
		return err
	}
	if trouble(err) == "disk_full" {
		return errors.New("the disk has no room for the restored data beside what is there. Nothing was changed. Free some space and try again")
	}
	return fmt.Errorf("nothing was changed: %w", err)
}

func forgetOld(ctx context.Context, c config.Config, t terminal) error {
	return withKeeper(ctx, c, t, func(k *keeper) error {
		names, err := db.ForgetKept(ctx, k.dsn)
		if err == nil {
			_, err = fmt.Fprintf(t.out, "Removed what was kept of before: %d.\n", len(names))
		}
		return err
	})
}
