//go:build unix

package local

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

func TestSecondStartKeepsTheData(t *testing.T) {
	t.Parallel()
	dir := dataDir(t)
	var phases []Phase
	begun := time.Now()
	s := begin(t, Options{Dir: dir, OnPhase: func(p Phase, _ string) { phases = append(phases, p) }})
	t.Logf("first start: %s with %s %s", time.Since(begun).Round(time.Millisecond), s.Plan().Source, s.Plan().Version)
	if !s.Plan().New || phases[len(phases)-1] != PhaseReady {
		t.Errorf("plan %+v, phases %v", s.Plan(), phases)
	}
	st := s.Status()
	if !st.Durable || st.Phase != PhaseReady || st.PID == 0 {
		t.Errorf("status %+v", st)
	}
	db := connect(t, s.OwnerDSN())
	exec1(t, db, `CREATE TABLE kept (word text)`)
	exec1(t, db, `INSERT INTO kept VALUES ('नमस्ते')`)
	first := ask[string](t, connect(t, s.AdminDSN()), `SELECT system_identifier::text FROM pg_control_system()`)

	begun = time.Now()
	finish(t, s)
	t.Logf("stop: %s", time.Since(begun).Round(time.Millisecond))
	if left := serversIn(s.Plan().DataDir); len(left) > 0 {
		t.Errorf("processes left after Stop: %v", left)
	}
	finish(t, s) // again is harmless

	begun = time.Now()
	s = begin(t, Options{Dir: dir})
	t.Logf("second start: %s", time.Since(begun).Round(time.Millisecond))
	if s.Plan().New {
		t.Error("the second start calls the cluster new")
	}
	if word := ask[string](t, connect(t, s.OwnerDSN()), `SELECT word FROM kept`); word != "नमस्ते" {
		t.Errorf("kept %q", word)
	}
	if again := ask[string](t, connect(t, s.AdminDSN()), `SELECT system_identifier::text FROM pg_control_system()`); again != first {
		t.Error("the second start uses another cluster")
	}
}

func TestTheAppRoleIsNoSuperuser(t *testing.T) {
	t.Parallel()
	s := begin(t, Options{Dir: dataDir(t), Ephemeral: true, Settings: map[string]string{"work_mem": "5MB"}})
	db := connect(t, s.DSN())
	if _, err := db.ExecContext(t.Context(), `COPY pg_class TO PROGRAM 'cat'`); err == nil {
		t.Error("the app role may run programs")
	}
	if mem := ask[string](t, db, `SHOW work_mem`); mem != "5MB" {
		t.Errorf("work_mem %s", mem)
	}
	exec1(t, db, `CREATE DATABASE another`) // tests need many
	exec1(t, db, `CREATE EXTENSION pg_trgm`)
	if trgm := ask[string](t, db, `SELECT array_to_string(show_trgm('José नमस्ते'), ',')`); !strings.Contains(trgm, "0x") {
		t.Errorf("letters outside ASCII make no trigrams: %s", trgm)
	}
}

func TestOperatorSettingsAreReadAndKept(t *testing.T) {
	t.Parallel()
	dir := dataDir(t)
	if err := os.MkdirAll(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	own := filepath.Join(dir, "postgresql.local.conf")
	const text = "work_mem = '3MB'\nfsync = off\n"
	if err := os.WriteFile(own, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
	s := begin(t, Options{Dir: dir})
	db := connect(t, s.OwnerDSN())
	if mem := ask[string](t, db, `SHOW work_mem`); mem != "3MB" {
		t.Errorf("work_mem %s", mem)
	}
	if fsync := ask[string](t, db, `SHOW fsync`); fsync != "on" || !s.Status().Durable {
		t.Errorf("fsync %s, durable %v: a file must not turn durability off", fsync, s.Status().Durable)
	}
	finish(t, s)
	if kept, err := os.ReadFile(own); err != nil || string(kept) != text {
		t.Errorf("postgresql.local.conf is now %q, %v", kept, err)
	}

	if err := os.WriteFile(own, []byte("no_such_setting = 1\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	_, err := Start(t.Context(), Options{Dir: dir})
	refused(t, err, ExitSetup, "did not start", "no_such_setting")
}

func TestAStartCutShortLeavesNothingRunning(t *testing.T) {
	t.Parallel()
	dir := dataDir(t)
	ctx, cancel := context.WithCancel(t.Context())
	_, err := Start(ctx, Options{Dir: dir, OnPhase: func(p Phase, _ string) {
		if p == PhaseCreating {
			time.AfterFunc(100*time.Millisecond, cancel)
		}
	}})
	if err == nil {
		t.Fatal("the start was not cut short")
	}
	s := begin(t, Options{Dir: dir})
	if left, _ := filepath.Glob(filepath.Join(dir, ".initdb-*")); len(left) > 0 {
		t.Errorf("left behind: %v", left)
	}
	finish(t, s)
}

func TestALongPathGetsAShortSocket(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(base(t), strings.Repeat("long/", 24), "data")
	s := begin(t, Options{Dir: dir, Ephemeral: true})
	if socket := s.Status().Socket; len(socket) > maxSocketPath || strings.HasPrefix(socket, dir) {
		t.Errorf("socket %s", socket)
	}
	if got := ask[string](t, connect(t, s.DSN()), `SELECT current_user`); got != AppRole {
		t.Errorf("connected as %s", got)
	}
	info, err := os.Stat(filepath.Dir(s.Status().Socket))
	if err != nil || info.Mode().Perm() != 0o700 {
		t.Errorf("socket directory: %v, %v", info, err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(filepath.Dir(s.Status().Socket)) })
	finish(t, s)
}
