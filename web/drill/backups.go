package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"time"

	"firstbell/db/local"
)

// aBackup is one backup: everything acknowledged before since is in it, and
// nothing that was begun after until.
type aBackup struct {
	name, file   string
	since, until time.Time
}

// vault is a desk whose backups are looked into, and where that is done.
type vault struct {
	*drill
	desk  *desk
	crowd *crowd
	key   string // the file that holds the key
	table *line
	size  int64           // of the largest backup
	made  []time.Duration // how long each took, proof included
}

// backups makes backups under load with the real command and looks into each
// itself; then it makes bad ones, which have to be noticed, and measures a large
// one.
func (d *drill) backups(ctx context.Context) error {
	n := d.times(50, 3)
	l := line{part: "backups", tried: fmt.Sprintf("%d backups under 8 clients, each put back into a database of its own by `firstbell restore` and read past the desk", n)}
	k, c, err := d.staffed(ctx, "backups", "")
	if err != nil {
		return err
	}
	defer k.end()
	v := &vault{drill: d, desk: k, crowd: c, table: &l}
	if v.key, err = k.keepKey(ctx); err != nil {
		return err
	}
	if err := v.underLoad(ctx, n); err != nil {
		return err
	}
	v.crowd.oddities(&l)
	l.figures = fmt.Sprintf("%d enquiries acknowledged, the largest backup %d kB; made and proven in %s", len(v.crowd.acked), v.size/1024, spread(v.made))
	d.add(l)
	if err := v.quiet(ctx); err != nil {
		return err
	}
	if err := v.damaged(ctx); err != nil {
		return err
	}
	if err := v.noRoom(ctx); err != nil {
		return err
	}
	return d.large(ctx, d.times(100_000, 5_000))
}

// keepKey keeps the key of a desk's backups elsewhere, as its owner should.
func (k *desk) keepKey(ctx context.Context) (file string, err error) {
	code, key := k.say(ctx, nil, "backup", "key")
	if code != 0 {
		return "", fmt.Errorf("the key is not printed: %d %s", code, key)
	}
	file = k.dir + ".key"
	return file, os.WriteFile(file, []byte(key+"\n"), 0o600)
}

// backUp makes a backup in a folder and returns its file.
func (k *desk) backUp(ctx context.Context, dir string) (string, error) {
	code, said := k.say(ctx, nil, "backup", "--to", dir)
	files, _ := filepath.Glob(filepath.Join(dir, "*")) // the pattern is a good one
	if code != 0 || len(files) != 1 {
		return "", fmt.Errorf("no backup is made: %d %s, files %v", code, said, files)
	}
	return files[0], nil
}

// underLoad makes one backup after the other, and puts each back while the next
// is made.
func (v *vault) underLoad(ctx context.Context, n int) error {
	within, giveUp := context.WithCancel(ctx)
	defer giveUp()
	ready := make(chan aBackup)
	var failed error
	var wg sync.WaitGroup
	wg.Go(func() {
		for one := range ready {
			if err := v.lookInto(within, one); err != nil && failed == nil {
				failed = err
				giveUp()
			}
		}
	})
	enough := v.crowd.work(within, v.chance(10), 8, 40*time.Millisecond)
	var err error
	for i := range n {
		var one aBackup
		if err = v.crowd.underWay(within, 10); err == nil {
			one, err = v.make(within, fmt.Sprint(i))
		}
		if err != nil {
			break
		}
		v.made = append(v.made, one.until.Sub(one.since))
		ready <- one
	}
	enough()
	close(ready)
	wg.Wait()
	if failed != nil {
		return failed
	}
	return err
}

// make makes one backup in a folder of its own.
func (v *vault) make(ctx context.Context, name string) (one aBackup, err error) {
	one.name, one.since = name, time.Now()
	one.file, err = v.desk.backUp(ctx, filepath.Join(v.root, "backup-"+name))
	one.until = time.Now()
	if err != nil {
		return one, err
	}
	info, err := os.Stat(one.file)
	if err == nil {
		v.size = max(v.size, info.Size())
	}
	return one, err
}

// lookInto puts one backup back and inspects what comes out, and removes it.
func (v *vault) lookInto(ctx context.Context, one aBackup) error {
	defer os.RemoveAll(filepath.Dir(one.file))
	return v.restored(ctx, one, func(name string) error {
		pool, err := database(v.desk.dir, name)
		if err != nil {
			return err
		}
		defer pool.Close()
		_, err = v.crowd.inspect(ctx, v.table, pool, one.since, one.until)
		return err
	})
}

// restored puts a backup back with the real command, into a new database of the
// same PostgreSQL and an empty DATA_DIR, which are gone when look returns.
func (v *vault) restored(ctx context.Context, one aBackup, look func(database string) error) (err error) {
	name := "restored_" + one.name
	admin, err := database(v.desk.dir, local.Database)
	if err != nil {
		return err
	}
	defer admin.Close()
	if _, err := admin.ExecContext(ctx, "CREATE DATABASE "+name+" OWNER "+local.OwnerRole); err != nil {
		return err
	}
	defer func() {
		_, failed := admin.ExecContext(context.WithoutCancel(ctx), "DROP DATABASE "+name+" WITH (FORCE)")
		err = errors.Join(err, failed)
	}()
	dir, err := v.folder(name)
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	dsn, _ := addressOf(v.desk.dir, local.OwnerRole, name)
	elsewhere := &desk{bin: v.bin, dir: dir, also: []string{"DATABASE_URL=" + dsn}}
	if code, said := elsewhere.say(ctx, nil, "restore", one.file, "--key", v.key); code != 0 {
		v.table.breach("a backup is not put back: %d %s", code, said)
		return ctx.Err()
	}
	return look(name)
}
