package main

import (
	"bytes"
	"os"
	"os/exec"
	"regexp"
	"strings"
	"testing"
	"time"
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
