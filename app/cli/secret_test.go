package cli

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"firstbell/app/config"
)

func load(t *testing.T, c config.Config) secrets {
	t.Helper()
	s, err := loadSecrets(c)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// opens reports whether the keys of a desk open what those of another sealed.
func opens(t *testing.T, now, before secrets) bool {
	t.Helper()
	k, err1 := now.keys()
	b, err2 := before.keys()
	if err := errors.Join(err1, err2); err != nil {
		t.Fatal(err)
	}
	_, err := k.Open("x", b.Seal("x", []byte("a seed")))
	return err == nil
}

func TestSecretsAreMadeOnceAndKept(t *testing.T) {
	t.Parallel()
	c := config.Config{DataDir: filepath.Join(t.TempDir(), "data")}
	s := load(t, c)
	if len(s.jwt) < 52 || len(s.instance) < 52 || s.jwt == s.instance {
		t.Errorf("%d and %d characters", len(s.jwt), len(s.instance))
	}
	if info, err := os.Stat(filepath.Join(c.DataDir, "secrets")); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("%v, %v", info, err)
	}
	if again := load(t, c); again.jwt != s.jwt || again.instance != s.instance {
		t.Error("a second start makes others")
	}
	given := load(t, config.Config{DataDir: c.DataDir, JWTSecret: strings.Repeat("j", 32), InstanceKey: strings.Repeat("i", 32), InstanceKeyOld: strings.Repeat("o", 32)})
	if given.jwt[0] != 'j' || given.instance[0] != 'i' || len(given.before) != 1 {
		t.Errorf("those of the environment: %+v", given)
	}
}

func TestTheKeyOfTheFirstVersionsIsTakenOver(t *testing.T) {
	t.Parallel()
	c := config.Config{DataDir: t.TempDir()}
	former := filepath.Join(c.DataDir, "jwt-secret")
	if err := os.WriteFile(former, []byte(strings.Repeat("k", 40)+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if s := load(t, c); s.jwt != strings.Repeat("k", 40) {
		t.Error("tokens from before are dead")
	}
	if _, err := os.Stat(former); err == nil {
		t.Error("the old file is left")
	}
}

func TestABrokenSecretsFileStopsTheStart(t *testing.T) {
	t.Parallel()
	for _, text := range []string{"", "jwt short\ninstance short\n", "jwt " + strings.Repeat("k", 40) + "\n"} {
		c := config.Config{DataDir: t.TempDir()}
		file := filepath.Join(c.DataDir, "secrets")
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := loadSecrets(c); err == nil || !strings.Contains(err.Error(), "not whole") {
			t.Errorf("%q: %v", text, err)
		}
		if kept, err := os.ReadFile(file); err != nil || string(kept) != text {
			t.Errorf("it was changed: %q, %v", kept, err)
		}
	}
}

// TestRotationCutOffAnywhereLeavesADeskThatWorks stops after each step, and
// then starts: what was sealed before, and what is sealed since, opens.
func TestRotationCutOffAnywhereLeavesADeskThatWorks(t *testing.T) {
	t.Parallel()
	c := config.Config{DataDir: t.TempDir()}
	old := load(t, c)
	begun, err := beginRotation(c)
	if err != nil {
		t.Fatal(err)
	}
	if now := load(t, c); !opens(t, now, old) || now.jwt != old.jwt || now.instance == old.instance {
		t.Error("cut off before the database is changed, the desk does not open what it holds")
	}
	if now := load(t, c); !opens(t, now, begun) {
		t.Error("cut off after the database is changed, the desk does not open what it holds")
	}
	again, err := beginRotation(c) // a second run after a first that was cut off
	if err != nil || !opens(t, again, old) || !opens(t, again, begun) {
		t.Errorf("a second run opens not all: %v", err)
	}
	if err := endRotation(c, again); err != nil {
		t.Fatal(err)
	}
	if now := load(t, c); opens(t, now, old) || !opens(t, now, again) || now.jwt == old.jwt || len(now.before) != 0 {
		t.Error("at the end the old keys are still good, or the new ones are not")
	}
	if left, _ := filepath.Glob(filepath.Join(c.DataDir, "*")); len(left) != 1 {
		t.Errorf("left are %v", left)
	}
}
