package cli

import (
	"context"
	"errors"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"firstbell/app"
	"firstbell/app/archive"
	"firstbell/app/config"
	"firstbell/db"
	"firstbell/db/dbtest"
)

// keeping is a keeper on a database and a folder of its own.
func keeping(t *testing.T) (*keeper, *app.Desk) {
	t.Helper()
	dsn := dbtest.URL(t)
	store := dbtest.Open(t, dsn)
	key, err := archive.NewKey()
	if err != nil {
		t.Fatal(err)
	}
	c := config.Config{DataDir: t.TempDir(), BackupKeep: 14}
	desk := &app.Desk{Store: store, Now: time.Now, BackupClock: app.NewBackupClock(150)}
	if _, err := store.NameInstance(t.Context(), "test"); err != nil {
		t.Fatal(err)
	}
	return &keeper{c: c, key: key, store: store, dsn: dsn, log: slog.New(slog.DiscardHandler)}, desk
}

func always() bool { return true }

func (k *keeper) verdict(t *testing.T, desk *app.Desk) app.BackupHealth {
	t.Helper()
	h, err := desk.LastBackup(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return h
}

func TestEveryWayToFailIsRedWithinOneRun(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		what, trouble string
		spoil         func(t *testing.T, k *keeper)
	}{
		{"no folder", "folder", func(t *testing.T, k *keeper) {
			file := filepath.Join(t.TempDir(), "file")
			if err := os.WriteFile(file, nil, 0o600); err != nil {
				t.Fatal(err)
			}
			k.c.BackupDir = filepath.Join(file, "below")
		}},
		{"full disk", "disk_full", func(t *testing.T, k *keeper) {
			k.c.BackupDir = t.TempDir()
			fullDisk(t, k.c.BackupDir)
		}},
		{"less room than the desk itself needs", "disk_full", func(_ *testing.T, k *keeper) {
			k.c.BackupDir, k.c.DiskMinBytes = filepath.Join(k.c.DataDir, "other"), 1<<60
		}},
	} {
		t.Run(c.what, func(t *testing.T) {
			t.Parallel()
			k, desk := keeping(t)
			if _, err := k.make(t.Context(), app.BackupScheduled, k.c.Backups(), always); err != nil {
				t.Fatal(err)
			}
			if h := k.verdict(t, desk); h.Verdict != app.BackupsGood || h.Proven == nil {
				t.Fatalf("a good one is %+v", h)
			}
			c.spoil(t, k)
			if _, err := k.make(t.Context(), app.BackupScheduled, k.c.Backups(), always); err == nil {
				t.Fatal("it succeeds")
			}
			h := k.verdict(t, desk)
			if !h.Red() || h.Last.Trouble == nil || *h.Last.Trouble != c.trouble || h.Proven == nil {
				t.Errorf("it is %s, %+v", h.Verdict, h.Last)
			}
			if left, _ := filepath.Glob(filepath.Join(k.c.Backups(), "*")); len(left) > 0 {
				t.Errorf("there is still %v", left)
			}
		})
	}
}

func TestADamagedFileIsNotProven(t *testing.T) {
	t.Parallel()
	k, _ := keeping(t)
	b, err := k.make(t.Context(), app.BackupCommand, k.c.Backups(), always)
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(k.c.Backups(), *b.File)
	good, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	flipped := append([]byte{}, good...)
	flipped[len(flipped)/2] ^= 4
	for what, raw := range map[string][]byte{"zero-size": nil, "truncated": good[:len(good)-40], "one bit": flipped} {
		if err := os.WriteFile(path, raw, 0o600); err != nil {
			t.Fatal(err)
		}
		if err := k.prove(t.Context(), path); err == nil || trouble(err) != "broken" {
			t.Errorf("%s: %v", what, err)
		}
	}
	if err := os.WriteFile(path, good, 0o600); err != nil {
		t.Fatal(err)
	}
	if k.key, err = archive.NewKey(); err != nil {
		t.Fatal(err)
	}
	if err := k.prove(t.Context(), path); err == nil || trouble(err) != "wrong_key" {
		t.Errorf("another key: %v", err)
	}
}

