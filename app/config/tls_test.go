package config

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestOwnHTTPSSetsTheRest(t *testing.T) {
	t.Parallel()
	c, err := Load([]string{"TLS_DOMAIN=Desk.School.example."})
	if err != nil || c.Listen() != "0.0.0.0:443" || c.HTTPListen() != "0.0.0.0:80" || c.BaseURL != "https://desk.school.example" || !c.Secure() || c.Loopback() {
		t.Errorf("%+v, %v", c, err)
	}
	c, err = Load([]string{"TLS_DOMAIN=desk.school.example", "PORT=8443", "HOST=192.0.2.1", "TLS_HTTP_PORT=8080"})
	if err != nil || c.Listen() != "192.0.2.1:8443" || c.BaseURL != "https://desk.school.example:8443" {
		t.Errorf("%+v, %v", c, err)
	}
}

func TestWrongOperationsSettingsAreNamed(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ env, names string }{
		{"DISK_MIN=much", "DISK_MIN"}, {"DISK_MIN=-1", "DISK_MIN"}, {"DISK_MIN=9999999999GB", "DISK_MIN"},
		{"METRICS_TOKEN=short", "METRICS_TOKEN"},
		{"TLS_DOMAIN=school", "TLS_DOMAIN"}, {"TLS_DOMAIN=https://school.example", "TLS_DOMAIN"}, {"TLS_DOMAIN=192.0.2.1", "TLS_DOMAIN"},
		{"TLS_DOMAIN=a.example TLS_EMAIL=me", "TLS_EMAIL"}, {"TLS_DOMAIN=a.example TLS_DIRECTORY=http://a.example", "TLS_DIRECTORY"},
		{"TLS_DOMAIN=a.example TLS_HTTP_PORT=443", "TLS_HTTP_PORT"}, {"TLS_HTTP_PORT=eighty", "TLS_HTTP_PORT"},
		{"TLS_DOMAIN=a.example BASE_URL=http://a.example", "BASE_URL"},
	} {
		_, err := Load(strings.Fields(c.env))
		if e, ok := errors.AsType[*Error](err); !ok || !strings.Contains(e.Message, c.names) || !strings.HasSuffix(e.Message, ".") {
			t.Errorf("%s: %v", c.env, err)
		}
	}
}

func TestSizes(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]int64{"0": 0, "1GB": 1 << 30, "500 mb": 500 << 20, "7KB": 7 << 10, "12": 12} {
		if got, err := parseSize(text); err != nil || got != want {
			t.Errorf("%q: %d, %v", text, got, err)
		}
	}
}

// Every knob, and with it every secret, may be a file.
func TestEveryKnobMayBeAFile(t *testing.T) {
	t.Parallel()
	good := map[string]string{"PORT": "81", "DB_PORT": "81", "TLS_HTTP_PORT": "81", "TRUSTED_PROXIES": "10.0.0.0/8", "CORS_ORIGIN": "*", "BASE_URL": "https://a.example",
		"JWT_EXPIRES_IN": "1h", "DATABASE_URL": "postgres://u:p@localhost/x", "DISK_MIN": "2GB", "TLS_DOMAIN": "a.example", "HOST": "127.0.0.1",
		"TLS_EMAIL": "a@a.example", "TLS_DIRECTORY": "https://a.example",
		"BACKUP_AT": "03:15", "BACKUP_KEEP": "7", "BACKUP_TO": "sftp://u:p@a.example/b",
		"SMTP_HOST": "smtp.a.example", "SMTP_PORT": "25", "SMTP_FROM": "desk@a.example"}
	with := map[string]string{"OWNER_EMAIL": "OWNER_PASSWORD=x", "OWNER_PASSWORD": "OWNER_EMAIL=x", "INSTANCE_KEY_OLD": "INSTANCE_KEY=" + strings.Repeat("k", 40),
		"BACKUP_TO": "BACKUP_TO_HOST_KEY=x",
		"SMTP_HOST": "SMTP_FROM=desk@a.example", "SMTP_FROM": "SMTP_HOST=smtp.a.example",
		"SMTP_USER":     "SMTP_HOST=smtp.a.example SMTP_FROM=desk@a.example SMTP_PASSWORD=x",
		"SMTP_PASSWORD": "SMTP_HOST=smtp.a.example SMTP_FROM=desk@a.example SMTP_USER=x"}
	for _, f := range knobs() {
		name := f.Tag.Get("env")
		text := good[name]
		if allowed := f.Tag.Get("allow"); text == "" && allowed != "" {
			text, _, _ = strings.Cut(allowed, ",")
		}
		if text == "" {
			text = strings.Repeat("k", 40)
		}
		file := filepath.Join(t.TempDir(), "knob")
		if err := os.WriteFile(file, []byte(text+"\n"), 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := Load(append(strings.Fields(with[name]), name+"_FILE="+file)); err != nil {
			t.Errorf("%s_FILE: %v", name, err)
		}
		if _, err := Load([]string{name + "_FILE=" + file + "x"}); err == nil || !strings.Contains(err.Error(), name+"_FILE") {
			t.Errorf("%s_FILE names nothing: %v", name, err)
		}
	}
}
