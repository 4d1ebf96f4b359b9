package main

import (
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"firstbell/db"
	"firstbell/db/dbtest"
	"firstbell/embed"
)

// olderSchema holds the migrations of a release that lacks the last n.
func olderSchema(t *testing.T, n int) fs.FS {
	t.Helper()
	files, err := fs.Glob(embed.Migrations, "migrations/*.tx.up.sql")
	if err != nil {
		t.Fatal(err)
	}
	slices.Sort(files)
	m := fstest.MapFS{}
	for _, name := range files[:len(files)-n] {
		text, err := fs.ReadFile(embed.Migrations, name)
		if err != nil {
			t.Fatal(err)
		}
		m[name] = &fstest.MapFile{Data: text}
	}
	return m
}

// An upgrade makes a backup first, and rollback says what it costs before it
// puts that back.
func TestAnUpgradeCanBeTakenBack(t *testing.T) {
	t.Parallel()
	dsn, dir := dbtest.EmptyURL(t), dataDir(t)
	if _, err := db.Migrate(t.Context(), dsn, olderSchema(t, 3)); err != nil {
		t.Fatal(err)
	}
	count := func(query string) (n int) {
		pool := dbtest.SQL(dsn)
		defer pool.Close()
		if err := pool.QueryRow(query).Scan(&n); err != nil {
			t.Fatal(err)
		}
		return n
	}
	enquiries := "WITH x AS (INSERT INTO enquiries (name, email, course_interest) SELECT 'Old ' || i, 'o@example.com', 'NEET' FROM generate_series(1, 12) i RETURNING id) SELECT count(*) FROM x"
	if n := count(enquiries); n != 12 {
		t.Fatal(n)
	}
	steps := count("SELECT count(*) FROM schema_migrations")
	env := []string{"DATABASE_URL=" + dsn, "DATA_DIR=" + dir, "PORT=" + freePort(t)}
	if out, code := say(t, env, "", "rollback"); code != 2 || !strings.Contains(out, "no backup of before an upgrade") {
		t.Errorf("nothing to go back to: %d\n%s", code, out)
	}
	p := launch(t, env...).ready()
	if files := backups(t, dir, ".before-upgrade.zip.age"); len(files) != 1 {
		t.Fatalf("before the upgrade there was no backup: %v\n%s", files, p.errs)
	}
	if status, _, err := p.post(t.Context(), "/api/enquiries/public", "", `{"name":"New","email":"m@example.com","courseInterest":"NEET"}`); status != 201 || err != nil {
		t.Fatal(status, err)
	}
	if out, code := say(t, env, "", "rollback", "--yes"); code == 0 || !strings.Contains(out, "Something else is connected") {
		t.Errorf("under a running desk: %d\n%s", code, out)
	}
	p.stop()
	if out, code := say(t, env, "", "rollback"); code != 1 || !strings.Contains(out, "1 enquiries") || count("SELECT count(*) FROM enquiries") != 13 {
		t.Errorf("without --yes: %d\n%s", code, out)
	}
	if out, code := say(t, env, "", "rollback", "--yes"); code != 0 || !strings.Contains(out, "kept as before_") {
		t.Fatalf("rollback: %d\n%s", code, out)
	}
	if n := count("SELECT count(*) FROM enquiries"); n != 12 || count("SELECT count(*) FROM schema_migrations") != steps {
		t.Errorf("after the rollback there are %d enquiries", n)
	}
	again := launch(t, env...).ready() // and forward once more
	again.stop()
	if n := count("SELECT count(*) FROM enquiries"); n != 12 {
		t.Errorf("after a second upgrade there are %d enquiries", n)
	}
}

// An upgrade goes on when no backup can be made, and says so.
func TestAnUpgradeWithoutRoomForABackupSaysSo(t *testing.T) {
	t.Parallel()
	dsn, dir := dbtest.EmptyURL(t), dataDir(t)
	if _, err := db.Migrate(t.Context(), dsn, olderSchema(t, 1)); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "backups"), nil, 0o600); err != nil { // where the folder would be
		t.Fatal(err)
	}
	p := launch(t, "DATABASE_URL="+dsn, "DATA_DIR="+dir, "PORT="+freePort(t)).ready()
	if !strings.Contains(p.errs.String(), "upgraded without a backup") {
		t.Errorf("it does not say so:\n%s", p.errs)
	}
}
