package main

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"crypto/sha512"
	"encoding/base64"
	"errors"
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/klauspost/compress/zstd"
)

// published is a package with the parts that matter.
func published(t *testing.T, links string) (tgz []byte, integrity string) {
	t.Helper()
	var buf bytes.Buffer
	zw := gzip.NewWriter(&buf)
	tw := tar.NewWriter(zw)
	for _, f := range [][2]string{
		{"package/README.md", "not ours"},
		{"package/native/bin/postgres", "server"},
		{"package/native/lib/libpq.so.5.18", "library"},
		{"package/native/lib/libpq.a", "for compilers"},
		{"package/native/lib/libecpg.so.6.18", "for other programs"},
		{"package/native/lib/postgresql/plperl.so", "another language"},
		{"package/native/share/postgresql/extension/pg_trgm.control", "kept"},
		{"package/native/pg-symlinks.json", links},
	} {
		if err := tw.WriteHeader(&tar.Header{Typeflag: tar.TypeReg, Name: f[0], Mode: 0o600, Size: int64(len(f[1]))}); err != nil {
			t.Fatal(err)
		}
		_, _ = tw.Write([]byte(f[1]))
	}
	if err := errors.Join(tw.Close(), zw.Close()); err != nil {
		t.Fatal(err)
	}
	sum := sha512.Sum512(buf.Bytes())
	return buf.Bytes(), "sha512-" + base64.StdEncoding.EncodeToString(sum[:])
}

const goodLinks = `[{"source":"native/lib/libpq.so.5.18","target":"native/lib/libpq.so.5"},
	{"source":"native/lib/libecpg.so.6.18","target":"native/lib/libecpg.so.6"}]`

func TestPackTrimsLinksAndRepeats(t *testing.T) {
	t.Parallel()
	tgz, integrity := published(t, goodLinks)
	dir := t.TempDir()
	in := filepath.Join(dir, "package.tgz")
	if err := os.WriteFile(in, tgz, 0o644); err != nil {
		t.Fatal(err)
	}
	var blobs [2][]byte
	for i, name := range []string{"a", "b"} {
		out := filepath.Join(dir, name+".tar.zst")
		if err := pack(in, integrity, "18.4", out); err != nil {
			t.Fatal(err)
		}
		var err error
		if blobs[i], err = os.ReadFile(out); err != nil {
			t.Fatal(err)
		}
	}
	if !bytes.Equal(blobs[0], blobs[1]) {
		t.Error("the same package gave different bundles")
	}
	got := contents(t, blobs[0])
	want := map[string]string{
		"bin/postgres":      "-rwxr-xr-x server",
		"lib/libpq.so.5.18": "-rwxr-xr-x library",
		"lib/libpq.so.5":    "-> libpq.so.5.18",
		"share/postgresql/extension/pg_trgm.control": "-rw-r--r-- kept",
	}
	if !maps.Equal(got, want) {
		t.Errorf("got %v", slices.Sorted(maps.Keys(got)))
	}
}

func contents(t *testing.T, blob []byte) map[string]string {
	t.Helper()
	zr, err := zstd.NewReader(bytes.NewReader(blob))
	if err != nil {
		t.Fatal(err)
	}
	defer zr.Close()
	got := map[string]string{}
	for tr := tar.NewReader(zr); ; {
		h, err := tr.Next()
		if errors.Is(err, io.EOF) {
			return got
		}
		if err != nil {
			t.Fatal(err)
		}
		text, err := io.ReadAll(tr)
		switch {
		case err != nil:
			t.Fatal(err)
		case h.Typeflag == tar.TypeReg:
			got[h.Name] = h.FileInfo().Mode().String() + " " + string(text)
		case h.Typeflag == tar.TypeSymlink:
			got[h.Name] = "-> " + h.Linkname
		}
	}
}

func TestPackRefuses(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	for name, c := range map[string]struct{ links, integrity, says string }{
		"another package":           {goodLinks, "sha512-AAAA", "not the expected one"},
		"a link that leads nowhere": {`[{"source":"native/lib/none.so","target":"native/lib/x.so"}]`, "", "does not fit the package"},
		"a link that leads out":     {`[{"source":"native/bin/postgres","target":"native/../../postgres"}]`, "", "does not fit the package"},
		"a list that is none":       {`{`, "", "list of symlinks"},
	} {
		tgz, integrity := published(t, c.links)
		if c.integrity != "" {
			integrity = c.integrity
		}
		in, out := filepath.Join(dir, "package.tgz"), filepath.Join(dir, "out.tar.zst")
		if err := os.WriteFile(in, tgz, 0o644); err != nil {
			t.Fatal(err)
		}
		if err := pack(in, integrity, "18.4", out); err == nil || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%s: %v", name, err)
		}
		if _, err := os.Stat(out); !os.IsNotExist(err) {
			t.Errorf("%s: a bundle was written", name)
		}
	}
}
