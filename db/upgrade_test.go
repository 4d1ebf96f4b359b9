package db_test

import (
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/fstest"

	"firstbell/db"
	"firstbell/db/dbtest"
	"firstbell/embed"
)

// migrationFiles are the files of the program, in their order.
func migrationFiles(t *testing.T) []string {
	t.Helper()
	files, err := fs.Glob(embed.Migrations, "migrations/*.tx.up.sql")
	if err != nil || len(files) < 2 {
		t.Fatal(files, err)
	}
	slices.Sort(files)
	return files
}

// upTo holds the first files only, the last of them with another text if given.
func upTo(t *testing.T, files []string, last string) fstest.MapFS {
	t.Helper()
	m := fstest.MapFS{}
	for i, name := range files {
		text, err := fs.ReadFile(embed.Migrations, name)
		if err != nil {
			t.Fatal(err)
		}
		if last != "" && i == len(files)-1 {
			text = []byte(last)
		}
		m[name] = &fstest.MapFile{Data: text}
	}
	return m
}

// told is what people have written, whatever the schema is.
const told = `SELECT count(*) || ' ' || coalesce(md5(string_agg(concat_ws('|', id, name, email, course_interest, message, extract(epoch FROM created_at)), E'\n' ORDER BY id)), '') FROM enquiries`

func ask(t *testing.T, dsn, query string) string {
	t.Helper()
	pool := dbtest.SQL(dsn)
	defer pool.Close()
	var said string
	if err := pool.QueryRow(query).Scan(&said); err != nil {
		t.Fatal(err)
	}
	return said
}

// From every schema there has been, with odd texts in it, two programs that
// start at once bring the database to this version, and no word changes.
func TestUpgradeFromEverySchemaKeepsEveryWord(t *testing.T) {
	t.Parallel()
	files := migrationFiles(t)
	whole := dump(t, dbtest.URL(t))
	for k := 1; k < len(files); k++ {
		t.Run(files[k-1], func(t *testing.T) {
			t.Parallel()
			dsn := dbtest.EmptyURL(t)
			if _, err := db.Migrate(t.Context(), dsn, upTo(t, files[:k], "")); err != nil {
				t.Fatal(err)
			}
			n := 40
			if k == 3 {
				n = 10_000
			}
			fillOdd(t, dsn, n)
			before := ask(t, dsn, told)
			var wg sync.WaitGroup
			errs, steps := make([]error, 2), make([][]string, 2)
			for i := range 2 {
				wg.Go(func() { steps[i], errs[i] = db.Migrate(t.Context(), dsn, embed.Migrations) })
			}
			wg.Wait()
			if err := errors.Join(errs...); err != nil || len(steps[0])+len(steps[1]) != len(files)-k {
				t.Fatalf("%v, %v", steps, err)
			}
			if after := ask(t, dsn, told); after != before || !strings.HasPrefix(after, fmt.Sprint(n, " ")) {
				t.Errorf("what people wrote was %s and is %s", before, after)
			}
			if got := dump(t, dsn); got != whole {
				t.Error("the schema is not that of a new database")
			}
		})
	}
}

// state is everything that a statement of a migration could leave behind.
const state = `SELECT (SELECT md5(string_agg(x, ',' ORDER BY x)) FROM (
	SELECT relname || relfilenode || relchecks || reltriggers AS x FROM (SELECT relname, relfilenode, relchecks, relhastriggers AS reltriggers FROM pg_class WHERE relnamespace = 'public'::regnamespace) c
	UNION ALL SELECT attrelid::regclass || attname || attnotnull || atthasdef FROM pg_attribute WHERE attrelid IN (SELECT oid FROM pg_class WHERE relnamespace = 'public'::regnamespace)
	UNION ALL SELECT conname || pg_get_constraintdef(oid) FROM pg_constraint WHERE connamespace = 'public'::regnamespace
	UNION ALL SELECT proname || prosrc FROM pg_proc WHERE pronamespace = 'public'::regnamespace
	UNION ALL SELECT tgname FROM pg_trigger) all_of_it) || (` + told + `) || (SELECT string_agg(name, ',' ORDER BY name) FROM schema_migrations)`

// Cut off after any statement of any migration, a database is as it was, and
// the next start goes on.
func TestUpgradeCutOffAtAnyStatementLeavesAWholeStep(t *testing.T) {
	t.Parallel()
	files := migrationFiles(t)
	for k := 1; k < len(files); k++ {
		t.Run(files[k], func(t *testing.T) {
			t.Parallel()
			dsn := dbtest.EmptyURL(t)
			if _, err := db.Migrate(t.Context(), dsn, upTo(t, files[:k], "")); err != nil {
				t.Fatal(err)
			}
			fillOdd(t, dsn, 20)
			text, err := fs.ReadFile(embed.Migrations, files[k])
			if err != nil {
				t.Fatal(err)
			}
			before := ask(t, dsn, state)
			list := statements(string(text))
			for i := range list {
				cut := strings.Join(list[:i+1], ";\n") + ";\nSELECT pg_terminate_backend(pg_backend_pid());"
				if done, err := db.Migrate(t.Context(), dsn, upTo(t, files[:k+1], cut)); err == nil || len(done) > 0 {
					t.Fatalf("cut off after statement %d: %v, %v", i+1, done, err)
				}
				if after := ask(t, dsn, state); after != before {
					t.Fatalf("cut off after statement %d something stayed:\n%s\n%s", i+1, before, after)
				}
			}
			if _, err := db.Migrate(t.Context(), dsn, embed.Migrations); err != nil {
				t.Errorf("after %d cuts: %v", len(list), err)
			}
		})
	}
}

// statements cuts a migration at its semicolons, but not in bodies, quotes and
// comments.
func statements(text string) []string {
	var list []string
	var now strings.Builder
	body, quote, comment := false, false, false
	for i := 0; i < len(text); i++ {
		c := text[i]
		switch {
		case comment:
			comment = c != '\n'
			if comment {
				continue
			}
		case !quote && strings.HasPrefix(text[i:], "$$"):
			body = !body
			now.WriteByte(c)
			i++
		case body:
		case c == '\'':
			quote = !quote
		case !quote && strings.HasPrefix(text[i:], "--"):
			comment = true
			continue
		case !quote && c == ';':
			list = append(list, now.String())
			now.Reset()
			continue
		}
		now.WriteByte(c)
	}
	if rest := strings.TrimSpace(now.String()); rest != "" {
		list = append(list, rest)
	}
	return list
}

// A step that ran and is not the one this program knows by its name is refused.
func TestAChangedMigrationIsRefused(t *testing.T) {
	t.Parallel()
	files := migrationFiles(t)
	dsn := dbtest.EmptyURL(t)
	if _, err := db.Migrate(t.Context(), dsn, upTo(t, files[:2], "SELECT 1;")); err != nil {
		t.Fatal(err)
	}
	before := ask(t, dsn, state)
	_, err := db.Migrate(t.Context(), dsn, embed.Migrations)
	if refusal, ok := errors.AsType[*db.SchemaError](err); !ok || !strings.Contains(refusal.Message, "is not the one that this program knows") {
		t.Errorf("a changed step: %v", err)
	}
	if after := ask(t, dsn, state); after != before {
		t.Error("a refused database was changed")
	}
}
