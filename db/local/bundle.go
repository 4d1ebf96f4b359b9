package local

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"firstbell/embed"

	"github.com/klauspost/compress/zstd"
)

// bundle is a packed PostgreSQL. The zero value means this build has none.
type bundle struct {
	version string // "18.4"
	sum     string // sha256 of blob, hex
	blob    string
}

// embedded returns the bundle of this build.
func embedded() bundle { return readBundle(embed.BundleInfo, embed.Bundle) }

func readBundle(info, blob string) bundle {
	fields := strings.Fields(info)
	if len(fields) != 2 || len(fields[1]) != 64 {
		return bundle{}
	}
	return bundle{version: fields[0], sum: fields[1], blob: blob}
}

func (b bundle) present() bool { return b.version != "" }

// id names the bundle's directory below runtime/.
func (b bundle) id() string { return b.version + "-" + b.sum[:12] }

func (b bundle) dir(l layout) string { return filepath.Join(l.runtimes(), b.id()) }

// okFile is written last, so that a directory with it is complete.
const okFile = ".ok"

func (b bundle) unpacked(l layout) bool {
	_, err := os.Stat(filepath.Join(b.dir(l), okFile))
	return err == nil
}

// unpack puts the bundle below runtime/ unless it is there already. The
// checksum is compared first, and a directory is moved into place only when it
// is complete and on the disk: nobody ever runs half a server.
func (b bundle) unpack(ctx context.Context, l layout) error {
	if b.unpacked(l) {
		return nil
	}
	if err := b.verify(); err != nil {
		return err
	}
	if err := openDir(l.runtimes(), 0o755); err != nil {
		return onDisk(l.dir, err)
	}
	tmp, err := os.MkdirTemp(l.runtimes(), ".unpack-")
	if err != nil {
		return onDisk(l.dir, err)
	}
	defer func() { _ = os.RemoveAll(tmp) }()
	if err := b.extract(ctx, tmp); err != nil {
		return err
	}
	// A directory of that name without the mark is an old, broken one.
	if err := os.RemoveAll(b.dir(l)); err != nil {
		return onDisk(l.dir, err)
	}
	if err := os.Rename(tmp, b.dir(l)); err != nil {
		return onDisk(l.dir, err)
	}
	return onDisk(l.dir, syncDir(l.runtimes()))
}

func (b bundle) verify() error {
	h := sha256.New()
	_, _ = io.Copy(h, strings.NewReader(b.blob))
	if got := hex.EncodeToString(h.Sum(nil)); got != b.sum {
		return damaged(fmt.Errorf("bundle has sha256 %s, expected %s", got, b.sum))
	}
	return nil
}

func damaged(cause error) *Error {
	return setupError(cause, "The program file is damaged (checksum). Download it again.")
}

func (b bundle) extract(ctx context.Context, dir string) error {
	zr, err := zstd.NewReader(strings.NewReader(b.blob), zstd.WithDecoderMaxMemory(256*mib), zstd.WithDecoderConcurrency(1), zstd.WithDecoderLowmem(true))
	if err != nil {
		return damaged(err)
	}
	defer zr.Close()
	if err := untar(ctx, zr, dir); err != nil {
		var path *fs.PathError
		if errors.As(err, &path) || noSpace(err) || ctx.Err() != nil {
			return onDisk(filepath.Dir(filepath.Dir(dir)), err)
		}
		return damaged(err)
	}
	if err := os.WriteFile(filepath.Join(dir, okFile), []byte(b.sum+"\n"), 0o644); err != nil {
		return onDisk(filepath.Dir(filepath.Dir(dir)), err)
	}
	if err := os.Chmod(dir, 0o755); err != nil {
		return onDisk(filepath.Dir(filepath.Dir(dir)), err)
	}
	return syncAll(dir)
}

// openDir makes a directory that the server's user can read whatever the umask
// is; parents are made the same way.
func openDir(dir string, mode fs.FileMode) error {
	if err := os.MkdirAll(filepath.Dir(dir), 0o755); err != nil {
		return err
	}
	err := os.Mkdir(dir, mode)
	if errors.Is(err, fs.ErrExist) {
		return nil
	}
	if err != nil {
		return err
	}
	return os.Chmod(dir, mode)
}
