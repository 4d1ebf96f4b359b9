package local

import (
	"errors"
	"os"
	"syscall"
)

// On Windows the private PostgreSQL is not supported: Start says so when it
// tries to take the lock. The rest exists so that the program can be built.
const maxSocketPath = 107

var errLocked = errors.New("locked by another process")

func flock(*os.File) error {
	return setupError(errors.ErrUnsupported, "The private database does not run on Windows; set DATABASE_URL.")
}

func attributes(account, syscall.Signal) *syscall.SysProcAttr { return nil }
func kill(int, syscall.Signal)                                {}
func ownerOf(string) (uid, gid int, err error)                { return 0, 0, errors.ErrUnsupported }
func diskSpace(string) (free, total int64, err error)         { return 0, 0, errors.ErrUnsupported }
func serversIn(string) []int                                  { return nil }
func buryChildren()                                           {}
func noExec(string) bool                                      { return false }
func allocate(*os.File, int64) error                          { return errors.ErrUnsupported }
func syncAll(string) error                                    { return nil }
