//go:build unix

package local

import (
	"io"
	"os"
	"path/filepath"
	"syscall"
	"testing"
)

// asRoot tells whether the test can take other users' places; when it cannot,
// it says so.
func asRoot(t *testing.T) bool {
	t.Helper()
	if os.Geteuid() != 0 {
		t.Logf("running as %s: the part for root is covered only when the tests run as root", ourName())
		return false
	}
	return true
}

// reachable copies the test binary to where other users can run it.
func reachable(t *testing.T) string {
	t.Helper()
	from, err := os.Open(self(t))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = from.Close() }()
	path := filepath.Join(base(t), "local.test")
	to, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE, 0o755)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := io.Copy(to, from); err != nil {
		t.Fatal(err)
	}
	if err := to.Close(); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestRootRunsTheServerAsSomebodyElse(t *testing.T) {
	t.Parallel()
	if !asRoot(t) {
		return
	}
	s := begin(t, Options{Dir: dataDir(t), User: "nobody", Ephemeral: true})
	nobody, _ := lookup("nobody")
	if uid, _, err := ownerOf(s.Plan().DataDir); err != nil || uid != nobody.uid {
		t.Errorf("the cluster belongs to %d, %v", uid, err)
	}
	info, err := os.Stat(filepath.Dir(s.Status().Socket))
	if err != nil || info.Mode().Perm() != 0o700 {
		t.Errorf("socket directory %v, %v", info, err)
	}
	finish(t, s)

	// The owner of the data goes before the configured user.
	s = begin(t, Options{Dir: s.opts.Dir, User: "www-data", Ephemeral: true})
	if s.account.name != "nobody" {
		t.Errorf("runs as %s", s.account.name)
	}
}

func TestAnOrdinaryUserRunsHisOwn(t *testing.T) {
	t.Parallel()
	if !asRoot(t) {
		return // every other test of this run is then the proof
	}
	dir := dataDir(t)
	nobody, ok := lookup("nobody")
	if !ok {
		t.Fatal("no user nobody")
	}
	if err := os.Mkdir(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.Chown(dir, nobody.uid, nobody.gid); err != nil {
		t.Fatal(err)
	}
	// Root first, then the user himself: the files root made are his.
	s := begin(t, Options{Dir: dir})
	if s.account.name != "nobody" {
		t.Errorf("root chose %s for a directory of nobody", s.account.name)
	}
	exec1(t, connect(t, s.OwnerDSN()), `CREATE TABLE kept AS SELECT 7 AS n`)
	finish(t, s)

	who := &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: uint32(nobody.uid), Gid: uint32(nobody.gid), Groups: []uint32{}}}
	o := spawn(t, dir, reachable(t), who)
	o.mustBeReady(t)
	o.leave(t)
	s = begin(t, Options{Dir: dir})
	if n := ask[int](t, connect(t, s.OwnerDSN()), `SELECT n FROM kept`); n != 7 {
		t.Errorf("kept %d", n)
	}
}

func TestAnUnwritableDirectoryIsNamed(t *testing.T) {
	t.Parallel()
	dir := base(t)
	put(t, dir, map[string]string{"file": ""})
	_, err := Start(t.Context(), Options{Dir: filepath.Join(dir, "file", "data")})
	refused(t, err, ExitSetup, "DATA_DIR ", "cannot be used: not a directory.")

	if os.Geteuid() != 0 {
		_, err = Start(t.Context(), Options{Dir: "/firstbell-test"})
		refused(t, err, ExitSetup, "DATA_DIR /firstbell-test cannot be written by user "+ourName())
		return
	}
	// Root may write everywhere, so somebody else has to try.
	nobody, _ := lookup("nobody")
	who := &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: uint32(nobody.uid), Gid: uint32(nobody.gid), Groups: []uint32{}}}
	o := spawn(t, filepath.Join(dir, "data"), reachable(t), who)
	want := "failed DATA_DIR " + dir + "/data cannot be written by user nobody (permission denied). Give it to that user or choose another DATA_DIR."
	if said := <-o.said; said != want {
		t.Errorf("got  %s\nwant %s", said, want)
	}
}

func TestAPrivateParentIsNamed(t *testing.T) {
	t.Parallel()
	if !asRoot(t) {
		return
	}
	closed := filepath.Join(base(t), "closed")
	if err := os.Mkdir(closed, 0o700); err != nil {
		t.Fatal(err)
	}
	dir := filepath.Join(closed, "data")
	_, err := Start(t.Context(), Options{Dir: dir, User: "nobody"})
	refused(t, err, ExitSetup, "User nobody cannot reach "+dir+"; use a directory such as /var/lib/firstbell.")

	// DATA_DIR itself is ours to open, for that user alone.
	s := begin(t, Options{Dir: closedDir(t), User: "nobody", Ephemeral: true})
	nobody, _ := lookup("nobody")
	info, err := os.Stat(s.opts.Dir)
	if _, gid, gerr := ownerOf(s.opts.Dir); err != nil || gerr != nil || info.Mode().Perm() != 0o710 || gid != nobody.gid {
		t.Errorf("DATA_DIR is %v, group %d", info.Mode(), gid)
	}
}

func closedDir(t *testing.T) string {
	t.Helper()
	dir := dataDir(t)
	if err := os.Mkdir(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	return dir
}

func TestAUserWithoutANameIsExplained(t *testing.T) {
	t.Parallel()
	if !asRoot(t) {
		return
	}
	const uid = 54321
	dir := dataDir(t)
	if err := os.Mkdir(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.Chown(dir, uid, uid); err != nil {
		t.Fatal(err)
	}
	who := &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: uid, Gid: uid, Groups: []uint32{}}}
	o := spawn(t, dir, reachable(t), who)
	const want = "failed User id 54321 has no name on this system; PostgreSQL needs one. Run the container as a named user."
	if said := <-o.said; said != want {
		t.Errorf("got  %s\nwant %s", said, want)
	}
}

func TestAnUnknownUserIsNamed(t *testing.T) {
	t.Parallel()
	if !asRoot(t) {
		return
	}
	_, err := Start(t.Context(), Options{Dir: dataDir(t), User: "no-such-user"})
	refused(t, err, ExitSetup, `"no-such-user"`, "useradd --system no-such-user")
}
