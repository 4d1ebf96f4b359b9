package main

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"time"
)

// pgbench drives the same PostgreSQL past the program: what is left when
// nothing but statements is sent. The nil pgbench was not found.
type pgbench struct{ bin, dataDir string }

func findPgbench(dataDir string) *pgbench {
	bin, err := exec.LookPath("pgbench")
	if err != nil {
		found, _ := filepath.Glob("/usr/lib/postgresql/*/bin/pgbench") // the pattern is a good one
		if len(found) == 0 {
			return nil
		}
		bin = slices.MaxFunc(found, func(a, b string) int { return major(a) - major(b) })
	}
	return &pgbench{bin, dataDir}
}

func major(path string) int {
	n, _ := strconv.Atoi(filepath.Base(filepath.Dir(filepath.Dir(path)))) // 0 for a path of another kind
	return n
}

// note names what pgbench did, or says that there was none.
func (p *pgbench) note(statements string) string {
	if p == nil {
		return "no pgbench found"
	}
	return "pgbench: " + statements
}

func (p *pgbench) label() string {
	if p == nil {
		return "no pgbench on this machine to compare with"
	}
	return "beside " + p.bin
}

// The table of the original service, with its keys and indexes, and nothing
// that Firstbell adds.
const (
	leadsOfClient = 2000
	plainTable    = `
		DROP SCHEMA IF EXISTS bench CASCADE; CREATE SCHEMA bench;
		CREATE TABLE bench.enquiries (
			id serial PRIMARY KEY, name varchar(255) NOT NULL, email varchar(255) NOT NULL,
			course_interest varchar(255) NOT NULL, message text, claimed_by bigint REFERENCES users(id),
			is_public boolean DEFAULT true, created_at timestamp DEFAULT now(), updated_at timestamp DEFAULT now());
		CREATE INDEX ON bench.enquiries (claimed_by);
		CREATE INDEX ON bench.enquiries (is_public);`
	plainRows = `
		INSERT INTO bench.enquiries (name, email, course_interest, message)
		SELECT 'Seeded '||i, 'seeded'||i||'@example.org', 'Course '||i %% 37, repeat('when does it begin ', 4)
		  FROM generate_series(1, %d) i`

	// Each client claims leads of its own, one after the other.
	fourStatements = `\set i :i + 1
\set id :client_id * %d + :i
BEGIN;
SELECT * FROM bench.enquiries WHERE id = :id FOR UPDATE;
UPDATE bench.enquiries SET claimed_by = %d, is_public = false, updated_at = now() WHERE id = :id RETURNING *;
COMMIT;
`
	oneInsert = `INSERT INTO bench.enquiries (name, email, course_interest, message)
VALUES ('Student', 'student@example.org', 'Course 7', 'please call me back about the evening batch') RETURNING *;
`
)

// prepare makes the plain table anew, filled with the given number of rows.
func (p *pgbench) prepare(ctx context.Context, db *database, rows int) error {
	return db.exec(ctx, plainTable, fmt.Sprintf(plainRows, rows), "VACUUM (ANALYZE) bench.enquiries", "CHECKPOINT")
}

// claims returns how many claims of four statements a second it does.
func (p *pgbench) claims(ctx context.Context, db *database, owner int64, long time.Duration) (float64, error) {
	if err := p.prepare(ctx, db, manyClients*leadsOfClient); err != nil {
		return 0, err
	}
	return p.run(ctx, fmt.Sprintf(fourStatements, leadsOfClient, owner), long)
}

// inserts returns how many enquiries of one statement a second it does.
func (p *pgbench) inserts(ctx context.Context, db *database, long time.Duration) (float64, error) {
	if err := p.prepare(ctx, db, 1000); err != nil {
		return 0, err
	}
	return p.run(ctx, oneInsert, long)
}

func (p *pgbench) run(ctx context.Context, script string, long time.Duration) (float64, error) {
	file := filepath.Join(p.dataDir, "pgbench.sql")
	if err := os.WriteFile(file, []byte(script), 0o600); err != nil {
		return 0, err
	}
	defer func() { _ = os.Remove(file) }()
	out, err := exec.CommandContext(ctx, p.bin, "--no-vacuum", "--protocol=simple", "--client="+strconv.Itoa(manyClients),
		"--jobs=2", "--time="+strconv.Itoa(int(long.Seconds())), "--define=i=0", "--file="+file,
		"--host="+socketDir(p.dataDir), "--username="+adminRole, dbName).CombinedOutput()
	if err != nil {
		return 0, fmt.Errorf("pgbench: %w: %.300s", err, out)
	}
	m := regexp.MustCompile(`tps = ([0-9.]+)`).FindSubmatch(out)
	if m == nil {
		return 0, fmt.Errorf("pgbench printed no tps: %.300s", out)
	}
	return strconv.ParseFloat(string(m[1]), 64)
}
