package web_test

import (
	"io"
	"io/fs"
	"strings"
	"testing"
	"time"

	"firstbell/app"
	"firstbell/web"
)

func TestOwnersSeeAndAskForBackups(t *testing.T) {
	t.Parallel()
	clock := app.NewBackupClock(150)
	d := open(t, func(a *app.Desk, _ *web.Config) {
		a.BackupClock = clock
		a.OpenBackup = func(file string) (io.ReadCloser, error) {
			if file != "there.zip.age" {
				return nil, fs.ErrNotExist
			}
			return io.NopCloser(strings.NewReader("age-encryption.org")), nil
		}
	})
	asha := d.register("Asha Patel", "asha@example.com")
	ravi := d.register("Ravi Rao", "ravi@example.com")
	d.query("INSERT INTO instance (id) VALUES ('test') RETURNING id")
	if a := d.call("GET", "/api/backups", asha, ""); a.status != 200 || a.text("data", "verdict") != "none" || a.text("data", "red") != "false" {
		t.Errorf("a new desk: %d %s", a.status, a.body)
	}
	first := d.call("POST", "/api/backups", asha, "", "Idempotency-Key", "b1")
	again := d.call("POST", "/api/backups", asha, "")
	if first.status != 202 || again.text("data", "id") != first.text("data", "id") || d.query("SELECT count(*)::text FROM backups") != "1" {
		t.Errorf("asked twice: %d %s, %d %s", first.status, first.body, again.status, again.body)
	}
	select {
	case <-clock.Asked:
	case <-time.After(5 * time.Second):
		t.Error("nobody is woken")
	}
	id := first.text("data", "id")
	d.query(`UPDATE backups SET state = 'failed', trouble = 'disk_full', ended_at = now() WHERE id = ` + id + ` RETURNING state`)
	if a := d.call("GET", "/api/backups", asha, ""); a.text("data", "verdict") != "failed" || a.text("data", "red") != "true" || a.text("data", "trouble") != "disk_full" {
		t.Errorf("a failed one: %s", a.body)
	}
	if a := d.call("GET", "/api/backups/"+id+"/file", asha, ""); a.status != 404 {
		t.Errorf("one that failed is given away: %d", a.status)
	}
	proven := d.query(`INSERT INTO backups (kind, state, ended_at, file, bytes, row_count) VALUES ('scheduled', 'proven', now(), 'there.zip.age', 18, 5) RETURNING id::text`)
	if a := d.call("GET", "/api/backups/"+proven+"/file", asha, ""); a.status != 200 || a.body != "age-encryption.org" ||
		!strings.Contains(a.header.Get("Content-Disposition"), "there.zip.age") {
		t.Errorf("download: %d %s", a.status, a.body)
	}
	if n := d.query("SELECT count(*)::text FROM audit WHERE action = 'exported' AND fields = '{backup}'"); n != "1" {
		t.Errorf("the download is written down %s times", n)
	}
	if a := d.call("GET", "/api/backups", asha, ""); a.text("data", "verdict") != "good" {
		t.Errorf("a proven one: %s", a.body)
	}
	gone := d.query(`INSERT INTO backups (kind, state, ended_at, file, bytes, row_count) VALUES ('scheduled', 'proven', now(), 'pruned.zip.age', 18, 5) RETURNING id::text`)
	for path, status := range map[string]int{gone + "/file": 404, "99/file": 404, "x/file": 404} {
		if a := d.call("GET", "/api/backups/"+path, asha, ""); a.status != status {
			t.Errorf("%s: %d %s", path, a.status, a.body)
		}
	}
	before := d.query("SELECT string_agg(b::text, ';') FROM backups b")
	for _, c := range [][2]string{{"GET", "/api/backups"}, {"POST", "/api/backups"}, {"GET", "/api/backups/" + proven + "/file"}} {
		if a := d.call(c[0], c[1], ravi, ""); a.status != 403 {
			t.Errorf("a counsellor: %s %s is %d", c[0], c[1], a.status)
		}
	}
	if after := d.query("SELECT string_agg(b::text, ';') FROM backups b"); after != before {
		t.Error("a refused request changed something")
	}
}
