package db

import (
	"context"
	"errors"
	"time"

	"firstbell/app"
)

const backupColumns = "id, kind, state, at, ended_at, file, bytes, row_count, program, schema_step, trouble, away"

// Backups returns backups, the newest first.
func (s Store) Backups(ctx context.Context, limit int) ([]app.Backup, error) {
	return list[app.Backup](ctx, s, "list backups", "SELECT "+backupColumns+" FROM backups ORDER BY at DESC, id DESC LIMIT ?", limit)
}

// Backup returns one backup.
func (s Store) Backup(ctx context.Context, id int64) (app.Backup, error) {
	var b app.Backup
	err := s.row(ctx, "read a backup", &b, "SELECT "+backupColumns+" FROM backups WHERE id = ?", id)
	return b, err
}

// AskBackup notes that a backup is asked for, and returns the one that is.
func (s Store) AskBackup(ctx context.Context) (app.Backup, error) {
	var b app.Backup
	err := s.write(ctx, "ask for a backup", &b, `
		INSERT INTO backups AS old (kind) VALUES ('asked')
		ON CONFLICT (state) WHERE state = 'asked' DO UPDATE SET at = old.at RETURNING `+backupColumns)
	return b, err
}

// ahead is a time that only a clock which was ahead has written down: going by it
// no backup would be due, and none too old, until it comes.
const ahead = " > now() + interval '1 hour'"

// BackupMarks returns what the rules of backups look at.
func (s Store) BackupMarks(ctx context.Context) (app.BackupMarks, error) {
	var m app.BackupMarks
	err := s.row(ctx, "look at the backups", &m, `
		SELECT coalesce((SELECT CASE WHEN created_at`+ahead+` THEN 'epoch' ELSE created_at END FROM instance), now()) AS born,
		       EXISTS (SELECT FROM backups WHERE state = 'asked') AS asked,
		       (SELECT count(*) FROM backups WHERE away = 'failed' AND at > coalesce(
		           (SELECT max(at) FROM backups WHERE away = 'sent' AND NOT at`+ahead+`), '-infinity')) AS missed`)
	if err != nil {
		return m, err
	}
	for _, one := range []struct {
		to    **app.Backup
		query string
	}{
		{&m.Scheduled, "SELECT " + backupColumns + " FROM backups WHERE kind = 'scheduled' AND NOT at" + ahead + " ORDER BY at DESC, id DESC LIMIT 1"},
		{&m.Proven, "SELECT " + backupColumns + " FROM backups WHERE state = 'proven' AND NOT at" + ahead + " ORDER BY at DESC, id DESC LIMIT 1"},
		{&m.Ended, "SELECT " + backupColumns + " FROM backups WHERE ended_at IS NOT NULL AND NOT at" + ahead + " ORDER BY ended_at DESC, id DESC LIMIT 1"},
	} {
		var b app.Backup
		err := s.row(ctx, "look at the backups", &b, one.query)
		if err == nil {
			*one.to = &b
		} else if !errors.Is(err, app.ErrNotFound) {
			return m, err
		}
	}
	return m, nil
}

// BeginBackup notes that a backup is being made, the one that was asked for if
// there is one and it is of that kind. The caller holds the lock of backups:
// what is still noted as running was cut off.
func (s Store) BeginBackup(ctx context.Context, kind app.BackupKind) (b app.Backup, err error) {
	err = s.InTx(ctx, func(tx app.Store) error {
		idb := tx.(Store).idb
		if _, err := idb.NewRaw("UPDATE backups SET state = 'failed', trouble = 'cut_off', ended_at = now() WHERE state = 'running'").Exec(ctx); err != nil {
			return resolve("note backups that were cut off", err)
		}
		err := idb.NewRaw("UPDATE backups SET state = 'running', at = now() WHERE state = 'asked' AND kind = ? RETURNING "+backupColumns, kind).Scan(ctx, &b)
		if err = resolve("begin a backup", err); !errors.Is(err, app.ErrNotFound) {
			return err
		}
		return resolve("begin a backup", idb.NewRaw("INSERT INTO backups (kind, state) VALUES (?, 'running') RETURNING "+backupColumns, kind).Scan(ctx, &b))
	})
	return b, err
}

// EndBackup notes what came of a backup.
func (s Store) EndBackup(ctx context.Context, b app.Backup) error {
	_, err := s.idb.NewRaw(`
		UPDATE backups SET state = ?, ended_at = now(), file = ?, bytes = ?, row_count = ?, program = ?, schema_step = ?, trouble = ?, away = ?
		 WHERE id = ?`, b.State, b.File, b.Bytes, b.RowCount, b.Program, b.SchemaStep, b.Trouble, b.Away, b.ID).Exec(ctx)
	return resolve("note a backup", err)
}

// LockBackups makes the caller the only one in the whole database that makes or
// puts back a backup, until release is called or the process ends. False when
// another one is. What an earlier one left behind is removed.
func LockBackups(ctx context.Context, dsn string) (release func(), ok bool, err error) {
	conn, done, err := archivist(ctx, dsn, "firstbell backup lock")
	if err != nil {
		return nil, false, err
	}
	if _, err = conn.ExecContext(ctx, "BEGIN"); err == nil {
		err = conn.NewRaw("SELECT pg_try_advisory_xact_lock(?)", lockBackup).Scan(ctx, &ok)
	}
	if err == nil && ok {
		err = sweepScratch(ctx, dsn, ForProof)
	}
	if err != nil || !ok {
		done()
		return nil, false, resolve("lock the backups", err)
	}
	return func() {
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), 5*time.Second)
		defer cancel()
		_, _ = conn.ExecContext(ctx, "ROLLBACK") // closing alone frees the lock a moment later
		done()
	}, true, nil
}
