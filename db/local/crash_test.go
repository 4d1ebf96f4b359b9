//go:build unix

package local

import (
	"math/rand/v2"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"
)

// dsnOf is what a server of dir answers to, without being its owner.
func dsnOf(dir string) string {
	return (&Server{layout: layout{dir: dir}}).OwnerDSN()
}

func clusterOf(t *testing.T, dir string) string {
	t.Helper()
	c, err := findCluster(layout{dir: dir})
	if err != nil || c.dir == "" {
		t.Fatalf("no cluster in %s: %v", dir, err)
	}
	return c.dir
}

func postmaster(t *testing.T, cluster string) int {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(cluster, "postmaster.pid"))
	if err != nil {
		t.Fatal(err)
	}
	first, _, _ := strings.Cut(string(text), "\n")
	pid, err := strconv.Atoi(first)
	if err != nil {
		t.Fatal(err)
	}
	return pid
}

func TestAKilledProgramLeavesNoServerAndLosesNoRow(t *testing.T) {
	t.Parallel()
	dir := dataDir(t)
	o := spawn(t, dir, self(t), nil)
	o.mustBeReady(t)
	cluster := clusterOf(t, dir)
	w := write(t, connect(t, dsnOf(dir)))
	w.more(t, 50)
	o.kill()
	eventually(t, 20*time.Second, "no server is left", func() bool { return len(serversIn(cluster)) == 0 })
	w.end()

	s := begin(t, Options{Dir: dir})
	if lost := w.lost(t, connect(t, s.OwnerDSN())); len(lost) > 0 {
		t.Errorf("%d of %d acknowledged rows are lost: %v", len(lost), w.count(), lost)
	}
	finish(t, s)
}

func TestAKilledServerIsRestarted(t *testing.T) {
	t.Parallel()
	s := begin(t, Options{Dir: dataDir(t)})
	w := write(t, connect(t, s.OwnerDSN()))
	w.more(t, 20)
	before := s.Status().PID
	begun := time.Now()
	if err := syscall.Kill(before, syscall.SIGKILL); err != nil {
		t.Fatal(err)
	}
	eventually(t, 30*time.Second, "a new server is ready", func() bool {
		st := s.Status()
		return st.Phase == PhaseReady && st.PID != before && st.Restarts == 1
	})
	t.Logf("back after %s", time.Since(begun).Round(time.Millisecond))
	w.more(t, 20)
	w.end()
	if lost := w.lost(t, connect(t, s.OwnerDSN())); len(lost) > 0 {
		t.Errorf("lost %v", lost)
	}
	finish(t, s)
	if left := serversIn(s.Plan().DataDir); len(left) > 0 {
		t.Errorf("processes left after Stop: %v", left)
	}
}

func TestStopDuringARestartIsPrompt(t *testing.T) {
	t.Parallel()
	s := begin(t, Options{Dir: dataDir(t), Ephemeral: true})
	if err := syscall.Kill(s.Status().PID, syscall.SIGKILL); err != nil {
		t.Fatal(err)
	}
	eventually(t, 10*time.Second, "the loss is noticed", func() bool { return s.Status().Phase != PhaseReady })
	finish(t, s)
	if left := serversIn(s.Plan().DataDir); len(left) > 0 {
		t.Errorf("processes left after Stop: %v", left)
	}
}

// TestRandomKillsLoseNothing kills the program, the server, all of it or one
// backend, while a writer counts what was acknowledged.
func TestRandomKillsLoseNothing(t *testing.T) {
	t.Parallel()
	const kills = 8
	dir := dataDir(t)
	o := spawn(t, dir, self(t), nil)
	o.mustBeReady(t)
	cluster := clusterOf(t, dir)
	w := write(t, connect(t, dsnOf(dir)))
	kinds := []string{"program", "server", "everything", "backend"}
	for i := range kills {
		w.more(t, 20)
		kind := kinds[i%len(kinds)]
		t.Logf("kill %d: %s after %d rows", i+1, kind, w.count())
		pause(t.Context(), rand.N(30*time.Millisecond)) // any moment, not only between two rows
		switch kind {
		case "program":
			o.kill()
		case "server":
			_ = syscall.Kill(postmaster(t, cluster), syscall.SIGKILL)
		case "everything":
			for _, pid := range serversIn(cluster) {
				_ = syscall.Kill(pid, syscall.SIGKILL)
			}
			o.kill()
		case "backend":
			if live := serversIn(cluster); len(live) > 0 {
				_ = syscall.Kill(live[len(live)-1], syscall.SIGKILL)
			}
		}
		if kind == "program" || kind == "everything" {
			o = spawn(t, dir, self(t), nil) // at once, while the old server is still going
			o.mustBeReady(t)
		}
	}
	w.more(t, 20)
	w.end()
	if lost := w.lost(t, connect(t, dsnOf(dir))); len(lost) > 0 {
		t.Errorf("%d of %d acknowledged rows are lost: %v", len(lost), w.count(), lost)
	}
	t.Logf("%d kills, %d rows acknowledged", kills, w.count())
	o.leave(t)
	if left := serversIn(cluster); len(left) > 0 {
		t.Errorf("processes left: %v", left)
	}
}
