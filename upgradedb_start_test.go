package main

import (
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"strings"
	"testing"
	"time"

	"firstbell/db"
	"firstbell/db/dbtest"
	"firstbell/db/local"
)

// fullBinary builds the program with its PostgreSQL inside. The test fails where
// that has not been packed.
func fullBinary(t *testing.T) string {
	t.Helper()
	if _, err := os.Stat(filepath.Join("embed", "bundle_linux_"+runtime.GOARCH+".txt")); err != nil {
		t.Fatalf("this test needs the PostgreSQL of the full program: make bundle (%v)", err)
	}
	file := filepath.Join(dataDir(t), "firstbell")
	if out, err := exec.Command("go", "build", "-tags", "bundledpg", "-o", file, ".").CombinedOutput(); err != nil {
		t.Fatalf("build: %v\n%s", err, out)
	}
	return file
}

// installedServer is the folder of a PostgreSQL that Debian's package brings.
func installedServer(t *testing.T) string {
	t.Helper()
	found, _ := filepath.Glob("/usr/lib/postgresql/1[567]/bin")
	if len(found) == 0 {
		t.Fatal("this test needs an installed PostgreSQL 15, 16 or 17: apt install postgresql")
	}
	return found[0]
}

// holdings exports what a data folder holds and says which PostgreSQL does.
func holdings(t *testing.T, o local.Options) (db.Manifest, int) {
	t.Helper()
	s, err := local.Start(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = s.Stop(t.Context()) }()
	m, err := db.Export(t.Context(), s.OwnerDSN(), "test", discard{})
	if err != nil {
		t.Fatal(err)
	}
	return m, s.Plan().Major
}

type discard struct{}

// Create returns a writer that forgets.
func (discard) Create(string) (io.Writer, error) { return io.Discard, nil }

func contentOf(m db.Manifest) string {
	return fmt.Sprint(m.Tables, m.Sequences, m.Migrations, m.Instance)
}

// oddEnquiries puts texts that a copy may trip over into the database of a desk.
func oddEnquiries(t *testing.T, o local.Options) {
	t.Helper()
	s, err := local.Start(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = s.Stop(t.Context()) }()
	pool := dbtest.SQL(s.OwnerDSN())
	defer pool.Close()
	for _, text := range []string{`back\slash and \. alone`, "tab\tand\nnew line\r\n", "नमस्ते दुनिया 🙂", `\N`, "  blank  ", strings.Repeat("ä", 200)} {
		if _, err := pool.Exec("INSERT INTO enquiries (name, email, course_interest, message) VALUES ($1, 'o@example.com', 'NEET', $1)", text); err != nil {
			t.Fatal(err)
		}
	}
}

// From a PostgreSQL that is installed to the one inside the program: killed
// three times on the way the desk has its old data, and in the end the same data
// in the new one.
func TestTheDatabaseMovesToAnotherMajorVersion(t *testing.T) {
	t.Parallel()
	program, older, dir := fullBinary(t), installedServer(t), dataDir(t)
	env := []string{"DATA_DIR=" + dir, "PORT=" + freePort(t)}
	desk := launchFile(t, program, nil, append(env, "PG_BINDIR="+older)...).ready()
	_, data, err := desk.post(t.Context(), "/api/auth/register", "", account)
	if err != nil {
		t.Fatal(err)
	}
	token, _ := data["token"].(string)
	for _, call := range [][2]string{{"/api/samples", `{"count":40}`}, {"/api/enquiries/claim-next", ""}} {
		if status, _, err := desk.post(t.Context(), call[0], token, call[1]); status > 201 || err != nil {
			t.Fatalf("%s: %d, %v", call[0], status, err)
		}
	}
	upgrade := func(env []string) (string, int) {
		cmd := exec.CommandContext(t.Context(), program, "upgrade-db")
		cmd.Env = append([]string{"PATH=" + os.Getenv("PATH"), "HOME=/nonexistent", "LOG_LEVEL=warn"}, env...)
		out, _ := cmd.CombinedOutput()
		return string(out), cmd.ProcessState.ExitCode()
	}
	if out, code := upgrade(env); code != 2 || !strings.Contains(out, "Already running") {
		t.Errorf("beside the desk: %d\n%s", code, out)
	}
	desk.stop()
	o := local.Options{Dir: dir, BinDir: older}
	oddEnquiries(t, o)
	before, old := holdings(t, o)

	for _, sentence := range []string{"Unpacking", "Taking everything out", "and comparing"} {
		p := launchFile(t, program, []string{"upgrade-db"}, env...)
		p.says(sentence)
		_ = p.cmd.Process.Kill()
		_ = p.cmd.Wait()
		if m, major := holdings(t, o); major != old || contentOf(m) != contentOf(before) {
			t.Errorf("killed at %q: PostgreSQL %d holds\n%s", sentence, major, contentOf(m))
		}
	}
	began := time.Now()
	out, code := upgrade(env)
	took := time.Since(began)
	kept := regexp.MustCompile(`kept as (\S+\.old-\w+),`).FindStringSubmatch(out)
	if code != 0 || kept == nil || !strings.Contains(out, "each compared") {
		t.Fatalf("upgrade-db: %d\n%s", code, out)
	}
	t.Logf("%d rows in %s", before.Rows(), took.Round(time.Millisecond))
	if text, err := os.ReadFile(filepath.Join(kept[1], "PG_VERSION")); err != nil || strings.TrimSpace(string(text)) != fmt.Sprint(old) {
		t.Errorf("what was kept is %s, %v", text, err)
	}
	after, major := holdings(t, local.Options{Dir: dir})
	if major <= old || contentOf(after) != contentOf(before) {
		t.Errorf("PostgreSQL %d holds\n%s\ninstead of\n%s", major, contentOf(after), contentOf(before))
	}
	if out, code := upgrade(env); code != 0 || !strings.Contains(out, "nothing to do") {
		t.Errorf("once more: %d\n%s", code, out)
	}
	desk = launchFile(t, program, nil, env...).ready()
	if mine := desk.mine(desk.signIn()); mine == "[]" {
		t.Errorf("after the upgrade she owns %s", mine)
	}
	desk.stop()
	if files := backups(t, dir, ".before-upgrade-db.zip.age"); len(files) != 1 {
		t.Errorf("by which backup it was moved: %v", files)
	}
}
