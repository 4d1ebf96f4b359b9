package db

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"strings"

	"github.com/uptrace/bun"
	"github.com/uptrace/bun/driver/pgdriver"
)

// ErrDiffers says that what was restored is not what was backed up.
var ErrDiffers = errors.New("what was restored is not what was backed up")

// Load fills the empty schema that dsn leads to from a backup: it brings it to
// the backup's own version with files, puts every row in under all constraints,
// then reads every table back and compares. It returns when both are the same,
// else an error, ErrDiffers among them; the schema is then of no use. The schema
// stays at the backup's version.
func Load(ctx context.Context, dsn string, files fs.FS, in Source) (Manifest, error) {
	m, err := ReadManifest(in)
	if err != nil {
		return m, err
	}
	known, err := readSteps(files)
	if err != nil {
		return m, err
	}
	if err := checkOrder(known, m.Migrations, "backup"); err != nil {
		return m, err
	}
	if len(m.Migrations) == 0 {
		return m, &SchemaError{"This backup is of a database that Firstbell had not set up. Nothing was touched"}
	}
	if _, err := applyAll(ctx, dsn, files, known[:len(m.Migrations)]); err != nil {
		return m, err
	}
	return m, fill(ctx, dsn, m, in)
}

// fill replaces what the migrations have put into the tables by the backup, all
// of it or nothing.
func fill(ctx context.Context, dsn string, m Manifest, in Source) error {
	conn, done, err := archivist(ctx, dsn, "firstbell restore")
	if err != nil {
		return err
	}
	defer done() // which also ends a COPY that is cut off, and the transaction
	if _, err := conn.ExecContext(ctx, "BEGIN"); err != nil {
		return resolve("begin to restore", err)
	}
	if err := sameTables(ctx, conn, m); err != nil {
		return err
	}
	if err := refill(ctx, conn, m, in); err != nil {
		return err
	}
	for _, t := range m.Tables {
		back := Table{Name: t.Name, Columns: t.Columns}
		if err := copyOut(ctx, conn, &back, io.Discard); err != nil {
			return err
		}
		if back.Rows != t.Rows || back.SHA256 != t.SHA256 {
			return fmt.Errorf("%w: %s has %d rows instead of %d, or others", ErrDiffers, t.Name, back.Rows, t.Rows)
		}
	}
	for _, q := range []string{"COMMIT", "ANALYZE"} {
		if _, err := conn.ExecContext(ctx, q); err != nil {
			return resolve("finish restoring", err)
		}
	}
	return nil
}

// refill loads the rows while the triggers of the product rest: they would
// write history of their own. Foreign keys, checks and unique keys do not rest.
func refill(ctx context.Context, conn bun.Conn, m Manifest, in Source) error {
	all := make([]string, len(m.Tables))
	for i, t := range m.Tables {
		all[i] = t.Name
	}
	queries := each(all, "ALTER TABLE %s DISABLE TRIGGER USER")
	queries = append(queries, "TRUNCATE "+columnList(all), "SET CONSTRAINTS ALL DEFERRED")
	if err := runAll(ctx, conn, queries); err != nil {
		return err
	}
	for _, t := range m.Tables {
		if err := copyIn(ctx, conn, t, in); err != nil {
			return err
		}
	}
	for _, s := range m.Sequences {
		if _, err := conn.NewRaw("SELECT setval(quote_ident(?)::regclass, ?, ?)", s.Name, s.Last, s.Called).Exec(ctx); err != nil {
			return resolve("set the counter "+s.Name, err)
		}
	}
	return runAll(ctx, conn, append([]string{"SET CONSTRAINTS ALL IMMEDIATE"}, each(all, "ALTER TABLE %s ENABLE TRIGGER USER")...))
}

func each(tables []string, format string) []string {
	list := make([]string, len(tables))
	for i, t := range tables {
		list[i] = fmt.Sprintf(format, quoted(t))
	}
	return list
}

func runAll(ctx context.Context, conn bun.Conn, queries []string) error {
	for _, q := range queries {
		if _, err := conn.ExecContext(ctx, q); err != nil {
			return resolve("restore", err)
		}
	}
	return nil
}

// sameTables refuses a backup that would leave a table of its version empty.
func sameTables(ctx context.Context, conn bun.Conn, m Manifest) error {
	list, err := tables(ctx, conn)
	if err != nil {
		return err
	}
	there := map[string]string{}
	for _, t := range m.Tables {
		there[t.Name] = strings.Join(t.Columns, " ")
	}
	for _, t := range list {
		columns, ok := there[t.Name]
		// The list of migrations gained a column outside the migrations.
		if !ok || columns != strings.Join(t.Columns, " ") && t.Name != migrationTable {
			return fmt.Errorf("%w: the backup does not hold the whole of %s", ErrDiffers, t.Name)
		}
	}
	return nil
}

// copyIn puts the rows of one table in and looks whether they are the ones that
// were taken out.
func copyIn(ctx context.Context, conn bun.Conn, t Table, in Source) error {
	r, err := in.Open(entryOf(t.Name))
	if err != nil {
		return fmt.Errorf("read %s: %w", t.Name, err)
	}
	defer r.Close()
	sum := sha256.New()
	query := "COPY " + quoted(t.Name) + " (" + columnList(t.Columns) + ") FROM STDIN"
	if _, err := pgdriver.CopyFrom(ctx, conn, untilEnd{io.TeeReader(r, sum)}, query); err != nil {
		return resolve("restore "+t.Name, err)
	}
	if hex.EncodeToString(sum.Sum(nil)) != t.SHA256 {
		return fmt.Errorf("%w: the rows of %s were changed", ErrDiffers, t.Name)
	}
	return nil
}

// untilEnd tells of the end after the last bytes, never with them: the driver
// would drop these.
type untilEnd struct{ io.Reader }

func (u untilEnd) Read(p []byte) (int, error) {
	n, err := u.Reader.Read(p)
	if n > 0 && errors.Is(err, io.EOF) {
		err = nil
	}
	return n, err
}
