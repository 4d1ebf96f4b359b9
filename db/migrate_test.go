package db_test

import (
	"bytes"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"sync"
	"testing"
	"testing/fstest"

	"firstbell/app"
	"firstbell/db"
	"firstbell/db/dbtest"
	"firstbell/embed"
)

var update = flag.Bool("update", false, "rewrite testdata/schema.sql")

func TestTenStartsAtOnceMigrateOnce(t *testing.T) {
	t.Parallel()
	dsn := dbtest.EmptyURL(t)
	var wg sync.WaitGroup
	steps, errs := make([][]string, 10), make([]error, 10)
	for i := range 10 {
		wg.Go(func() { steps[i], errs[i] = db.Migrate(t.Context(), dsn, embed.Migrations) })
	}
	wg.Wait()
	if err := errors.Join(errs...); err != nil {
		t.Fatal(err)
	}
	ran := map[string]int{}
	for _, names := range steps {
		for _, name := range names {
			ran[name]++
		}
	}
	if len(ran) < 2 {
		t.Fatalf("the ten applied %v, want every migration", ran)
	}
	for name, n := range ran {
		if n != 1 {
			t.Errorf("%s was applied %d times", name, n)
		}
	}
}

func TestNewerSchemaIsRefusedAndLeftAlone(t *testing.T) {
	t.Parallel()
	dsn := dbtest.URL(t)
	pool := dbtest.SQL(dsn)
	defer pool.Close()
	if _, err := pool.Exec("INSERT INTO schema_migrations (name) VALUES ('29990101000000_later')"); err != nil {
		t.Fatal(err)
	}
	before := dump(t, dsn)
	done, err := db.Migrate(t.Context(), dsn, embed.Migrations)
	refusal, ok := errors.AsType[*db.SchemaError](err)
	if !ok || len(done) != 0 {
		t.Fatalf("Migrate = %v, %v; want a *SchemaError", done, err)
	}
	if !strings.Contains(refusal.Message, "newer Firstbell") || !strings.Contains(refusal.Message, "29990101000000_later") {
		t.Errorf("the refusal does not say what to do: %s", refusal)
	}
	if after := dump(t, dsn); after != before {
		t.Error("a refused database was changed")
	}
}

func TestFailedMigrationLeavesNothing(t *testing.T) {
	t.Parallel()
	dsn := dbtest.EmptyURL(t)
	files := fstest.MapFS{
		"migrations/1_good.tx.up.sql": {Data: []byte("CREATE TABLE good (id int);")},
		"migrations/2_bad.tx.up.sql":  {Data: []byte("CREATE TABLE half (id int); SELECT 1/0;")},
	}
	if done, err := db.Migrate(t.Context(), dsn, files); err == nil || len(done) != 1 {
		t.Fatalf("Migrate = %v, %v; want the first step and an error", done, err)
	}
	pool := dbtest.SQL(dsn)
	defer pool.Close()
	var state string
	if err := pool.QueryRow(`SELECT concat_ws(' ', to_regclass('good'), to_regclass('half'),
		(SELECT string_agg(name, ',') FROM schema_migrations))`).Scan(&state); err != nil {
		t.Fatal(err)
	}
	if state != "good 1_good" {
		t.Errorf("after a failed step there is %q", state)
	}
}

