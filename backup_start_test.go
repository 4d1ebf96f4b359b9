package main

import (
	"bytes"
	"database/sql"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"testing"
	"time"

	"firstbell/db/dbtest"
	"firstbell/db/local"
)

// canary is a name that must be nowhere in a backup that somebody finds.
const canary = "Zubeida Canaryworth"

// newSchool starts a desk with a person who has claimed one enquiry, and
// returns her token.
func newSchool(t *testing.T, env []string) (*program, string) {
	t.Helper()
	p := launch(t, env...).ready()
	_, data, err := p.post(t.Context(), "/api/auth/register", "", account)
	if err != nil {
		t.Fatal(err)
	}
	token, _ := data["token"].(string)
	if status, _, err := p.post(t.Context(), "/api/enquiries/public", "", `{"name":"`+canary+`","email":"m@example.com","courseInterest":"NEET"}`); status != 201 || err != nil {
		t.Fatalf("enquiry: %d, %v", status, err)
	}
	if status, _, err := p.post(t.Context(), "/api/enquiries/1/claim", token, ""); status != 200 || err != nil {
		t.Fatalf("claim: %d, %v", status, err)
	}
	return p, token
}

func (p *program) stop() {
	p.t.Helper()
	_ = p.cmd.Process.Signal(syscall.SIGTERM)
	p.end(20 * time.Second)
}

// signIn returns a token, "" when the desk does not know her.
func (p *program) signIn() string {
	p.t.Helper()
	_, data, err := p.post(p.t.Context(), "/api/auth/login", "", `{"email":"asha@example.com","password":"secret1"}`)
	if err != nil {
		p.t.Fatal(err)
	}
	token, _ := data["token"].(string)
	return token
}

func (p *program) mine(token string) string {
	p.t.Helper()
	_, data, err := p.get("/api/enquiries/mine", token)
	if err != nil {
		p.t.Fatal(err)
	}
	return fmt.Sprint(data["enquiries"])
}

// backups lists the files of a kind in a folder.
func backups(t *testing.T, dir, end string) []string {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(dir, "backups", "firstbell-*Z"+end))
	if err != nil {
		t.Fatal(err)
	}
	return files
}

