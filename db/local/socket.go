package local

import (
	"os"
	"path/filepath"
)

// prepareSocketDir makes the socket's directory anew for the server's user
// only. Outside DATA_DIR it must be a real directory of that user: anybody can
// have put something there.
func (s *Server) prepareSocketDir() error {
	dir := s.layout.socketDir()
	if err := os.Mkdir(dir, 0o700); err != nil && !os.IsExist(err) {
		return err
	}
	info, err := os.Lstat(dir)
	if err != nil {
		return err
	}
	uid, _, err := ownerOf(dir)
	if err != nil {
		return err
	}
	stranger := uid != s.account.uid && uid != os.Geteuid()
	if !info.IsDir() || (s.layout.shared() && stranger) {
		return setupError(nil, "%s belongs to somebody else; remove it, or set DATA_DIR to a shorter path.", dir)
	}
	if err := s.account.take(dir); err != nil {
		return err
	}
	return os.Chmod(dir, 0o700)
}

// hasSocket tells whether clients can still find the server: somebody may have
// tidied up the directory, and the server itself would never notice.
func (s *Server) hasSocket() bool {
	_, err := os.Lstat(filepath.Join(s.layout.socketDir(), socketName))
	return err == nil
}
