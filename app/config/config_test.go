package config

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

func TestDefaultsAreThoseOfADeskAtHome(t *testing.T) {
	t.Parallel()
	c, err := Load(nil)
	if err != nil {
		t.Fatal(err)
	}
	if c.Listen() != "127.0.0.1:3000" || !c.Loopback() || !c.OpenRegistration() || c.External() || c.Secure() || c.TokenLifetime != 24*time.Hour || c.JSONLog() {
		t.Errorf("defaults: %+v", c)
	}
}

func TestWhoCanReachTheDesk(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		env            []string
		loopback, open bool
	}{
		{[]string{"HOST=localhost"}, true, true},
		{[]string{"HOST=::1"}, true, true},
		{[]string{"HOST=127.0.0.1", "REGISTRATION=invite"}, true, false},
		{[]string{"HOST=0.0.0.0"}, false, false},
		{[]string{"HOST=192.168.1.20"}, false, false},
		{[]string{"HOST=0.0.0.0", "REGISTRATION=open"}, false, true},
		{[]string{"BASE_URL=https://desk.example.org"}, false, false}, // a proxy lets others in
		{[]string{"TRUSTED_PROXIES=127.0.0.1"}, false, false},
		{[]string{"BASE_URL=http://localhost:3000"}, true, true},
	} {
		got, err := Load(c.env)
		if err != nil || got.Loopback() != c.loopback || got.OpenRegistration() != c.open {
			t.Errorf("%v: loopback %v, open %v, %v", c.env, got.Loopback(), got.OpenRegistration(), err)
		}
	}
}

func TestNamesTheDeskIsServedUnder(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		env  []string
		want string
	}{
		{nil, "[localhost]"},
		{[]string{"HOST=::1"}, "[localhost]"},
		{[]string{"BASE_URL=https://Desk.Example.org:8443/"}, "[localhost desk.example.org]"},
		{[]string{"BASE_URL=https://desk.example.org", "TRUSTED_PROXIES=127.0.0.1"}, "[localhost desk.example.org]"},
		{[]string{"TRUSTED_PROXIES=127.0.0.1"}, "[]"}, // the proxy's name is not known
		{[]string{"HOST=0.0.0.0"}, "[]"},
		{[]string{"HOST=192.168.1.20", "BASE_URL=https://desk.example.org"}, "[]"},
	} {
		got, err := Load(c.env)
		if err != nil || fmt.Sprint(got.Hosts()) != c.want {
			t.Errorf("%v: %v, %v, want %s", c.env, got.Hosts(), err, c.want)
		}
	}
}

func TestDSN(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		env  []string
		want string
	}{
		{[]string{"DATABASE_URL=postgres://u:p@localhost/x"}, "postgres://u:p@localhost/x?sslmode=disable"},
		{[]string{"DATABASE_URL=postgres://u:p@db.example.org/x"}, "postgres://u:p@db.example.org/x?sslmode=verify-full"},
		{[]string{"DATABASE_URL=postgres://u:p@db/x", "DB_TLS=insecure-i-know"}, "postgres://u:p@db/x?sslmode=disable"},
		{[]string{"DATABASE_URL=postgres://u:p@db/x?sslmode=require", "DB_TLS=insecure-i-know"}, "postgres://u:p@db/x?sslmode=require"},
		{[]string{"DB_HOST=127.0.0.1", "DB_NAME=crm_db", "DB_PASSWORD=p@ss/word"}, "postgres://postgres:p%40ss%2Fword@127.0.0.1:5432/crm_db?sslmode=disable"},
		{[]string{"DB_NAME=crm_db", "DB_USER=u", "DB_PASSWORD=p", "DB_PORT=5433"}, "postgres://u:p@localhost:5433/crm_db?sslmode=disable"},
	} {
		got, err := Load(c.env)
		if err != nil || got.DSN() != c.want {
			t.Errorf("%v: %s, %v; want %s", c.env, got.DSN(), err, c.want)
		}
	}
}

func TestFilesStandForVariables(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "secret")
	if err := os.WriteFile(file, []byte(strings.Repeat("k", 40)+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	c, err := Load([]string{"JWT_SECRET_FILE=" + file})
	if err != nil || c.JWTSecret != strings.Repeat("k", 40) {
		t.Errorf("%q, %v", c.JWTSecret, err)
	}
	_, err = Load([]string{"JWT_SECRET_FILE=" + file, "JWT_SECRET=" + strings.Repeat("j", 40)})
	if e, ok := errors.AsType[*Error](err); !ok || !strings.Contains(e.Message, "JWT_SECRET_FILE") {
		t.Errorf("both given: %v", err)
	}
}

func TestEveryKnobIsExplained(t *testing.T) {
	t.Parallel()
	var out strings.Builder
	Help(&out)
	for _, f := range knobs() {
		if f.Tag.Get("help") == "" || !strings.Contains(out.String(), f.Tag.Get("env")) {
			t.Errorf("%s has no help", f.Name)
		}
	}
}

func TestOwnerOfTheTablesIsAnotherUser(t *testing.T) {
	t.Parallel()
	c, err := Load([]string{"DATABASE_URL=postgres://desk:p@localhost/x", "DB_OWNER_USER=own", "DB_OWNER_PASSWORD=o@/"})
	if err != nil {
		t.Fatal(err)
	}
	if got := c.OwnerDSN(); got != "postgres://own:o%40%2F@localhost/x?sslmode=disable" {
		t.Errorf("the owner connects to %s", got)
	}
	if name, password := c.DeskRole(); name != "desk" || password != "p" {
		t.Errorf("the desk is %s with %s", name, password)
	}
	if c.DBOwnerUser = ""; c.OwnerDSN() != c.DSN() {
		t.Errorf("without an owner: %s", c.OwnerDSN())
	}
	if _, err := Load([]string{"DATABASE_URL=postgres://own:p@localhost/x", "DB_OWNER_USER=own"}); err == nil || !strings.Contains(err.Error(), "DB_OWNER_USER") {
		t.Errorf("one user for both: %v", err)
	}
}
