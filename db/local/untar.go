package local

import (
	"archive/tar"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
)

// untar unpacks an archive below dir. Names that would leave dir, links that
// point out of it and anything but files, directories and symlinks are
// refused; modes are masked to 0755.
func untar(ctx context.Context, r io.Reader, dir string) error {
	tr := tar.NewReader(r)
	for {
		if err := ctx.Err(); err != nil {
			return err
		}
		h, err := tr.Next()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		if err := untarOne(h, tr, dir); err != nil {
			return err
		}
	}
}

func untarOne(h *tar.Header, r io.Reader, dir string) error {
	if !filepath.IsLocal(h.Name) {
		return fmt.Errorf("archive names %q outside its directory", h.Name)
	}
	path := filepath.Join(dir, h.Name)
	mode := os.FileMode(h.Mode) & 0o755
	switch h.Typeflag {
	case tar.TypeDir:
		return openDir(path, mode|0o700)
	case tar.TypeSymlink:
		if !filepath.IsLocal(filepath.Join(filepath.Dir(h.Name), h.Linkname)) {
			return fmt.Errorf("archive links %q outside its directory", h.Name)
		}
		return os.Symlink(h.Linkname, path)
	case tar.TypeReg:
		return untarFile(path, mode, r)
	default:
		return fmt.Errorf("archive holds %q of type %q", h.Name, h.Typeflag)
	}
}

func untarFile(path string, mode os.FileMode, r io.Reader) error {
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, mode)
	if err != nil {
		return err
	}
	if _, err := io.Copy(f, r); err != nil {
		_ = f.Close()
		return err
	}
	// The mode given above went through the umask.
	if err := f.Chmod(mode); err != nil {
		_ = f.Close()
		return err
	}
	return f.Close()
}
