package db

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"fmt"
	"hash"
	"io"
	"strings"
	"time"

	"github.com/uptrace/bun"
	"github.com/uptrace/bun/dialect/pgdialect"
	"github.com/uptrace/bun/driver/pgdriver"
)

// copyTimeout is how long one answer of PostgreSQL may take while a table is
// copied, an index built or a key checked.
const copyTimeout = time.Hour

// archivist opens one connection for copying: it waits as long as it takes, and
// writes values in one way whatever the server is set to, so that the same rows
// are the same bytes everywhere.
func archivist(ctx context.Context, dsn, name string) (bun.Conn, func(), error) {
	pool := bun.NewDB(sql.OpenDB(pgdriver.NewConnector(
		pgdriver.WithDSN(dsn),
		pgdriver.WithReadTimeout(copyTimeout),
		pgdriver.WithWriteTimeout(copyTimeout),
		pgdriver.WithBufferSize(64<<10),
		withParams(map[string]any{
			"application_name":                    name,
			"client_min_messages":                 "warning",
			"statement_timeout":                   int64(0),
			"idle_in_transaction_session_timeout": int64(0),
			"lock_timeout":                        (10 * time.Second).Milliseconds(),
			"timezone":                            "UTC",
			"datestyle":                           "ISO, YMD",
			"intervalstyle":                       "iso_8601",
			"extra_float_digits":                  int64(3),
			"bytea_output":                        "hex",
		}),
	)), pgdialect.New())
	conn, err := pool.Conn(ctx)
	if err != nil {
		_ = pool.Close()
		return bun.Conn{}, nil, resolve("connect", err)
	}
	return conn, func() { _, _ = conn.Close(), pool.Close() }, nil
}

// Export copies everything that dsn leads to into out: one consistent snapshot,
// while others go on working. program is the version that says so. What it
// writes depends on neither the version of PostgreSQL nor the machine.
func Export(ctx context.Context, dsn, program string, out Sink) (Manifest, error) {
	conn, done, err := archivist(ctx, dsn, "firstbell backup")
	if err != nil {
		return Manifest{}, err
	}
	defer done()
	if _, err := conn.ExecContext(ctx, "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"); err != nil {
		return Manifest{}, resolve("take a snapshot", err)
	}
	m, err := snapshot(ctx, conn, program)
	if err != nil {
		return m, err
	}
	for i := range m.Tables {
		w, err := out.Create(entryOf(m.Tables[i].Name))
		if err != nil {
			return m, err
		}
		if err := copyOut(ctx, conn, &m.Tables[i], w); err != nil {
			return m, err
		}
	}
	// Counters heed no snapshot: read last, they are past every row above.
	if m.Sequences, err = counters(ctx, conn); err != nil {
		return m, err
	}
	return m, writeManifest(out, m)
}

func entryOf(table string) string { return "tables/" + table + ".copy" }

// snapshot reads everything of the manifest but the rows.
func snapshot(ctx context.Context, conn bun.Conn, program string) (Manifest, error) {
	m := Manifest{Format: manifestFormat, Program: program}
	if err := conn.NewRaw("SELECT now(), current_setting('server_version')").Scan(ctx, &m.MadeAt, &m.Server); err != nil {
		return m, resolve("take a snapshot", err)
	}
	var err error
	if m.Migrations, err = steps(ctx, conn); err != nil {
		return m, err
	}
	if m.Instance, err = instanceOf(ctx, conn); err != nil {
		return m, err
	}
	m.Tables, err = tables(ctx, conn)
	return m, err
}

