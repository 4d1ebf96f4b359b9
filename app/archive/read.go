package archive

import (
	"archive/zip"
	"errors"
	"fmt"
	"io"
	"os"

	"filippo.io/age"
)

// ErrKey says that an archive was made for another key.
var ErrKey = errors.New("the file was made for another backup key")

// ErrBroken says that a file is no archive, or not a whole one.
var ErrBroken = errors.New("the file is not a whole backup: it was cut short or changed")

// Reader reads one archive.
type Reader struct {
	file *os.File
	zip  *zip.Reader
}

// Open opens the archive at path. ErrKey when it was made for another key,
// ErrBroken when its beginning or its end is not as it was written; what lies
// between shows when it is read.
func Open(path string, key Key) (*Reader, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("open a backup: %w", err)
	}
	r, err := read(f, key)
	if err != nil {
		_ = f.Close()
		return nil, err
	}
	return r, nil
}

func read(f *os.File, key Key) (*Reader, error) {
	info, err := f.Stat()
	if err != nil {
		return nil, fmt.Errorf("open a backup: %w", err)
	}
	plain, size, err := age.DecryptReaderAt(f, info.Size(), key.identity)
	if errors.Is(err, age.ErrIncorrectIdentity) {
		return nil, ErrKey
	}
	if err != nil {
		return nil, fmt.Errorf("%w (%v)", ErrBroken, err)
	}
	z, err := zip.NewReader(plain, size)
	if err != nil {
		return nil, fmt.Errorf("%w (%v)", ErrBroken, err)
	}
	return &Reader{f, z}, nil
}

// Open reads one entry. What it returns fails with ErrBroken where the file was
// changed. ErrNoEntry when there is none of that name.
func (r *Reader) Open(name string) (io.ReadCloser, error) {
	for _, f := range r.zip.File {
		if f.Name != name {
			continue
		}
		entry, err := f.Open()
		if err != nil {
			return nil, fmt.Errorf("%w (%v)", ErrBroken, err)
		}
		return whole{entry}, nil
	}
	return nil, ErrNoEntry
}

// ErrNoEntry says that an archive holds nothing by a name.
var ErrNoEntry = errors.New("the backup holds no such entry")

// Close closes the file.
func (r *Reader) Close() error { return r.file.Close() }

// whole turns every failure to read an entry into ErrBroken.
type whole struct{ io.ReadCloser }

func (w whole) Read(p []byte) (int, error) {
	n, err := w.ReadCloser.Read(p)
	if err != nil && !errors.Is(err, io.EOF) {
		err = fmt.Errorf("%w (%v)", ErrBroken, err)
	}
	return n, err
}
