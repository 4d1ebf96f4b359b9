package main

import (
	"encoding/json"
	"os"
	"strings"
	"syscall"
	"testing"
)

// The doctor finds a new desk well, also while it runs, and says so to programs;
// it finds what was broken afterwards, and changes nothing.
func TestDoctorOfARunningDesk(t *testing.T) {
	t.Parallel()
	dir := dataDir(t)
	env := []string{"DATA_DIR=" + dir, "PORT=" + freePort(t)}
	if code, said := command(t, append(env, "DATA_DIR="+dir+"/none"), "doctor"); code != 1 || !strings.Contains(said, "DATA_DIR") {
		t.Errorf("without data: %d %s", code, said)
	}
	p := launch(t, env...).ready()
	code, said := command(t, env, "doctor", "--json")
	var found []struct{ Area, State, What, Cure string }
	if err := json.Unmarshal([]byte(said), &found); err != nil || code != 0 {
		t.Fatalf("%d %s %v", code, said, err)
	}
	seen := map[string]string{}
	for _, f := range found {
		seen[f.Area] = f.State
	}
	for _, area := range []string{"disk", "permissions", "address", "proxy", "database", "clock", "durability", "audit", "mail"} {
		if seen[area] != "ok" {
			t.Errorf("%s is %q:\n%s", area, seen[area], said)
		}
	}
	if err := os.Chmod(dir+"/secrets", 0o644); err != nil {
		t.Fatal(err)
	}
	if code, said := command(t, env, "doctor"); code != 1 || !strings.Contains(said, "chmod 0600 "+dir+"/secrets") || !strings.Contains(said, "One thing has to be mended.") {
		t.Errorf("%d %s", code, said)
	}
	_ = p.cmd.Process.Signal(syscall.SIGTERM)
	if code := p.end(20 * 1e9); code != 0 {
		t.Errorf("SIGTERM ends with %d", code)
	}
	if _, said := command(t, env, "doctor"); !strings.Contains(said, "does not run") {
		t.Errorf("the private database was started: %s", said)
	}
}
