//go:build unix

package local

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"testing"

	"github.com/uptrace/bun/driver/pgdriver"
)

// upgradeVar makes the test binary upgrade a directory, to the server of
// another one, and kill itself after a step: "dir\nbin\nstep".
const upgradeVar = "FIRSTBELL_LOCAL_TEST_UPGRADE"

func upgradeForTest(job string) int {
	parts := strings.Split(job, "\n")
	_, err := Upgrade(context.Background(), Options{Dir: parts[0], BinDir: parts[1], Ephemeral: true, step: func(name string) {
		if name == parts[2] {
			_ = syscall.Kill(os.Getpid(), syscall.SIGKILL)
		}
	}}, carry(new(string)))
	fmt.Println(err)
	return 1
}

// carry moves the one row of the table kept.
func carry(word *string) Move {
	with := func(dsn string, do func(*sql.DB) error) error {
		db := sql.OpenDB(pgdriver.NewConnector(pgdriver.WithDSN(dsn)))
		return errors.Join(do(db), db.Close())
	}
	return Move{
		Out: func(ctx context.Context, dsn string) error {
			return with(dsn, func(db *sql.DB) error { return db.QueryRowContext(ctx, "SELECT word FROM kept").Scan(word) })
		},
		In: func(ctx context.Context, dsn string) error {
			return with(dsn, func(db *sql.DB) error {
				_, err := db.ExecContext(ctx, "CREATE TABLE kept AS SELECT $1::text AS word", *word)
				return err
			})
		},
	}
}

// twoMajors are the programs of an installed PostgreSQL and of the newer one
// that make bundle packs. The test fails where one of them is missing.
func twoMajors(t *testing.T) (older, newer string) {
	t.Helper()
	b := embedded()
	if !b.present() {
		file := filepath.Join("..", "..", "embed", "bundle_linux_"+runtime.GOARCH)
		info, err := os.ReadFile(file + ".txt")
		blob, err2 := os.ReadFile(file + ".tar.zst")
		if err := errors.Join(err, err2); err != nil {
			t.Fatalf("this test needs the PostgreSQL of the full program: make bundle (%v)", err)
		}
		b = readBundle(string(info), string(blob))
	}
	l := layout{dir: base(t)}
	if err := b.unpack(t.Context(), l); err != nil {
		t.Fatal(err)
	}
	for _, in := range installed() {
		if in.major >= oldest && in.major < majorOf(b.version) {
			return in.binDir, filepath.Join(b.dir(l), "bin")
		}
	}
	t.Fatalf("this test needs an installed PostgreSQL older than %s: apt install postgresql", b.version)
	return "", ""
}

// oldCluster is a DATA_DIR of the older server with one row in it.
func oldCluster(t *testing.T, older string) string {
	t.Helper()
	dir := dataDir(t)
	s := begin(t, Options{Dir: dir, BinDir: older, Ephemeral: true})
	exec1(t, connect(t, s.OwnerDSN()), `CREATE TABLE kept AS SELECT 'नमस्ते' AS word`)
	finish(t, s)
	return dir
}

// uses starts what a directory holds and says which major version that is.
func uses(t *testing.T, dir, bin string) int {
	t.Helper()
	s := begin(t, Options{Dir: dir, BinDir: bin, Ephemeral: true})
	defer finish(t, s)
	if word := ask[string](t, connect(t, s.OwnerDSN()), `SELECT word FROM kept`); word != "नमस्ते" {
		t.Errorf("PostgreSQL %d has %q", s.Plan().Major, word)
	}
	if left, _ := filepath.Glob(filepath.Join(dir, ".upgrade-*")); len(left) > 0 {
		t.Errorf("left behind: %v", left)
	}
	return s.Plan().Major
}

// Killed after any step, the old or the new cluster is in use, and whole.
func TestAKilledUpgradeLeavesOneOrTheOther(t *testing.T) {
	t.Parallel()
	older, newer := twoMajors(t)
	dir := oldCluster(t, older)
	before, err := inspect(older)
	if err != nil {
		t.Fatal(err)
	}
	after, err := inspect(newer)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		step string
		want int
	}{{"taken out", before.major}, {"put in", before.major}, {"moved", before.major}, {"switched", after.major}} {
		cmd := exec.Command(self(t))
		cmd.Env = append(os.Environ(), upgradeVar+"="+dir+"\n"+newer+"\n"+c.step)
		cmd.Dir = "/"
		if out, err := cmd.CombinedOutput(); err == nil || cmd.ProcessState.ExitCode() != -1 {
			t.Fatalf("it was to be killed after %q: %v\n%s", c.step, err, out)
		}
		if got := uses(t, dir, newer); got != c.want {
			t.Errorf("killed after %q it uses %d", c.step, got)
		}
	}
	// What the third run had moved into place was never in use, and is kept.
	if aside, _ := filepath.Glob(filepath.Join(dir, "data-*.old-*")); len(aside) != 1 {
		t.Errorf("moved aside: %v", aside)
	}
	if done, err := Upgrade(t.Context(), Options{Dir: dir, BinDir: newer, Ephemeral: true}, Move{}); err != nil || done.Kept != "" {
		t.Errorf("nothing was to be done: %+v, %v", done, err)
	}
}

func TestAnUpgradeThatCannotBeIsRefusedAndChangesNothing(t *testing.T) {
	t.Parallel()
	older, newer := twoMajors(t)
	dir := oldCluster(t, older)
	o := Options{Dir: dir, BinDir: newer, Ephemeral: true}
	cluster := clusterOf(t, dir)
	print := fingerprint(t, cluster)
	small := o
	small.limits = defaultLimits()
	small.limits.needNew = math.MaxInt64 / 2
	_, err := Upgrade(t.Context(), small, Move{})
	refused(t, err, ExitSetup, "Moving the data needs", "Nothing was changed")
	_, err = Upgrade(t.Context(), Options{Dir: base(t)}, Move{})
	refused(t, err, ExitSetup, "There is no database in")
	newest := base(t)
	put(t, newest, map[string]string{"data-99/PG_VERSION": "99\n"})
	_, err = Upgrade(t.Context(), Options{Dir: newest}, Move{})
	refused(t, err, ExitVersion, "Data was written by a newer version")
	if fingerprint(t, cluster) != print {
		t.Error("a refused upgrade touched the data")
	}
	// While it runs nobody else can start the desk, nor find its database.
	broken := errors.New("cannot be written")
	_, err = Upgrade(t.Context(), o, Move{Out: func(ctx context.Context, _ string) error {
		if _, ok := Running(dir); ok {
			t.Error("others find a database that is about to be left behind")
		}
		_, err := Start(ctx, o)
		refused(t, err, ExitSetup, "Already running")
		return broken
	}})
	if !errors.Is(err, broken) {
		t.Errorf("got %v", err)
	}
	if got := uses(t, dir, newer); got != majorOf(strings.TrimPrefix(filepath.Base(cluster), "data-")) {
		t.Errorf("after a failure it uses %d", got)
	}
}
