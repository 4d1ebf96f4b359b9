package main

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/klauspost/compress/zstd"
)

// entry is one file (content) or symlink (target) of the bundle.
type entry struct {
	mode    int64
	content []byte
	target  string
}

// tree is the bundle by path: bin/postgres, lib/libpq.so.5, share/...
type tree map[string]entry

const (
	root     = "package/native/"
	symlinks = "package/native/pg-symlinks.json"
)

// read unpacks the package's native/ directory and adds the symlinks, which
// npm cannot carry and the package makes in an install script.
func read(tgz []byte) (tree, error) {
	zr, err := gzip.NewReader(bytes.NewReader(tgz))
	if err != nil {
		return nil, err
	}
	t := tree{}
	var links []byte
	for tr := tar.NewReader(zr); ; {
		h, err := tr.Next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, err
		}
		if h.Typeflag != tar.TypeReg || !strings.HasPrefix(h.Name, root) {
			continue
		}
		content, err := io.ReadAll(tr)
		if err != nil {
			return nil, err
		}
		if h.Name == symlinks {
			links = content
			continue
		}
		if err := t.add(strings.TrimPrefix(h.Name, root), content); err != nil {
			return nil, err
		}
	}
	if len(t) == 0 || links == nil {
		return nil, errors.New("no native/ directory or no list of symlinks inside")
	}
	return t, t.link(links)
}

func (t tree) add(name string, content []byte) error {
	if !filepath.IsLocal(name) {
		return fmt.Errorf("%q leaves the package", name)
	}
	mode := int64(0o644)
	if strings.HasPrefix(name, "bin/") || strings.Contains(path.Base(name), ".so") || strings.HasSuffix(name, ".dylib") {
		mode = 0o755
	}
	t[path.Clean(name)] = entry{mode: mode, content: content}
	return nil
}

func (t tree) link(list []byte) error {
	var links []struct{ Source, Target string }
	if err := json.Unmarshal(list, &links); err != nil {
		return fmt.Errorf("list of symlinks: %w", err)
	}
	for _, l := range links {
		from := strings.TrimPrefix(l.Target, "native/")
		to := strings.TrimPrefix(l.Source, "native/")
		if _, ok := t[to]; !ok || path.Dir(from) != path.Dir(to) || !filepath.IsLocal(from) {
			return fmt.Errorf("symlink %s -> %s does not fit the package", l.Target, l.Source)
		}
		t[from] = entry{mode: 0o777, target: path.Base(to)}
	}
	return nil
}

// needless is what a running server never opens: other languages (their
// interpreters are not here either), headers and archives for compilers, and
// the clients' C libraries that nothing in bin/ uses.
func needless(name string) bool {
	base := path.Base(name)
	for _, part := range []string{"plperl", "plpython", "pltcl", "libecpg", "libpgtypes"} {
		if strings.Contains(base, part) {
			return true
		}
	}
	for _, dir := range []string{"include/", "lib/pkgconfig/", "lib/postgresql/pgxs/", "share/doc/", "share/man/", "share/postgresql/locale/"} {
		if strings.HasPrefix(name, dir) {
			return true
		}
	}
	return strings.HasSuffix(base, ".a")
}

// trim leaves out what is needless and the links that then lead nowhere.
func (t tree) trim() tree {
	kept := tree{}
	for name, e := range t {
		if !needless(name) {
			kept[name] = e
		}
	}
	for name, e := range kept {
		if _, ok := kept[path.Join(path.Dir(name), e.target)]; e.target != "" && !ok {
			delete(kept, name)
		}
	}
	return kept
}

// write packs the tree in the order of its names, with no owner and no time,
// so that the result depends on the content alone.
func (t tree) write() ([]byte, error) {
	var blob bytes.Buffer
	zw, err := zstd.NewWriter(&blob,
		zstd.WithEncoderLevel(zstd.SpeedBestCompression),
		zstd.WithWindowSize(64<<20),
		zstd.WithEncoderConcurrency(1))
	if err != nil {
		return nil, err
	}
	tw := tar.NewWriter(zw)
	made := map[string]bool{}
	for _, name := range slices.Sorted(maps.Keys(t)) {
		if err := directories(tw, path.Dir(name), made); err != nil {
			return nil, err
		}
		if err := t[name].writeTo(tw, name); err != nil {
			return nil, err
		}
	}
	if err := errors.Join(tw.Close(), zw.Close()); err != nil {
		return nil, err
	}
	return blob.Bytes(), nil
}

func directories(tw *tar.Writer, dir string, made map[string]bool) error {
	if dir == "." || made[dir] {
		return nil
	}
	if err := directories(tw, path.Dir(dir), made); err != nil {
		return err
	}
	made[dir] = true
	return tw.WriteHeader(&tar.Header{Typeflag: tar.TypeDir, Name: dir + "/", Mode: 0o755, Format: tar.FormatUSTAR})
}

func (e entry) writeTo(tw *tar.Writer, name string) error {
	h := &tar.Header{Typeflag: tar.TypeReg, Name: name, Mode: e.mode, Size: int64(len(e.content)), Format: tar.FormatUSTAR}
	if e.target != "" {
		h.Typeflag, h.Linkname, h.Size = tar.TypeSymlink, e.target, 0
	}
	if err := tw.WriteHeader(h); err != nil {
		return err
	}
	_, err := tw.Write(e.content)
	return err
}
