package main

import (
	"bytes"
	"database/sql"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"firstbell/db/dbtest"
	"firstbell/db/local"
)

// command runs the binary to its end and returns its exit code and what it said.
func command(t *testing.T, env []string, args ...string) (code int, said string) {
	t.Helper()
	file, err := binary()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), file, args...)
	cmd.Env = append(os.Environ(), env...)
	var all bytes.Buffer
	cmd.Stdout, cmd.Stderr = &all, &all
	_ = cmd.Run()
	return cmd.ProcessState.ExitCode(), all.String()
}

// as returns a pool on the private database of a running desk, as one of its
// roles.
func as(t *testing.T, dir, role string) *sql.DB {
	t.Helper()
	dsn, ok := local.Running(dir)
	if !ok {
		t.Fatal("the private database does not run")
	}
	pool := dbtest.SQL(strings.Replace(dsn, local.AppRole+"@", role+"@", 1))
	t.Cleanup(func() { _ = pool.Close() })
	return pool
}

// mayNot fails the test unless the desk's own role is refused everything that
// would change the audit log or switch off what guards it.
func mayNot(t *testing.T, dir string) {
	t.Helper()
	desk := as(t, dir, local.AppRole)
	for _, q := range []string{
		"UPDATE audit SET action = 'x'", "DELETE FROM audit", "TRUNCATE audit CASCADE",
		"DELETE FROM audit_chain", "UPDATE audit_heads SET seq = 1",
		"ALTER TABLE audit DISABLE TRIGGER USER", "DROP TABLE audit CASCADE", "CREATE TABLE t (n int)",
		"SET ROLE " + local.OwnerRole, "SET session_replication_role = replica",
		"DELETE FROM schema_migrations", "DROP TRIGGER events_append_only ON events",
	} {
		_, err := desk.ExecContext(t.Context(), q)
		if err == nil || !strings.Contains(err.Error(), "42501") { // insufficient_privilege
			t.Errorf("the desk's role may %s: %v", q, err)
		}
	}
	var n int
	if err := desk.QueryRowContext(t.Context(), "SELECT count(*) FROM audit").Scan(&n); err != nil || n != 2 {
		t.Errorf("the desk's role reads %d entries: %v", n, err)
	}
}

func TestDeskCannotChangeItsOwnAuditLog(t *testing.T) {
	t.Parallel()
	dir := dataDir(t)
	env := []string{"DATA_DIR=" + dir, "PORT=" + freePort(t)}
	p := launch(t, env...).ready()
	if status, _, err := p.post(t.Context(), "/api/auth/register", "", account); status != 201 || err != nil {
		t.Fatalf("register: %d, %v", status, err)
	}
	mayNot(t, dir)
	if info, err := os.Stat(filepath.Join(dir, "secrets")); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("the keys are kept so: %v %v", info, err)
	}

	// A database of before there was an owner role.
	if _, err := as(t, dir, local.AdminRole).ExecContext(t.Context(), "REASSIGN OWNED BY "+local.OwnerRole+" TO "+local.AppRole); err != nil {
		t.Fatal(err)
	}
	_ = p.cmd.Process.Signal(os.Interrupt)
	if code := p.end(20 * time.Second); code != 0 {
		t.Fatalf("Ctrl-C ends with %d:\n%s", code, p.errs)
	}
	again := launch(t, env...).ready()
	mayNot(t, dir)
	if status, _, err := again.post(t.Context(), "/api/enquiries/public", "", `{"name":"Meera Nair","email":"m@example.com","courseInterest":"NEET"}`); status != 201 || err != nil {
		t.Errorf("enquiry: %d, %v", status, err)
	}
}

func TestAuditVerifyWorksWhileTheDeskRuns(t *testing.T) {
	t.Parallel()
	env := []string{"DATA_DIR=" + dataDir(t), "PORT=" + freePort(t)}
	p := launch(t, env...).ready()
	if status, _, err := p.post(t.Context(), "/api/auth/register", "", account); status != 201 || err != nil {
		t.Fatalf("register: %d, %v", status, err)
	}
	head := regexp.MustCompile(`[0-9a-f]{64}:\d+`)
	for until := time.Now().Add(20 * time.Second); !head.MatchString(p.errs.String()); time.Sleep(50 * time.Millisecond) {
		if time.Now().After(until) {
			t.Fatalf("no signed head in the log:\n%s", p.errs)
		}
	}
	noted := head.FindString(p.errs.String())
	code, said := command(t, env, "audit", "verify", "--head", noted)
	if code != 0 || !strings.Contains(said, "as it was written: 2 entries") || !strings.Contains(said, "Signed ends that fit: 1.") {
		t.Errorf("%d %s", code, said)
	}
	code, said = command(t, env, "audit", "verify", "--head", strings.Repeat("0", 64)+":2")
	if code != 1 || !strings.Contains(said, "place 2 of the chain") {
		t.Errorf("with a head of another log: %d %s", code, said)
	}
	if code, said = command(t, env, "audit", "verify", "--head", "x"); code != 2 {
		t.Errorf("with a head that is none: %d %s", code, said)
	}
	_ = p.cmd.Process.Signal(os.Interrupt)
	if code := p.end(20 * time.Second); code != 0 {
		t.Errorf("Ctrl-C ends with %d:\n%s", code, p.errs)
	}
	if code, said := command(t, env, "audit", "verify"); code != 0 || !strings.Contains(said, "2 entries") {
		t.Errorf("while it stands: %d %s", code, said)
	}
}
