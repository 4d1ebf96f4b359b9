package local

import (
	"errors"
	"os"
)

// Running returns the app role's address of the database that another copy of
// the program runs in o.Dir, and false when none does. It starts, stops and
// changes nothing. The other copy must run as the same user, or we as root: the
// socket lets nobody else in.
func Running(o Options) (dsn string, running bool, err error) {
	if o, err = o.normal(); err != nil {
		return "", false, err
	}
	l := layout{o.Dir}
	f, err := l.open(l.lock(), os.O_RDWR, 0)
	switch {
	case errors.Is(err, os.ErrNotExist):
		return "", false, nil
	case err != nil:
		return "", false, onDisk(l.dir, err)
	}
	defer func() { _ = f.Close() }() // gives the lock back, if it was free
	switch err := flock(f); {
	case err == nil:
		return "", false, nil
	case !errors.Is(err, errLocked):
		return "", false, onDisk(l.dir, err)
	}
	return newServer(o).DSN(), true, nil
}