// From a dead disk to a running desk: the backup and its key are all there is.
func TestADeadDiskCostsNothingThatWasBackedUp(t *testing.T) {
	t.Parallel()
	dir := dataDir(t)
	env := []string{"DATA_DIR=" + dir, "PORT=" + freePort(t)}
	desk, token := newSchool(t, env)
	out, code := say(t, env, "", "backup") // while it runs
	files := backups(t, dir, ".zip.age")
	if code != 0 || len(files) != 1 || !strings.Contains(out, "restored and compared") {
		t.Fatalf("backup: %d, %v\n%s", code, files, out)
	}
	raw, err := os.ReadFile(files[0])
	if err != nil || bytes.Contains(raw, []byte("Canaryworth")) {
		t.Errorf("the file tells names: %v", err)
	}
	key, code := say(t, env, "", "backup", "key")
	if code != 0 || !regexp.MustCompile(`^AGE-SECRET-KEY-1\S+\n$`).MatchString(key) {
		t.Fatalf("backup key: %d\n%s", code, key)
	}
	desk.stop()
	if out, code := say(t, env, "", "backup", "verify", files[0]); code != 0 || !strings.Contains(out, "is whole") { // while it does not
		t.Errorf("verify: %d\n%s", code, out)
	}

	safe := dataDir(t) // what the owner kept elsewhere
	for name, text := range map[string][]byte{"key": []byte(key), "b.zip.age": raw, "cut": raw[:len(raw)/2], "empty": nil} {
		if err := os.WriteFile(filepath.Join(safe, name), text, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	fresh := dataDir(t)
	env = []string{"DATA_DIR=" + fresh, "PORT=" + freePort(t)}
	for _, c := range []struct{ file, says string }{{"cut", "cut short"}, {"empty", "cut short"}, {"nothing", "no such file"}} {
		if out, code := say(t, env, "", "restore", filepath.Join(safe, c.file), "--key", filepath.Join(safe, "key")); code == 0 || !strings.Contains(out, c.says) {
			t.Errorf("restore %s: %d\n%s", c.file, code, out)
		}
	}
	if out, code := say(t, env, "", "restore", filepath.Join(safe, "b.zip.age")); code != 2 || !strings.Contains(out, "--key") {
		t.Errorf("without the key: %d\n%s", code, out)
	}
	_ = os.Remove(filepath.Join(fresh, "backup-key"))
	if out, code := say(t, env, "", "restore", filepath.Join(safe, "b.zip.age"), "--key", filepath.Join(safe, "key")); code != 0 {
		t.Fatalf("restore: %d\n%s", code, out)
	}
	desk = launch(t, env...).ready()
	if mine := desk.mine(desk.signIn()); !strings.Contains(mine, canary) {
		t.Errorf("after the restore she owns %s", mine)
	}
	if status, _, err := desk.get("/api/enquiries/mine", token); status != 401 || err != nil {
		t.Errorf("a session of before the restore is good: %d, %v", status, err)
	}
	if again, _ := say(t, env, "", "backup", "key"); again != key {
		t.Error("the desk makes its next backups for another key")
	}
	if out, code := say(t, env, "", "audit", "verify"); code != 0 {
		t.Errorf("the audit log did not survive: %d\n%s", code, out)
	}
	// What has come since is kept under another name, until it is forgotten.
	if status, _, err := desk.post(t.Context(), "/api/enquiries/public", "", `{"name":"Later","email":"m@example.com","courseInterest":"NEET"}`); status != 201 || err != nil {
		t.Fatal(status, err)
	}
	if status, _, err := desk.post(t.Context(), "/api/privacy/erase", desk.signIn(), `{"enquiries":[1],"reason":"asked"}`); status != 200 || err != nil {
		t.Fatal(status, err)
	}
	if out, code := say(t, env, "", "restore", filepath.Join(safe, "b.zip.age")); code == 0 || !strings.Contains(out, "Already running") {
		t.Errorf("restore under a running desk: %d\n%s", code, out)
	}
	desk.stop()
	// A backup of before brings nobody back who was erased since.
	if out, code := say(t, env, "", "restore", filepath.Join(safe, "b.zip.age")); code != 0 || !strings.Contains(out, "kept as before_") || !strings.Contains(out, "made: 1 enquiries") {
		t.Errorf("a second restore: %d\n%s", code, out)
	}
	list, err := os.ReadFile(filepath.Join(fresh, "backups", "firstbell-erasures.jsonl"))
	if err != nil || bytes.Count(list, []byte("\n")) != 1 || bytes.Contains(list, []byte("Canary")) {
		t.Errorf("the list of erasures: %v %s", err, list)
	}
	desk = launch(t, env...).ready()
	if mine := desk.mine(desk.signIn()); strings.Contains(mine, canary) || !strings.Contains(mine, "Erased") {
		t.Errorf("after an erasure and a restore she owns %s", mine)
	}
	if out, code := say(t, env, "", "audit", "verify"); code != 0 {
		t.Errorf("the audit log after an erasure: %d\n%s", code, out)
	}
	desk.stop()
	// Nor on a new machine, where the list was put beside the backup.
	if err := os.WriteFile(filepath.Join(safe, "firstbell-erasures.jsonl"), list, 0o600); err != nil {
		t.Fatal(err)
	}
	third := []string{"DATA_DIR=" + dataDir(t), "PORT=" + freePort(t)}
	if out, code := say(t, third, "", "restore", filepath.Join(safe, "b.zip.age"), "--key", filepath.Join(safe, "key")); code != 0 || !strings.Contains(out, "made: 1 enquiries") {
		t.Errorf("on a new machine: %d\n%s", code, out)
	}
	if out, code := say(t, env, "", "restore", "--forget-old"); code != 0 || !strings.Contains(out, "before: 1") {
		t.Errorf("forget: %d\n%s", code, out)
	}
}

// An empty, a lost or an exchanged volume is never taken for a new school.
func TestTheWrongDataIsRefused(t *testing.T) {
	t.Parallel()
	server := dataDir(t)
	pg, err := local.Start(t.Context(), local.Options{Dir: server, Ephemeral: true})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = pg.Stop(t.Context()) }()
	pool := dbtest.SQL(pg.DSN())
	defer pool.Close()
	dsn := func(name string) string {
		if _, err := pool.Exec("CREATE DATABASE " + name); err != nil {
			t.Fatal(err)
		}
		return strings.Replace(pg.DSN(), "firstbell@firstbell/", "firstbell@"+name+"/", 1)
	}
	one, other, empty := dsn("one"), dsn("other"), dsn("nothing")
	dirOf := map[string]string{"one": dataDir(t), "other": dataDir(t), "lost": dataDir(t), "second": dataDir(t)}
	env := func(dsn, dir string, more ...string) []string {
		return append([]string{"DATABASE_URL=" + dsn, "DATA_DIR=" + dirOf[dir], "PORT=" + freePort(t)}, more...)
	}
	for _, school := range []string{"one", "other"} {
		p, _ := newSchool(t, env(map[string]string{"one": one, "other": other}[school], school))
		p.stop()
	}
	id := regexp.MustCompile(`"id":"(\w+)"`)
	text, err := os.ReadFile(filepath.Join(dirOf["one"], "instance.json"))
	if err != nil || !id.Match(text) {
		t.Fatalf("%s, %v", text, err)
	}
	key := strings.Repeat("k", 40)
	for _, c := range []struct {
		what string
		env  []string
		says string
	}{
		{"an empty database", env(empty, "one"), "is empty: its volume is missing"},
		{"another school's database", env(other, "one"), "were exchanged"},
		{"a lost data folder", env(one, "lost"), "holds nothing of it"},
		{"not the expected one", env(other, "other", "EXPECT_INSTANCE="+string(id.FindSubmatch(text)[1])), "EXPECT_INSTANCE"},
		{"all is lost", env(empty, "lost", "EXPECT_INSTANCE=abc"), "restore a backup"},
	} {
		before := tablesOf(t, empty) + tablesOf(t, one) + tablesOf(t, other)
		p := launch(t, c.env...)
		p.says(c.says)
		p.url = "http://127.0.0.1:" + strings.TrimPrefix(c.env[2], "PORT=")
		for _, path := range []string{"/health", "/api/enquiries/mine", "/inbox"} {
			if status, _, err := p.get(path, ""); status != 503 || err != nil {
				t.Errorf("%s: GET %s is %d, %v", c.what, path, status, err)
			}
		}
		if status, _, err := p.post(t.Context(), "/api/enquiries/public", "", `{"name":"Lost","email":"m@example.com","courseInterest":"NEET"}`); status != 503 || err != nil {
			t.Errorf("%s: an enquiry is %d, %v", c.what, status, err)
		}
		p.stop()
		if after := tablesOf(t, empty) + tablesOf(t, one) + tablesOf(t, other); after != before {
			t.Errorf("%s: something was written", c.what)
		}
		if out, code := say(t, c.env, "", "migrate"); code != 2 || !strings.Contains(out, c.says) {
			t.Errorf("%s: migrate says %d\n%s", c.what, code, out)
		}
	}
	if left, _ := os.ReadDir(dirOf["lost"]); len(left) > 0 {
		t.Errorf("the lost folder was filled: %v", left)
	}
	// A second server with the keys of the first needs nothing of its folder.
	second := launch(t, env(one, "second", "JWT_SECRET="+key, "INSTANCE_KEY="+key)...).ready()
	second.stop()
	if out, code := say(t, env(one, "lost"), "", "adopt"); code != 0 || !strings.Contains(out, "belong together") {
		t.Errorf("adopt: %d\n%s", code, out)
	}
	p := launch(t, env(one, "lost")...).ready()
	if mine := p.mine(p.signIn()); !strings.Contains(mine, canary) {
		t.Errorf("after adopt she owns %s", mine)
	}
}

// says waits until the program has written something to its log.
func (p *program) says(text string) {
	p.t.Helper()
	deadline := time.After(60 * time.Second)
	for !strings.Contains(p.errs.String(), text) {
		select {
		case <-p.errs.news:
		case <-deadline:
			p.t.Fatalf("it does not say %q:\n%s", text, p.errs)
		}
	}
}

// tablesOf is what a database holds: its tables and how often each was written.
func tablesOf(t *testing.T, dsn string) string {
	t.Helper()
	pool := dbtest.SQL(dsn)
	defer pool.Close()
	var said sql.NullString
	if err := pool.QueryRow(`SELECT string_agg(relname || relpages || reltuples || relfilenode, ' ' ORDER BY relname) FROM pg_class
		WHERE relnamespace = 'public'::regnamespace`).Scan(&said); err != nil {
		t.Fatal(err)
	}
	var rows sql.NullString
	if said.String != "" {
		if err := pool.QueryRow(`SELECT string_agg(x, ' ') FROM (SELECT count(*) || max(name) AS x FROM enquiries UNION ALL SELECT count(*) || max(name) FROM schema_migrations) y`).Scan(&rows); err != nil {
			t.Fatal(err)
		}
	}
	return said.String + rows.String
}
