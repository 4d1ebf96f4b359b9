package archive

import (
	"bytes"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func key(t *testing.T) Key {
	t.Helper()
	k, err := NewKey()
	if err != nil {
		t.Fatal(err)
	}
	return k
}

// pack makes an archive with one entry.
func pack(t *testing.T, k Key, text []byte) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "a.zip.age")
	w, err := Create(path, k)
	if err != nil {
		t.Fatal(err)
	}
	e, err := w.Create("notes")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := e.Write(text); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(path); err == nil {
		t.Error("an unfinished archive has its name already")
	}
	if err := w.Commit(); err != nil {
		t.Fatal(err)
	}
	return path
}

func unpack(path string, k Key) ([]byte, error) {
	r, err := Open(path, k)
	if err != nil {
		return nil, err
	}
	defer r.Close()
	e, err := r.Open("notes")
	if err != nil {
		return nil, err
	}
	return io.ReadAll(e)
}

func TestWhatWasPutInComesOut(t *testing.T) {
	t.Parallel()
	k := key(t)
	text := bytes.Repeat([]byte("Meera Nair, +91 98200 00000\n"), 20_000)
	path := pack(t, k, text)
	raw, err := os.ReadFile(path)
	if err != nil || bytes.Contains(raw, []byte("Meera")) || bytes.Contains(raw, []byte("notes")) {
		t.Errorf("the file tells what is in it: %v", err)
	}
	if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("others may read the file: %v, %v", info.Mode(), err)
	}
	again, err := ParseKey("# made today\n" + k.String() + "\n")
	if err != nil || again.Public() != k.Public() {
		t.Fatalf("the key does not survive being written down: %v", err)
	}
	if got, err := unpack(path, again); err != nil || !bytes.Equal(got, text) {
		t.Errorf("%d bytes came out of %d: %v", len(got), len(text), err)
	}
}

func TestWrongKeyIsTold(t *testing.T) {
	t.Parallel()
	path := pack(t, key(t), []byte("x"))
	if _, err := unpack(path, key(t)); !errors.Is(err, ErrKey) {
		t.Errorf("another key: %v", err)
	}
	for _, text := range []string{"", "#", "AGE-SECRET-KEY-1QQ", "a long enough password"} {
		if _, err := ParseKey(text); !errors.Is(err, ErrNoKey) {
			t.Errorf("%q is a key: %v", text, err)
		}
	}
}

// Whatever happens to a file, nothing else than what was put in comes out.
func TestDamageIsTold(t *testing.T) {
	t.Parallel()
	k := key(t)
	text := []byte(strings.Repeat("0123456789abcdef", 20_000))
	good, err := os.ReadFile(pack(t, k, text))
	if err != nil {
		t.Fatal(err)
	}
	try := func(what string, raw []byte) {
		path := filepath.Join(t.TempDir(), "b")
		if err := os.WriteFile(path, raw, 0o600); err != nil {
			t.Fatal(err)
		}
		if got, err := unpack(path, k); err == nil {
			t.Errorf("%s: %d bytes came out", what, len(got))
		} else if !errors.Is(err, ErrBroken) && !errors.Is(err, ErrKey) {
			t.Errorf("%s: %v", what, err)
		}
	}
	try("nothing", nil)
	for _, n := range []int{1, 100, 300, len(good) / 2, len(good) - 1} {
		try("cut short", good[:n])
	}
	for _, at := range []int{0, 60, 200, 300, len(good) / 2, len(good) - 1} {
		bad := bytes.Clone(good)
		bad[at] ^= 1
		try("one bit", bad)
	}
	try("longer", append(bytes.Clone(good), 0))
}

func TestWhatCannotBeWrittenLeavesNothing(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	path := filepath.Join(dir, "a")
	if err := os.Symlink("/dev/full", path+Part); err != nil {
		t.Fatal(err)
	}
	w, err := Create(path, key(t))
	if err == nil {
		e, _ := w.Create("notes")
		_, _ = e.Write(bytes.Repeat([]byte("x"), 1<<20))
		err = w.Commit()
	}
	if err == nil {
		t.Fatal("a full disk is no error")
	}
	if left, _ := os.ReadDir(dir); len(left) > 0 && err != nil && w != nil {
		t.Errorf("there is still %v", left)
	}
}