// tables lists the tables, each after those that it refers to. A circle of
// references is refused: its rows could not be put back in any order.
func tables(ctx context.Context, idb bun.IDB) ([]Table, error) {
	var rows []struct {
		Name    string
		Columns []string `bun:",array"`
		Needs   []string `bun:",array"`
	}
	err := idb.NewRaw(`
		SELECT c.relname AS name,
		       ARRAY(SELECT a.attname::text FROM pg_attribute a
		              WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = ''
		              ORDER BY a.attname) AS columns,
		       ARRAY(SELECT DISTINCT r.relname::text FROM pg_constraint k JOIN pg_class r ON r.oid = k.confrelid
		              WHERE k.conrelid = c.oid AND k.contype = 'f' AND r.oid <> c.oid) AS needs
		  FROM pg_class c WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind = 'r'
		 ORDER BY c.relname`).Scan(ctx, &rows)
	if err != nil {
		return nil, resolve("list the tables", err)
	}
	var list []Table
	placed := map[string]bool{}
	for len(list) < len(rows) {
		before := len(list)
		for _, r := range rows {
			ready := !placed[r.Name]
			for _, n := range r.Needs {
				ready = ready && placed[n]
			}
			if ready {
				placed[r.Name] = true
				list = append(list, Table{Name: r.Name, Columns: r.Columns})
			}
		}
		if len(list) == before {
			return nil, fmt.Errorf("tables refer to each other in a circle, of which no backup can be made")
		}
	}
	return list, nil
}

func counters(ctx context.Context, idb bun.IDB) ([]Sequence, error) {
	var list []Sequence
	err := idb.NewRaw(`
		SELECT s.sequencename AS name, coalesce(s.last_value, s.start_value) AS last, s.last_value IS NOT NULL AS called
		  FROM pg_sequences s WHERE s.schemaname = current_schema() ORDER BY s.sequencename`).Scan(ctx, &list)
	return list, resolve("read the counters", err)
}

// copyOut copies one table into w and notes how much it was.
func copyOut(ctx context.Context, conn bun.Conn, t *Table, w io.Writer) error {
	order, err := orderOf(ctx, conn, t.Name)
	if err != nil {
		return err
	}
	sum := &rowSum{to: w, hash: sha256.New()}
	query := "COPY (SELECT " + columnList(t.Columns) + " FROM " + quoted(t.Name) + " ORDER BY " + order + ") TO STDOUT"
	if _, err := pgdriver.CopyTo(ctx, conn, sum, query); err != nil {
		return resolve("copy "+t.Name, err)
	}
	if sum.err != nil {
		return fmt.Errorf("write %s: %w", t.Name, sum.err)
	}
	t.Rows, t.SHA256 = sum.rows, hex.EncodeToString(sum.hash.Sum(nil))
	return nil
}

// orderOf is the primary key, in an order that does not depend on a language.
func orderOf(ctx context.Context, idb bun.IDB, table string) (string, error) {
	var keys []string
	err := idb.NewRaw(`
		SELECT quote_ident(a.attname) || CASE WHEN a.attcollation <> 0 THEN ' COLLATE "C"' ELSE '' END
		  FROM pg_constraint k, unnest(k.conkey) WITH ORDINALITY AS part (attnum, n)
		  JOIN pg_attribute a ON a.attnum = part.attnum
		 WHERE a.attrelid = k.conrelid AND k.conrelid = quote_ident(?)::regclass AND k.contype = 'p' ORDER BY part.n`, table).Scan(ctx, &keys)
	if err == nil && len(keys) == 0 {
		err = fmt.Errorf("it has no primary key")
	}
	return strings.Join(keys, ", "), resolve("read the key of "+table, err)
}

func columnList(names []string) string {
	list := make([]string, len(names))
	for i, n := range names {
		list[i] = quoted(n)
	}
	return strings.Join(list, ", ")
}

func quoted(name string) string { return `"` + strings.ReplaceAll(name, `"`, `""`) + `"` }

// rowSum hashes and counts what passes. It swallows everything after a failure
// to write: the driver would lose its place in the answer otherwise.
type rowSum struct {
	to   io.Writer
	hash hash.Hash
	rows int64
	err  error
}

func (s *rowSum) Write(p []byte) (int, error) {
	s.hash.Write(p)
	for _, b := range p { // COPY writes a line break in a value as \n
		if b == '\n' {
			s.rows++
		}
	}
	if s.err == nil {
		_, s.err = s.to.Write(p)
	}
	return len(p), nil
}