// The original's database is adopted in place: nobody exports or imports.
func TestDatabaseOfTheOriginalIsAdopted(t *testing.T) {
	t.Parallel()
	dsn := dbtest.EmptyURL(t)
	pool := dbtest.SQL(dsn)
	defer pool.Close()
	dbtest.FillOriginal(t, dsn)
	if _, err := db.Migrate(t.Context(), dsn, embed.Migrations); err != nil {
		t.Fatal(err)
	}
	s := dbtest.Open(t, dsn)
	for _, c := range []struct{ what, query, want string }{
		{"users", `SELECT string_agg(concat_ws('|', id, name, email, role, to_char(created_at AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS.MS')), E'\n' ORDER BY id) FROM users`,
			"3|John Counselor|john@example.com|counsellor|2024-01-02 03:04:05.678\n7|Jane Advisor|janeadvisor@gmail.com|counsellor|2024-02-03 00:00:00.000"},
		{"enquiries", `SELECT string_agg(concat_ws('|', id, name, email, course_interest, coalesce(message, 'null'), coalesce(claimed_by::text, 'null')), E'\n' ORDER BY id) FROM enquiries`,
			"2|Alice Student|alice@example.com|JavaScript Bootcamp|I want to learn JavaScript|3\n5|Bob Learner|bob@example.com|Python Fundamentals||null\n9|Kṣitij Śarmā|k@example.com|Node.js|null|7\n11|Diana Coder|diana@example.com|Go|two\nlines|null"},
		{"claims", `SELECT string_agg(concat_ws('|', enquiry_id, user_id), ' ' ORDER BY id) FROM claims WHERE ended_at IS NULL`, "2|3 9|7"},
		{"events", `SELECT string_agg(concat_ws('|', enquiry_id, kind), ' ' ORDER BY id) FROM events`, "2|received 5|received 9|received 11|received 2|claimed 9|claimed"},
		{"stages", `SELECT string_agg(concat_ws('|', id, stage, touched_at IS NOT NULL), ' ' ORDER BY id) FROM enquiries`, "2|in_touch|t 5|new|f 9|in_touch|t 11|new|f"},
		{"follow-ups", `SELECT string_agg(concat_ws('|', enquiry_id, type, due_at > now() - interval '1 minute'), ' ' ORDER BY id) FROM follow_ups WHERE ended_at IS NULL`, "2|call|t 9|call|t"},
		{"waiting", `SELECT sum(n)::text FROM waiting_counts`, "2"},
	} {
		var got string
		if err := pool.QueryRow(c.query).Scan(&got); err != nil {
			t.Fatalf("%s: %v", c.what, err)
		}
		if got != c.want {
			t.Errorf("%s:\n%s\nwant\n%s", c.what, got, c.want)
		}
	}
	e, err := s.AddEnquiry(t.Context(), app.NewEnquiry{Name: "New", Email: "n@example.com", CourseInterest: "Go"}, someOp())
	if err != nil || e.ID != 21 {
		t.Errorf("the next number is %d, %v; want 21, as the original would have given", e.ID, err)
	}
}

// testdata/schema.sql shows in a review what a migration changes.
func TestSchemaDumpIsCurrent(t *testing.T) {
	t.Parallel()
	got := dump(t, dbtest.URL(t))
	const file = "../testdata/schema.sql"
	if *update {
		if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("testdata/schema.sql is not current (go test ./db -run SchemaDump -update):\n%s", diff(t, file, got))
	}
}

func diff(t *testing.T, file, got string) string {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), "diff", "-u", file, "-")
	cmd.Stdin = strings.NewReader(got)
	out, _ := cmd.Output() // a difference is its exit code
	return string(out)
}

// dump describes the schema from the catalogue, the same on every supported
// version of PostgreSQL; pg_dump is neither at hand everywhere nor the same.
func dump(t *testing.T, dsn string) string {
	t.Helper()
	pool := dbtest.SQL(dsn)
	defer pool.Close()
	var out bytes.Buffer
	out.WriteString("-- The schema after all migrations, written by db/migrate_test.go.\n")
	for _, q := range []string{
		`SELECT format(E'\ntable %s', c.relname) || coalesce(' with (' || array_to_string(c.reloptions, ', ') || ')', '') || string_agg(format(E'\n    %s %s', a.attname, format_type(a.atttypid, a.atttypmod))
			|| CASE WHEN a.attnotnull THEN ' not null' ELSE '' END
			|| CASE WHEN a.attidentity <> '' THEN ' identity' ELSE '' END
			|| coalesce(' default ' || pg_get_expr(d.adbin, d.adrelid), ''), '' ORDER BY a.attname)
		   FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
		   LEFT JOIN pg_attrdef d ON d.adrelid = c.oid AND d.adnum = a.attnum
		  WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r' GROUP BY c.relname, c.reloptions ORDER BY c.relname`,
		`SELECT format('constraint %s on %s %s', conname, conrelid::regclass, pg_get_constraintdef(oid))
		   FROM pg_constraint WHERE connamespace = 'public'::regnamespace AND contype <> 'n' ORDER BY conrelid::regclass::text, conname`,
		`SELECT indexdef FROM pg_indexes WHERE schemaname = 'public' ORDER BY indexname`,
		`SELECT pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal ORDER BY tgname`,
		`SELECT pg_get_functiondef(oid) FROM pg_proc WHERE pronamespace = 'public'::regnamespace ORDER BY proname`,
	} {
		rows, err := pool.QueryContext(t.Context(), q)
		if err != nil {
			t.Fatal(err)
		}
		for rows.Next() {
			var line string
			if err := rows.Scan(&line); err != nil {
				t.Fatal(err)
			}
			fmt.Fprintln(&out, strings.TrimRight(line, "\n"))
		}
		if err := errors.Join(rows.Err(), rows.Close()); err != nil {
			t.Fatal(err)
		}
		out.WriteByte('\n')
	}
	return strings.TrimRight(out.String(), "\n") + "\n"
}
