package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"time"

	"firstbell/app/archive"
	"firstbell/app/config"
	"firstbell/db"
	"firstbell/db/local"
	"firstbell/embed"
)

const upgradeDBHelp = `firstbell upgrade-db

Moves the data in DATA_DIR from the PostgreSQL that it was made with to the one
that this program brings (or PG_BINDIR names). Stop the desk first. It takes
everything out by a backup, puts that into a new database beside the old one,
compares every table, and only then uses the new one. Killed at any moment it
leaves the old one in use, or the new one, and can be run again. The old database
is kept under another name, and so is the backup: remove both when you are sure.
It needs the programs of both versions: those of the old one are in DATA_DIR if
Firstbell brought them, or installed. Your own postgresql.local.conf is kept;
what an earlier restore has kept of before stays in the old database. Exit code 2:
a setting is wrong, or the disk too small. Exit code 3: the data is newer, or the
programs of its version are missing. Nothing was changed then.`

// beforeMoveEnd ends the names of backups by which data was moved to another
// version of PostgreSQL.
const beforeMoveEnd = ".before-upgrade-db" + backupEnd

func upgradeDB(ctx context.Context, c config.Config, out, errs io.Writer) error {
	if c.External() {
		return &config.Error{Message: "firstbell upgrade-db is for the private database, and " + c.DatabaseKnob() +
			" names another one. Move that one as its own documentation says, or by firstbell backup and firstbell restore."}
	}
	stem := filepath.Join(c.Backups(), backupName+time.Now().UTC().Format(backupTime))
	m := &moving{c: c, file: stem + unprovenEnd}
	done, err := local.Upgrade(ctx, privateOptions(c, newLog(c, errs), errs), local.Move{Out: m.out, In: m.in})
	if err != nil {
		_ = os.Remove(m.file)
		return err
	}
	if done.Kept == "" {
		_, err := fmt.Fprintf(out, "There is nothing to do: the data in %s is from PostgreSQL %d, and this program brings no newer one.\n", c.DataDir, done.From.Major)
		return err
	}
	if os.Rename(m.file, stem+beforeMoveEnd) == nil {
		m.file = stem + beforeMoveEnd
	}
	_, err = fmt.Fprintf(out, "The data is in PostgreSQL %s now: %d rows in %d tables, each compared.\nWhat was there before is kept as %s, and as the backup %s. Remove them when you are sure.\n",
		done.To.Version, m.manifest.Rows(), len(m.manifest.Tables), done.Kept, filepath.Base(m.file))
	return err
}

// moving carries the desk's data by a file in the form of a backup.
type moving struct {
	c        config.Config
	key      archive.Key
	file     string
	manifest db.Manifest
}

func (m *moving) out(ctx context.Context, dsn string) error {
	err := checkIdentity(ctx, m.c, dsn)
	if err != nil {
		return err
	}
	if m.key, err = backupKey(m.c); err != nil {
		return err
	}
	if err := os.MkdirAll(filepath.Dir(m.file), 0o700); err != nil {
		return untouched(err, m.c)
	}
	k := keeper{c: m.c, key: m.key, dsn: dsn}
	if m.manifest, err = k.write(ctx, m.file); err != nil {
		return untouched(err, m.c)
	}
	return db.CheckBackup(embed.Migrations, m.manifest)
}

func (m *moving) in(ctx context.Context, dsn string) error {
	r, err := archive.Open(m.file, m.key)
	if err != nil {
		return untouched(err, m.c)
	}
	defer r.Close()
	if _, err := db.Load(ctx, dsn, embed.Migrations, r); err != nil {
		return untouched(err, m.c)
	}
	there, err := db.Export(ctx, dsn, Version, nowhere{}) // what was committed, counters too
	if err != nil {
		return untouched(err, m.c)
	}
	if !same(m.manifest, there) {
		return untouched(db.ErrDiffers, m.c)
	}
	return nil
}

// same reports whether two databases hold the same.
func same(a, b db.Manifest) bool {
	return a.Instance == b.Instance && slices.Equal(a.Migrations, b.Migrations) && slices.Equal(a.Sequences, b.Sequences) &&
		slices.EqualFunc(a.Tables, b.Tables, func(a, b db.Table) bool {
			return a.Name == b.Name && a.Rows == b.Rows && a.SHA256 == b.SHA256 && slices.Equal(a.Columns, b.Columns)
		})
}

// nowhere takes a backup that is only counted.
type nowhere struct{}

// Create returns a writer that forgets.
func (nowhere) Create(string) (io.Writer, error) { return io.Discard, nil }

// untouched says why the data stays where it is.
func untouched(err error, c config.Config) error {
	if e, ok := errors.AsType[*db.SchemaError](err); ok {
		return e
	}
	return fmt.Errorf("the old database is in use as before: %w", troubleSentence(err, c))
}
