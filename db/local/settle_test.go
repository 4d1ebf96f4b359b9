//go:build unix

package local

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

func TestASecondCopyIsRefused(t *testing.T) {
	t.Parallel()
	dir := dataDir(t)
	s := begin(t, Options{Dir: dir, Ephemeral: true})
	_, err := Start(t.Context(), Options{Dir: dir, Ephemeral: true})
	want := fmt.Sprintf("Already running (pid %d) with data in %s. Stop it or set DATA_DIR.", os.Getpid(), dir)
	if refused(t, err, ExitSetup); err.Error() != want {
		t.Errorf("got  %s\nwant %s", err, want)
	}
	if got := ask[string](t, connect(t, s.DSN()), `SELECT current_user`); got != AppRole {
		t.Error("the first copy was disturbed")
	}
}

func TestTwoFirstStartsMakeOneCluster(t *testing.T) {
	t.Parallel()
	dir := dataDir(t)
	a, b := spawn(t, dir, self(t), nil), spawn(t, dir, self(t), nil)
	said := []string{<-a.said, <-b.said}
	ready, busy := 0, 0
	for _, line := range said {
		if line == "ready" {
			ready++
		}
		if strings.Contains(line, "Already running (pid ") {
			busy++
		}
	}
	if ready != 1 || busy != 1 {
		t.Errorf("the two said %q", said)
	}
	clusterOf(t, dir)
}

// TestStaleLocksAreSeenThrough names a live stranger of the same user in both
// lock files, which PostgreSQL by itself would believe.
func TestStaleLocksAreSeenThrough(t *testing.T) {
	t.Parallel()
	dir := dataDir(t)
	s := begin(t, Options{Dir: dir, Ephemeral: true})
	cluster, socket, who := s.Plan().DataDir, s.Status().Socket, s.account
	finish(t, s)

	stranger := command(who, syscall.SIGKILL, "/", "sleep", "300")
	if err := stranger.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = stranger.Process.Kill(); _ = stranger.Wait() })
	pid := stranger.Process.Pid
	stale := fmt.Sprintf("%d\n%s\n%d\n5432\n%s\n\n  1 1\nready   \n", pid, cluster, time.Now().Unix(), filepath.Dir(socket))
	for _, path := range []string{filepath.Join(cluster, "postmaster.pid"), socket + ".lock"} {
		if err := os.WriteFile(path, []byte(stale), 0o600); err != nil {
			t.Fatal(err)
		}
		if err := who.take(path); err != nil {
			t.Fatal(err)
		}
	}

	s = begin(t, Options{Dir: dir, Ephemeral: true})
	if got := ask[string](t, connect(t, s.DSN()), `SELECT current_user`); got != AppRole {
		t.Errorf("connected as %s", got)
	}
	if err := syscall.Kill(pid, 0); err != nil {
		t.Errorf("the stranger was harmed: %v", err)
	}
}

func TestALostSocketComesBack(t *testing.T) {
	t.Parallel()
	lim := defaultLimits()
	lim.round = 50 * time.Millisecond
	s := begin(t, Options{Dir: dataDir(t), Ephemeral: true, limits: lim})
	if err := os.RemoveAll(filepath.Dir(s.Status().Socket)); err != nil {
		t.Fatal(err)
	}
	db := connect(t, s.OwnerDSN())
	eventually(t, 30*time.Second, "the server can be reached again", func() bool { return db.PingContext(t.Context()) == nil })
	if st := s.Status(); st.Restarts < 1 {
		t.Errorf("status %+v", st)
	}
}

// TestAnOrphanIsTakenOver starts a server the way a system without death
// signals would leave it behind.
func TestAnOrphanIsTakenOver(t *testing.T) {
	t.Parallel()
	dir := dataDir(t)
	s := begin(t, Options{Dir: dir})
	exec1(t, connect(t, s.OwnerDSN()), `CREATE TABLE kept AS SELECT 7 AS n`)
	finish(t, s)

	orphan := exec.Command(filepath.Join(s.plan.BinDir, "postgres"), "-D", s.plan.DataDir)
	orphan.Env, orphan.Dir = s.account.environment(), s.plan.DataDir
	orphan.SysProcAttr = attributes(s.account, 0)
	if err := os.Mkdir(s.layout.socketDir(), 0o700); err != nil && !os.IsExist(err) {
		t.Fatal(err)
	}
	if err := orphan.Start(); err != nil {
		t.Fatal(err)
	}
	done := make(chan struct{})
	go func() { _ = orphan.Wait(); close(done) }()
	eventually(t, 20*time.Second, "the orphan is ready", func() bool { return s.saysReady(orphan.Process.Pid) })

	s = begin(t, Options{Dir: dir})
	select {
	case <-done:
	case <-time.After(10 * time.Second):
		t.Error("the orphan still runs")
	}
	if n := ask[int](t, connect(t, s.OwnerDSN()), `SELECT n FROM kept`); n != 7 {
		t.Errorf("kept %d", n)
	}
}
