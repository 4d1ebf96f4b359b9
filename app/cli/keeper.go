package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"syscall"
	"time"

	"firstbell/app"
	"firstbell/app/archive"
	"firstbell/app/away"
	"firstbell/app/config"
	"firstbell/db"
	"firstbell/embed"
)

// Names of backups: what is not proven yet says so.
const (
	backupEnd   = ".zip.age"
	unprovenEnd = ".unproven" + backupEnd
	backupTime  = "20060102T150405Z"
	backupName  = "firstbell-"
	secretsIn   = "secrets" // the entry that holds the keys of the desk
)

// errBusy says that a backup is being made or put back at this moment.
var errBusy = errors.New("a backup is being made or restored at this moment; try again when it is done")

// keeper makes the backups of one desk, one at a time in the whole database.
type keeper struct {
	c     config.Config
	key   archive.Key
	away  *away.Place // nil when backups stay here
	store db.Store
	dsn   string // of the role that owns the tables
	log   *slog.Logger
}

func newKeeper(c config.Config, d *database, log *slog.Logger) (*keeper, error) {
	key, err := backupKey(c)
	if err != nil {
		return nil, err
	}
	place, err := elsewhere(c)
	return &keeper{c, key, place, d.Store, d.dsn, log}, err
}

// run makes backups when they are due or asked for, until ctx ends.
func (k *keeper) run(ctx context.Context, desk *app.Desk) {
	tick := time.NewTicker(30 * time.Second)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		case <-desk.BackupClock.Asked:
		}
		if err := k.keepErasures(ctx, desk); err != nil {
			k.log.WarnContext(ctx, "the list of erasures beside the backups cannot be kept", "error", err.Error())
		}
		kind, err := desk.DueBackup(ctx)
		if err != nil {
			k.log.WarnContext(ctx, "it cannot be seen whether a backup is due", "error", err.Error())
			continue
		}
		if kind == "" {
			continue
		}
		b, err := k.make(ctx, kind, k.c.Backups(), func() bool { // somebody else may just have made it
			again, err := desk.DueBackup(ctx)
			return err == nil && again == kind
		})
		switch {
		case ctx.Err() != nil || errors.Is(err, errBusy):
		case err != nil:
			b.Kind, b.State, b.At, b.Trouble = kind, app.BackupFailed, time.Now(), new(trouble(err))
			desk.BackupClock.Lost(&b)
			k.log.ErrorContext(ctx, "no backup could be made", "error", err.Error())
		default:
			desk.BackupClock.Lost(nil)
		}
	}
}

// make makes a backup in dir, proves it and notes what came of it. errBusy when
// another one is being made. due is asked once nobody else can make one.
func (k *keeper) make(ctx context.Context, kind app.BackupKind, dir string, due func() bool) (b app.Backup, err error) {
	err = underLock(ctx, k.dsn, func() error {
		if !due() {
			return nil
		}
		b, err = k.makeAlone(ctx, kind, dir)
		return err
	})
	return b, err
}

// underLock does something while nobody else makes or puts back a backup of the
// database; errBusy when somebody does.
func underLock(ctx context.Context, dsn string, do func() error) error {
	release, ok, err := db.LockBackups(ctx, dsn)
	if err != nil {
		return err
	}
	if !ok {
		return errBusy
	}
	defer release()
	return do()
}

func (k *keeper) makeAlone(ctx context.Context, kind app.BackupKind, dir string) (app.Backup, error) {
	b, err := k.store.BeginBackup(ctx, kind)
	if err != nil {
		return app.Backup{}, err
	}
	began := time.Now()
	path, failed := k.work(ctx, &b, dir)
	if failed != nil {
		b.State, b.Trouble = app.BackupFailed, new(trouble(failed))
	} else {
		b.State = app.BackupProven
		k.prune(dir)
		k.sendAway(ctx, &b, path)
	}
	err = k.store.EndBackup(ctx, b)
	if failed == nil && err == nil {
		k.log.InfoContext(ctx, "a backup was made and proven", "file", *b.File, "bytes", *b.Bytes, "rows", *b.RowCount, "seconds", time.Since(began).Seconds())
	}
	return b, errors.Join(failed, err)
}

// work writes a backup and proves it. Only then it gets the name of one.
func (k *keeper) work(ctx context.Context, b *app.Backup, dir string) (string, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return "", err
	}
	k.sweep(dir)
	stem := filepath.Join(dir, backupName+b.At.UTC().Format(backupTime))
	m, err := k.write(ctx, stem+unprovenEnd)
	if err != nil {
		return "", err
	}
	b.Program, b.SchemaStep, b.RowCount = &m.Program, new(m.Schema()), new(m.Rows())
	if err := k.prove(ctx, stem+unprovenEnd); err != nil {
		if trouble(err) != "broken" { // that one is left, for whoever wants to know what is wrong with it
			k.remove(stem + unprovenEnd)
		}
		return "", err
	}
	path := stem + backupEnd
	if err := errors.Join(os.Rename(stem+unprovenEnd, path), archive.SyncDir(dir)); err != nil {
		return "", err
	}
	info, err := os.Stat(path)
	if err != nil {
		return "", err
	}
	b.File, b.Bytes = new(filepath.Base(path)), new(info.Size())
	return path, nil
}

