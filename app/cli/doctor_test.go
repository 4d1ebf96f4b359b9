package cli

import (
	"bytes"
	"context"
	"crypto/tls"
	"errors"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"firstbell/app"
	"firstbell/app/config"
	"firstbell/app/mail"
	"firstbell/app/mail/mailtest"
	"firstbell/db"
)

// verdict checks one finding: how serious it is, what it names, and that
// whatever is not well has a cure.
func verdict(t *testing.T, f finding, want state, names string) {
	t.Helper()
	if f.State != want || !strings.Contains(f.What+f.Cure, names) || (f.Cure == "") != (want == well) || !strings.HasSuffix(f.What, ".") {
		t.Errorf("want %s and %q: %+v", want, names, f)
	}
}

func conf(t *testing.T, env ...string) config.Config {
	t.Helper()
	c, err := config.Load(env)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestDoctorLooksAtTheDisk(t *testing.T) {
	t.Parallel()
	verdict(t, diskFinding(50<<30, 100<<30, 1<<30), well, "50 GB of 100 GB")
	verdict(t, diskFinding(1500<<20, 100<<30, 1<<30), look, "1024 MB")
	verdict(t, diskFinding(500<<20, 100<<30, 1<<30), bad, "firstbell rescue")
	verdict(t, diskProbe(t.Context(), &patient{conf: config.Config{DataDir: "/nonexistent"}})[0], bad, "DATA_DIR")
}

func TestDoctorLooksAtPermissions(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	file := func(name string, mode os.FileMode) string {
		path := filepath.Join(dir, name)
		if err := errors.Join(os.MkdirAll(filepath.Dir(path), 0o700), os.WriteFile(path, nil, 0o600), os.Chmod(path, mode)); err != nil {
			t.Fatal(err)
		}
		return path
	}
	secrets, cert, password := file("secrets", 0o600), file("tls/desk.example", 0o600), file("password", 0o640)
	p := &patient{conf: config.Config{DataDir: dir}, environ: []string{"DB_PASSWORD_FILE=" + password, "PORT_FILE=" + file("port", 0o644)}}
	if f := permissionsProbe(t.Context(), p); len(f) != 1 {
		t.Errorf("%+v", f)
	} else {
		verdict(t, f[0], well, "")
	}
	for _, c := range []struct {
		path string
		mode os.FileMode
		want state
	}{{dir, 0o777, bad}, {secrets, 0o640, bad}, {cert, 0o644, bad}, {filepath.Dir(cert), 0o755, bad}, {password, 0o644, look}} {
		info, err := os.Stat(c.path)
		if err != nil {
			t.Fatal(err)
		}
		_ = os.Chmod(c.path, c.mode)
		if f := permissionsProbe(t.Context(), p); len(f) != 1 {
			t.Errorf("%s: %+v", c.path, f)
		} else {
			verdict(t, f[0], c.want, "chmod")
			verdict(t, f[0], c.want, c.path)
		}
		_ = os.Chmod(c.path, info.Mode())
	}
}

func TestDoctorLooksAtTheAddress(t *testing.T) {
	t.Parallel()
	for env, c := range map[string]struct {
		want  state
		names string
	}{
		"HOST=127.0.0.1":                             {well, "Only this machine"},
		"HOST=0.0.0.0":                               {bad, "BASE_URL"},
		"HOST=0.0.0.0 BASE_URL=http://a.example":     {bad, "TLS_DOMAIN"},
		"HOST=0.0.0.0 BASE_URL=https://desk.example": {well, "https://desk.example"},
		"TLS_DOMAIN=desk.example":                    {well, "https://desk.example"},
	} {
		verdict(t, addressFinding(conf(t, strings.Fields(env)...)), c.want, c.names)
	}
}

func TestDoctorLooksAtTheCertificate(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 6, 1, 12, 0, 0, 0, time.UTC)
	verdict(t, certificateFinding("d", now.AddDate(0, 0, 60), now, nil), well, "60 days")
	verdict(t, certificateFinding("d", now.AddDate(0, 0, 13), now, nil), bad, "13 days")
	verdict(t, certificateFinding("d", time.Time{}, now, errors.New("refused")), look, "does not answer")
	verdict(t, certificateFinding("d", time.Time{}, now, &tls.CertificateVerificationError{Err: errors.New("expired")}), bad, "expired")

	server := httptest.NewTLSServer(http.NotFoundHandler()) // nobody trusts it
	t.Cleanup(server.Close)
	p := &patient{conf: conf(t, "HOST=0.0.0.0", "BASE_URL="+server.URL), now: time.Now}
	verdict(t, certificateProbe(t.Context(), p)[0], bad, "Renew")
	server.Close()
	verdict(t, certificateProbe(t.Context(), p)[0], look, "does not answer")
	if f := certificateProbe(t.Context(), &patient{conf: conf(t)}); f != nil {
		t.Errorf("without HTTPS: %+v", f)
	}
}

