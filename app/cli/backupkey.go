package cli

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"firstbell/app/archive"
	"firstbell/app/config"
)

func backupKeyFile(c config.Config) string { return filepath.Join(c.DataDir, "backup-key") }

// backupKey returns the key that this desk makes its backups for: the
// operator's, or the one that is made once and kept in DATA_DIR.
func backupKey(c config.Config) (archive.Key, error) {
	if c.BackupKey != "" {
		k, err := archive.ParseKey(c.BackupKey)
		if err != nil {
			return k, &config.Error{Message: "BACKUP_KEY is not a backup key: it begins with AGE-SECRET-KEY-1, as firstbell backup key prints it."}
		}
		return k, nil
	}
	k, err := readBackupKey(backupKeyFile(c))
	if !errors.Is(err, fs.ErrNotExist) {
		return k, err
	}
	if k, err = archive.NewKey(); err != nil {
		return k, err
	}
	err = keepBackupKey(c, k, os.Link)
	if errors.Is(err, fs.ErrExist) {
		return readBackupKey(backupKeyFile(c)) // another process was first
	}
	return k, err
}

func readBackupKey(file string) (archive.Key, error) {
	text, err := os.ReadFile(file)
	if errors.Is(err, fs.ErrNotExist) {
		return archive.Key{}, err
	}
	if err != nil {
		return archive.Key{}, &config.Error{Message: "The backup key " + file + " cannot be read: correct its permissions."}
	}
	k, err := archive.ParseKey(string(text))
	if err != nil {
		return k, &config.Error{Message: "The file " + file + " holds no backup key: put back the one you keep elsewhere."}
	}
	return k, nil
}

// keepBackupKey writes the key into DATA_DIR, readable by us alone.
func keepBackupKey(c config.Config, k archive.Key, put func(from, to string) error) error {
	text := fmt.Sprintf("# The key of this desk's backups. Without it nobody can restore them: keep a copy elsewhere.\n%s\n", k)
	return writePrivate(backupKeyFile(c), put, func(w io.Writer) { fmt.Fprint(w, text) })
}
