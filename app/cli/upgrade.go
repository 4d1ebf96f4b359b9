package cli

import (
	"context"
	"errors"
	"log/slog"
	"os"
	"path/filepath"
	"time"

	"firstbell/app/config"
)

// beforeEnd ends the names of backups that were made before an upgrade.
const beforeEnd = ".before-upgrade" + backupEnd

// upgradeRoom is what this backup leaves on the disk, if DISK_MIN is not less:
// nobody works meanwhile, so enough for PostgreSQL to write its log is enough.
const upgradeRoom = 256 << 20

// backUpFirst makes a backup of a database that is about to be changed by a new
// version, and proves that it is whole. An upgrade goes on without one, loudly:
// a full disk must not keep a school from a version that mends something.
func backUpFirst(ctx context.Context, c config.Config, d *database, log *slog.Logger) error {
	k, err := newKeeper(c, d, log)
	if err != nil {
		return err
	}
	k.c.DiskMinBytes = min(k.c.DiskMinBytes, upgradeRoom)
	path := filepath.Join(c.Backups(), backupName+time.Now().UTC().Format(backupTime)+beforeEnd)
	if err := k.beforeUpgrade(ctx, path); err != nil {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		log.ErrorContext(ctx, "the database is upgraded without a backup of before; firstbell rollback will not be possible", "why", troubleSentence(err, c).Error())
		return nil
	}
	log.InfoContext(ctx, "a backup of before the upgrade was made and proven", "file", filepath.Base(path))
	return nil
}

func (k *keeper) beforeUpgrade(ctx context.Context, path string) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return err
	}
	if _, err := k.write(ctx, path); err != nil {
		return err
	}
	if err := k.prove(ctx, path); err != nil {
		return errors.Join(err, os.Remove(path))
	}
	return nil
}
