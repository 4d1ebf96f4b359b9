//go:build unix

package local

import (
	"os"
	"path/filepath"
	"testing"
)

func TestWhatRootMadeIsHandedOverAndNothingElse(t *testing.T) {
	t.Parallel()
	if !asRoot(t) {
		return
	}
	dir, outside := base(t), base(t)
	put(t, dir, map[string]string{"secrets": "", "backups/one": "", "other": ""})
	put(t, outside, map[string]string{"file": ""})
	if err := os.Symlink(outside, filepath.Join(dir, "tls")); err != nil {
		t.Fatal(err)
	}
	HandOver(dir, "secrets")
	owned := func(path string) int {
		uid, _, err := ownerOf(path)
		if err != nil {
			t.Fatal(err)
		}
		return uid
	}
	if owned(filepath.Join(dir, "secrets")) != 0 {
		t.Error("root's own folder was given away")
	}
	nobody, _ := lookup("nobody")
	if err := os.Chown(dir, nobody.uid, nobody.gid); err != nil {
		t.Fatal(err)
	}
	HandOver(dir, "secrets", "backups", "tls", "absent")
	for path, want := range map[string]int{"secrets": nobody.uid, "backups": nobody.uid, "backups/one": nobody.uid, "other": 0} {
		if got := owned(filepath.Join(dir, path)); got != want {
			t.Errorf("%s belongs to %d", path, got)
		}
	}
	if owned(outside) != 0 || owned(filepath.Join(outside, "file")) != 0 {
		t.Error("a link led to the files of others")
	}
}
