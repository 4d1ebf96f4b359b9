package archive

import (
	"archive/zip"
	"compress/flate"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"filippo.io/age"
)

// Part ends the name of a file that is not finished.
const Part = ".part"

// Writer makes one archive. Until Commit there is only a file with another name.
type Writer struct {
	path   string
	file   *os.File
	sealed io.WriteCloser
	zip    *zip.Writer
}

// Create begins an archive at path that only key opens. It is readable by us
// alone. Commit or Abort has to follow.
func Create(path string, key Key) (*Writer, error) {
	f, err := os.OpenFile(path+Part, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o600)
	if err != nil {
		return nil, fmt.Errorf("begin a backup: %w", err)
	}
	w := &Writer{path: path, file: f}
	if w.sealed, err = age.Encrypt(f, key.identity.Recipient()); err != nil {
		w.Abort()
		return nil, fmt.Errorf("begin a backup: %w", err)
	}
	w.zip = zip.NewWriter(w.sealed)
	w.zip.RegisterCompressor(zip.Deflate, func(out io.Writer) (io.WriteCloser, error) {
		return flate.NewWriter(out, flate.BestSpeed)
	})
	return w, nil
}

// Create begins the next entry; the one before is finished by it.
func (w *Writer) Create(name string) (io.Writer, error) { return w.zip.Create(name) }

// Commit finishes the archive and gives it its name. When it returns nil, the
// file survives a power cut; otherwise there is none.
func (w *Writer) Commit() error {
	err := errors.Join(w.zip.Close(), w.sealed.Close(), w.file.Sync())
	if err = errors.Join(err, w.file.Close()); err == nil {
		err = os.Rename(w.path+Part, w.path)
	}
	if err == nil {
		err = SyncDir(filepath.Dir(w.path))
	}
	if err != nil {
		w.Abort()
		return fmt.Errorf("finish a backup: %w", err)
	}
	return nil
}

// Abort removes what was written. After Commit it does nothing.
func (w *Writer) Abort() {
	_ = w.file.Close() // the error that led here is the one to tell
	_ = os.Remove(w.path + Part)
}

// SyncDir makes a new name in a folder last through a power cut.
func SyncDir(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}
