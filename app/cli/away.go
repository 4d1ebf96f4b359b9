package cli

import (
	"context"
	"os"
	"time"

	"firstbell/app"
	"firstbell/app/away"
	"firstbell/app/config"
)

// elsewhere is the other place that backups are copied to, nil when none is
// named.
func elsewhere(c config.Config) (*away.Place, error) {
	if c.BackupTo == "" {
		return nil, nil //nolint:nilnil // no place is none
	}
	p, err := away.New(c.BackupTo, c.BackupToKey, c.BackupToHost)
	if err != nil {
		return nil, &config.Error{Message: "BACKUP_TO, BACKUP_TO_KEY or BACKUP_TO_HOST_KEY is wrong: " + err.Error() + "."}
	}
	return p, nil
}

// sendAway copies a proven backup to the other place. It counts as proven all
// the same when that fails; three failures in a row do not go unseen.
func (k *keeper) sendAway(ctx context.Context, b *app.Backup, path string) {
	if k.away == nil {
		return
	}
	b.Away = new(app.BackupSent)
	err := k.away.Send(ctx, path)
	if _, none := os.Stat(k.erasures()); err == nil && none == nil {
		err = k.away.Send(ctx, k.erasures())
	}
	if err != nil {
		b.Away = new(app.BackupFailed)
		k.log.ErrorContext(ctx, "the backup did not get to the other place", "error", err.Error())
		return
	}
	old := time.Now().AddDate(0, 0, -k.c.BackupKeep)
	err = k.away.Prune(ctx, func(name string) bool {
		at, end := cutBackup(name)
		return end != "" && at.Before(old)
	})
	if err != nil {
		k.log.WarnContext(ctx, "old backups in the other place cannot be removed", "error", err.Error())
	}
}