// Two servers with one database make one backup a night, whoever comes first.
func TestTwoServersMakeOneBackupANight(t *testing.T) {
	t.Parallel()
	k, desk := keeping(t)
	// The desk is a month old, and its last backup of yesterday.
	pool := dbtest.SQL(k.dsn)
	defer pool.Close()
	if _, err := pool.Exec("UPDATE instance SET created_at = now() - interval '30 days'"); err != nil {
		t.Fatal(err)
	}
	if kind, err := desk.DueBackup(t.Context()); kind != app.BackupScheduled || err != nil {
		t.Fatalf("due is %q, %v", kind, err)
	}
	ctx, stop := context.WithCancel(t.Context())
	ends := make(chan struct{}, 2)
	for range 2 {
		other := *k
		go func() {
			defer func() { ends <- struct{}{} }()
			for ctx.Err() == nil {
				due := func() bool { kind, err := desk.DueBackup(ctx); return err == nil && kind == app.BackupScheduled }
				if !due() {
					return
				}
				if _, err := other.make(ctx, app.BackupScheduled, other.c.Backups(), due); err != nil && !errors.Is(err, errBusy) {
					t.Error(err)
					return
				}
			}
		}()
	}
	<-ends
	<-ends
	stop()
	list, h, err := desk.Backups(t.Context())
	if err != nil || len(list) != 1 || h.Verdict != app.BackupsGood {
		t.Errorf("%d backups, %s, %v", len(list), h.Verdict, err)
	}
}

func TestOneBackupAtATime(t *testing.T) {
	t.Parallel()
	k, desk := keeping(t)
	other := *k
	_, err := k.make(t.Context(), app.BackupScheduled, k.c.Backups(), func() bool {
		if _, err := other.make(t.Context(), app.BackupCommand, other.c.Backups(), always); !errors.Is(err, errBusy) {
			t.Errorf("a second one at the same moment: %v", err)
		}
		return true
	})
	list, _, listed := desk.Backups(t.Context())
	if err != nil || listed != nil || len(list) != 1 {
		t.Errorf("%d backups, %v", len(list), err)
	}
}

// What was killed on the way is told, and what it left is removed.
func TestABackupThatWasCutOffIsTold(t *testing.T) {
	t.Parallel()
	k, desk := keeping(t)
	if _, err := k.store.BeginBackup(t.Context(), app.BackupScheduled); err != nil {
		t.Fatal(err)
	}
	if _, _, err := db.Scratch(t.Context(), k.dsn, db.ForProof); err != nil {
		t.Fatal(err)
	}
	if _, err := k.make(t.Context(), app.BackupAsked, k.c.Backups(), always); err != nil {
		t.Fatal(err)
	}
	list, _, err := desk.Backups(t.Context())
	if err != nil || len(list) != 2 || list[1].Trouble == nil || *list[1].Trouble != "cut_off" || list[0].State != app.BackupProven {
		t.Errorf("%+v, %v", list, err)
	}
	pool := dbtest.SQL(k.dsn)
	defer pool.Close()
	var left int
	if err := pool.QueryRow("SELECT count(*) FROM pg_namespace WHERE nspname LIKE 'proof%'").Scan(&left); err != nil || left > 0 {
		t.Errorf("%d schemas are left, %v", left, err)
	}
}

func TestOldBackupsGoButThree(t *testing.T) {
	t.Parallel()
	k, _ := keeping(t)
	dir := k.c.Backups()
	if err := os.MkdirAll(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	name := func(days int, end string) string {
		return filepath.Join(dir, backupName+time.Now().UTC().AddDate(0, 0, -days).Format(backupTime)+end)
	}
	for _, file := range []string{name(50, backupEnd), name(40, backupEnd), name(30, backupEnd), name(20, backupEnd), name(40, beforeEnd), name(1, beforeEnd),
		name(30, unprovenEnd), name(0, unprovenEnd+archive.Part), filepath.Join(dir, "holiday.jpg"), filepath.Join(dir, backupName+"notes.txt")} {
		if err := os.WriteFile(file, nil, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	k.sweep(dir)
	k.prune(dir)
	left, _ := os.ReadDir(dir)
	var names []string
	for _, f := range left {
		names = append(names, f.Name())
	}
	want := []string{filepath.Base(name(40, backupEnd)), filepath.Base(name(30, backupEnd)), filepath.Base(name(20, backupEnd)), filepath.Base(name(1, beforeEnd)), backupName + "notes.txt", "holiday.jpg"}
	if strings.Join(names, " ") != strings.Join(want, " ") {
		t.Errorf("left are %v, want %v", names, want)
	}
}