func TestDoctorLooksAtTheProxy(t *testing.T) {
	t.Parallel()
	for env, c := range map[string]struct {
		want  state
		names string
	}{
		"HOST=127.0.0.1": {well, ""},
		"BASE_URL=https://a.example TRUSTED_PROXIES=127.0.0.1": {well, ""},
		"BASE_URL=https://a.example":                           {bad, "TRUSTED_PROXIES"},
		"BASE_URL=https://a.example HOST=0.0.0.0":              {look, "TRUSTED_PROXIES"},
		"TRUSTED_PROXIES=127.0.0.1":                            {look, "BASE_URL"},
		"TRUSTED_PROXIES=0.0.0.0/0":                            {bad, "anybody"},
		"TRUSTED_PROXIES=::/0":                                 {bad, "anybody"},
		"TLS_DOMAIN=desk.example":                              {well, ""},
	} {
		verdict(t, proxyFinding(conf(t, strings.Fields(env)...)), c.want, c.names)
	}
	for _, p := range []string{"10.0.0.0/8", "fd00::/16"} {
		verdict(t, proxyFinding(config.Config{Host: "127.0.0.1", BaseURL: "http://localhost", Proxies: []netip.Prefix{netip.MustParsePrefix(p)}}), well, "")
	}
}

func TestDoctorLooksAtTheDatabase(t *testing.T) {
	t.Parallel()
	good := db.Facts{Version: 170002, Fsync: true, FullPageWrites: true, SyncCommit: "on", Checksums: true, Role: "desk"}
	verdict(t, versionFinding(good, 0), well, "17.2")
	verdict(t, versionFinding(db.Facts{Version: 140001}, 0), bad, "version 15")
	verdict(t, versionFinding(good, 18), look, "17.2")
	verdict(t, clockFinding(time.Second), well, "")
	verdict(t, clockFinding(-3*time.Second), look, "3s")
	verdict(t, clockFinding(time.Hour), bad, "1h0m0s")
	verdict(t, durabilityFindings(good)[0], well, "")
	for name, change := range map[string]func(*db.Facts){
		"fsync": func(f *db.Facts) { f.Fsync = false }, "full_page_writes": func(f *db.Facts) { f.FullPageWrites = false },
		"synchronous_commit": func(f *db.Facts) { f.SyncCommit = "off" },
	} {
		f := good
		change(&f)
		verdict(t, durabilityFindings(f)[0], bad, name)
	}
	f := good
	f.Checksums = false
	verdict(t, durabilityFindings(f)[0], look, "pg_checksums")
	verdict(t, auditFinding(good), well, "")
	f.AuditWritable = true
	verdict(t, auditFinding(f), look, "may change the audit log")
	f.Superuser = true
	verdict(t, auditFinding(f), look, "is a superuser and may")

	verdict(t, databaseProbe(t.Context(), &patient{conf: conf(t)})[0], look, "Start the desk")
	away := conf(t, "DATABASE_URL=postgres://u:p@127.0.0.1:1/x")
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Millisecond)
	defer cancel()
	p := &patient{conf: away}
	p.ask(ctx)
	verdict(t, databaseProbe(t.Context(), p)[0], bad, "DATABASE_URL")
}

