package local

import (
	"errors"
	"os"
	"time"
)

// ballastSize is twice max_wal_size: with less, the first query after a crash
// on a full disk filled the freed space again and the server went down again.
const ballastSize = 2 * maxWALSize

// DiskLow is the free space below which Status calls the disk low: writes that
// can wait should be refused, so that the server never meets the end.
const DiskLow = 1024 * mib

// tightSpace is one segment of the write-ahead log: with less, the server
// cannot be expected to recover. The log file cannot be asked, because on a full
// disk it ends in the middle of the message.
const tightSpace = 16 * mib

// tightPatience is how long a server may try to recover on a full disk before
// the start is called failed; it would go on for ever by itself.
const tightPatience = 30 * time.Second

// DiskSpace returns the bytes that may still be written below dir, and the size
// of that disk.
func DiskSpace(dir string) (free, total int64, err error) { return diskSpace(dir) }

// FreeReserve gives the space that is set aside in dir back to the disk and
// returns how much it was; 0 when there is none. It does not matter whether a
// server runs; one that does sets space aside again once there is plenty.
func FreeReserve(dir string) (int64, error) {
	path := layout{dir: dir}.reserve()
	info, err := os.Lstat(path)
	if errors.Is(err, os.ErrNotExist) {
		return 0, nil
	}
	if err == nil {
		err = os.Remove(path)
	}
	if err != nil {
		return 0, onDisk(dir, err)
	}
	return info.Size(), nil
}

func (s *Server) tight() bool {
	free, _, err := diskSpace(s.layout.dir)
	return err == nil && free < tightSpace
}

// roomFor refuses a task that would fill the disk halfway through.
func (s *Server) roomFor(need int64) error {
	free, _, err := diskSpace(s.layout.dir)
	if err != nil {
		return onDisk(s.layout.dir, err)
	}
	if free < need {
		return diskFull(s.layout.dir, nil)
	}
	return nil
}

// layBallast sets space aside. It takes none below the floor, where the
// database needs it more, and none on a disk that cannot promise blocks.
func (s *Server) layBallast() error {
	lim := s.opts.limits
	path := s.layout.reserve()
	if info, err := os.Stat(path); err == nil && info.Size() == lim.ballast {
		return nil
	}
	free, _, err := diskSpace(s.layout.dir)
	if err != nil || free < lim.ballastFloor {
		return err
	}
	f, err := s.layout.open(path, os.O_WRONLY|os.O_CREATE, 0o600)
	if err != nil {
		return err
	}
	defer func() { _ = f.Close() }()
	if err := allocate(f, lim.ballast); err != nil {
		_ = os.Remove(path)
		if errors.Is(err, errors.ErrUnsupported) {
			return nil
		}
		return err
	}
	return nil
}

// dropBallast gives the reserved space back and tells whether there was any.
func (s *Server) dropBallast() bool {
	if err := os.Remove(s.layout.reserve()); err != nil {
		return false
	}
	s.opts.Log.Error("the disk is full: the reserved space was released so that the database can start; free some space now", "dir", s.layout.dir)
	return true
}
