package local

import (
	"errors"
	"fmt"
	"io/fs"
	"syscall"
)

// Exit codes an Error asks the program to end with.
const (
	// ExitSetup means the operator has to change something outside the data.
	ExitSetup = 2
	// ExitVersion means the data belongs to another major version.
	ExitVersion = 3
)

// Error is a failure the operator can act on. Message is one sentence (two
// when the second says what to do) and is safe to print as it is; Exit is the
// code the program should end with. The technical cause is kept for errors.Is.
type Error struct {
	Message string
	Exit    int
	cause   error
}

// Error returns the sentence for the operator.
func (e *Error) Error() string { return e.Message }

// Unwrap returns the technical cause, or nil when there is none.
func (e *Error) Unwrap() error { return e.cause }

func setupError(cause error, format string, args ...any) *Error {
	return &Error{Message: fmt.Sprintf(format, args...), Exit: ExitSetup, cause: cause}
}

func versionError(format string, args ...any) *Error {
	return &Error{Message: fmt.Sprintf(format, args...), Exit: ExitVersion}
}

// noSpace tells whether err is the disk (or a quota) being full.
func noSpace(err error) bool {
	return errors.Is(err, syscall.ENOSPC) || errors.Is(err, syscall.EDQUOT)
}

func notWritable(err error) bool {
	return errors.Is(err, fs.ErrPermission) || errors.Is(err, syscall.EROFS)
}

// diskFull is the sentence for a disk with no room for a new database.
func diskFull(dir string, cause error) *Error {
	return setupError(cause, "The disk with %s is full; a new database needs 120 MB (+60 MB to unpack PostgreSQL).", dir)
}

// diskFullExisting is the sentence for a cluster that cannot start for want of space.
func diskFullExisting(dir string, cause error) *Error {
	return setupError(cause, "The disk with %s is full and the database cannot start; free some space and start again. Nothing was lost.", dir)
}

// onDisk turns a failed file operation in DATA_DIR into a sentence. Errors that
// are already sentences pass through.
func onDisk(dir string, err error) error {
	var known *Error
	switch {
	case err == nil:
		return nil
	case errors.As(err, &known):
		return err
	case noSpace(err):
		return diskFull(dir, err)
	case notWritable(err):
		return setupError(err, "DATA_DIR %s cannot be written by user %s (%s). Give it to that user or choose another DATA_DIR.", dir, ourName(), rootCause(err))
	default:
		return setupError(err, "DATA_DIR %s cannot be used: %s.", dir, rootCause(err))
	}
}

// rootCause strips the path and operation that the sentence already says.
func rootCause(err error) error {
	var path *fs.PathError
	if errors.As(err, &path) {
		return path.Err
	}
	return err
}