func TestDoctorLooksAtBackups(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 6, 1, 12, 0, 0, 0, time.UTC)
	proven := &app.Backup{At: now.Add(-10 * time.Hour)}
	for is, c := range map[app.BackupVerdict]struct {
		want  state
		names string
	}{
		app.BackupsGood: {well, "10h0m0s old"}, app.BackupsYoung: {well, ""}, app.BackupsOff: {look, "BACKUP_AT"},
		app.BackupsFail: {bad, "failed"}, app.BackupsOld: {bad, "more than a day"}, app.BackupsHere: {bad, "BACKUP_TO"},
	} {
		verdict(t, backupFinding(app.BackupHealth{Verdict: is, Proven: proven}, now), c.want, c.names)
	}
	verdict(t, backupFinding(app.BackupHealth{Verdict: app.BackupsYoung}, now), well, "None was proven yet")
	p := &patient{conf: conf(t), now: time.Now, backups: &app.BackupHealth{Verdict: app.BackupsGood}}
	if f := backupProbe(t.Context(), p); len(f) != 2 {
		t.Errorf("%+v", f)
	} else {
		verdict(t, f[1], look, "BACKUP_TO")
	}
	if p.backups = nil; backupProbe(t.Context(), p) != nil {
		t.Error("a database that does not answer has backups")
	}
}

func TestDoctorCallsTheMailServer(t *testing.T) {
	t.Parallel()
	c := conf(t, "SMTP_HOST=smtp.example", "SMTP_FROM=desk@a.example")
	verdict(t, mailFinding(t.Context(), c, nil), well, "SMTP_HOST")
	for _, way := range []mail.Encryption{mail.StartTLS, mail.TLS, mail.None} {
		s := mailtest.Start(t, way)
		verdict(t, mailFinding(t.Context(), c, s.Sender()), well, "smtp.example")
		if way == mail.None {
			continue
		}
		wrong := s.Sender()
		wrong.Password = "wrong"
		verdict(t, mailFinding(t.Context(), c, wrong), bad, "SMTP_PASSWORD")
		foreign := s.Sender()
		foreign.Roots = nil
		verdict(t, mailFinding(t.Context(), c, foreign), bad, "certificate")
	}
	gone := mailtest.Start(t, mail.None).Sender()
	gone.Port = 1
	verdict(t, mailFinding(t.Context(), c, gone), bad, "SMTP_PORT")
}

func TestDoctorTellsPeopleAndPrograms(t *testing.T) {
	t.Parallel()
	list := []finding{{"disk", well, "Fine.", ""}, {"clock", bad, "Wrong.", "Set it."}, {"proxy", look, "Odd.", "Look."}}
	var out bytes.Buffer
	if err := tell(&out, list, false); err == nil || err.Error() != "One thing has to be mended." || !strings.Contains(out.String(), "bad   clock        Wrong.\n") || !strings.Contains(out.String(), "Set it.") {
		t.Errorf("%v\n%s", err, out.String())
	}
	out.Reset()
	if err := tell(&out, list[:1], true); err != nil || !strings.Contains(out.String(), `"state": "ok"`) || strings.Contains(out.String(), "cure") {
		t.Errorf("%v\n%s", err, out.String())
	}
	if err := tell(&out, append(slices.Clone(list), list[1]), true); err == nil || err.Error() != "2 things have to be mended." {
		t.Error(err)
	}
	if code := report(unwell(1), &out); code != exitFailed {
		t.Errorf("exit code %d", code)
	}
}