// write writes the file: every table, and the keys of the desk unless they are
// the operator's.
func (k *keeper) write(ctx context.Context, path string) (db.Manifest, error) {
	w, err := archive.Create(path, k.key)
	if err != nil {
		return db.Manifest{}, err
	}
	var m db.Manifest
	err = k.roomy(ctx, func(ctx context.Context) (err error) {
		m, err = db.Export(ctx, k.dsn, Version, w)
		return err
	})
	if err == nil {
		err = k.packSecrets(w)
	}
	if err != nil {
		w.Abort()
		return m, err
	}
	return m, w.Commit()
}

func (k *keeper) packSecrets(w *archive.Writer) error {
	s, err := readSecrets(secretsFile(k.c))
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	entry, err := w.Create(secretsIn)
	if err == nil {
		s.writeTo(entry)
	}
	return err
}

// prove puts a backup back into an empty place and compares every table.
func (k *keeper) prove(ctx context.Context, path string) (err error) {
	r, err := archive.Open(path, k.key)
	if err != nil {
		return err
	}
	defer r.Close()
	scratch, drop, err := db.Scratch(ctx, k.dsn, db.ForProof)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, drop(context.WithoutCancel(ctx))) }()
	return k.roomy(ctx, func(ctx context.Context) error {
		_, err := db.Load(ctx, scratch, embed.Migrations, r)
		return err
	})
}

// sweep removes what a run that was killed, or that found its file broken, has
// left. The caller holds the lock of backups: nobody is at work on it.
func (k *keeper) sweep(dir string) {
	for _, end := range []string{unprovenEnd, backupEnd + archive.Part} {
		files, _ := filepath.Glob(filepath.Join(dir, backupName+"*"+end))
		for _, file := range files {
			if stamp, _ := cutBackup(filepath.Base(file)); !stamp.IsZero() {
				k.remove(file)
			}
		}
	}
}

// prune removes backups that are older than they are kept. The newest three
// proven ones stay whatever their age.
func (k *keeper) prune(dir string) {
	files, _ := filepath.Glob(filepath.Join(dir, backupName+"*")) // sorted: the oldest first
	proven := 0
	for i := len(files) - 1; i >= 0; i-- {
		stamp, end := cutBackup(filepath.Base(files[i]))
		old := time.Since(stamp) > time.Duration(k.c.BackupKeep)*24*time.Hour
		switch {
		case stamp.IsZero():
		case end == backupEnd:
			if proven++; proven > 3 && old {
				k.remove(files[i])
			}
		case old:
			k.remove(files[i])
		}
	}
}

func (k *keeper) remove(file string) {
	if err := os.Remove(file); err != nil {
		k.log.Warn("an old backup cannot be removed", "file", filepath.Base(file), "error", err.Error())
	}
}

// cutBackup reads the name of a backup; the zero time when it is none of ours.
func cutBackup(name string) (time.Time, string) {
	at := len(backupName) + len(backupTime)
	if len(name) < at {
		return time.Time{}, ""
	}
	t, err := time.Parse(backupTime, name[len(backupName):at])
	if err != nil {
		return time.Time{}, ""
	}
	return t, name[at:]
}

// open reads a backup of this server, for whoever takes it away.
func (k *keeper) open(file string) (io.ReadCloser, error) {
	return os.Open(filepath.Join(k.c.Backups(), filepath.Base(file)))
}

// trouble says in a word why a backup failed; the UI has sentences for them.
func trouble(err error) string {
	switch {
	case errors.Is(err, errNoRoom), errors.Is(err, syscall.ENOSPC), errors.Is(err, syscall.EDQUOT), errors.Is(err, db.ErrDiskFull):
		return "disk_full"
	case errors.Is(err, archive.ErrKey):
		return "wrong_key"
	case errors.Is(err, archive.ErrBroken), errors.Is(err, db.ErrDiffers):
		return "broken"
	case errors.Is(err, fs.ErrPermission), errors.Is(err, fs.ErrNotExist), errors.Is(err, syscall.ENOTDIR), errors.Is(err, syscall.EROFS):
		return "folder"
	case errors.Is(err, app.ErrUnavailable):
		return "database"
	}
	return "failed"
}

// troubleSentence is trouble for somebody at a terminal.
func troubleSentence(err error, c config.Config) error {
	if err == nil || errors.Is(err, errBusy) {
		return err
	}
	said := map[string]string{
		"disk_full": "the disk is full: free some space (proving a backup takes as much again as the database) or set BACKUP_DIR to another disk",
		"wrong_key": "the backup was made for another key than this desk has",
		"broken":    "what was written is not what is in the database: the disk or the memory of this machine may be failing",
		"folder":    "the folder " + c.Backups() + " cannot be written: correct its permissions or set BACKUP_DIR",
		"database":  "the database does not answer",
	}[trouble(err)]
	if said == "" {
		return err
	}
	return fmt.Errorf("there is no new backup, because %s", said)
}
