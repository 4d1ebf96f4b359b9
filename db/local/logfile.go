package local

import (
	"fmt"
	"io"
	"os"
	"strings"
)

// logLimit is the size beyond which postgres.log becomes postgres.log.1.
const logLimit = 5 * mib

// openLog opens the file the server writes into by itself: with a pipe the
// server would stand still whenever we do.
func openLog(l layout) (*os.File, error) {
	if info, err := os.Stat(l.log()); err == nil && info.Size() > logLimit {
		if err := os.Rename(l.log(), l.log()+".1"); err != nil {
			return nil, err
		}
	}
	return l.open(l.log(), os.O_RDWR|os.O_CREATE|os.O_APPEND, 0o640)
}

// turnLog caps the file of a running server. The server appends through a
// descriptor of its own, so the content is copied away and the file cut; a
// line written in between is lost.
func turnLog(l layout, f *os.File) error {
	info, err := f.Stat()
	if err != nil || info.Size() <= logLimit {
		return err
	}
	old, err := l.open(l.log()+".1", os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o640)
	if err != nil {
		return err
	}
	_, err = io.Copy(old, io.NewSectionReader(f, info.Size()-logLimit, logLimit))
	if cerr := old.Close(); err == nil {
		err = cerr
	}
	// Cut even when the copy failed: a full disk is the reason to hurry.
	if terr := f.Truncate(0); terr != nil {
		return fmt.Errorf("cut log: %w", terr)
	}
	return err
}

// logSince returns what the server said after offset, at most the last 16 KB.
func logSince(f *os.File, offset int64) string {
	info, err := f.Stat()
	if err != nil {
		return ""
	}
	if offset > info.Size() { // the file was cut meanwhile
		offset = 0
	}
	offset = max(offset, info.Size()-16*1024)
	text := make([]byte, info.Size()-offset)
	n, _ := f.ReadAt(text, offset)
	return string(text[:n])
}

// lastLines returns the last n lines of text.
func lastLines(text string, n int) string {
	lines := strings.Split(strings.TrimSpace(text), "\n")
	return strings.Join(lines[max(0, len(lines)-n):], "\n")
}
