package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
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
	mu    sync.Mutex
	size  int64           // of the largest backup
	made  []time.Duration // how long each took, proof included
}

// backups makes backups under load with the real command and looks into each
// itself; then it makes bad ones, which have to be noticed, and measures a large
// one.
func (d *drill) backups(ctx context.Context) error {
	n := d.times(50, 3)
	l := line{part: "backups", tried: fmt.Sprintf("%d backups under 8 clients, each put back into a database of its own by `firstbell restore` and read past the desk", n)}
	k, err := d.desk("backups", "")
	if err != nil {
		return err
	}
	defer k.end()
	if _, err := k.start(ctx); err != nil {
		return err
	}
	v := &vault{drill: d, desk: k, key: filepath.Join(d.root, "key"), table: &l}
	if v.crowd, err = d.hire(ctx, k); err != nil {
		return err
	}
	code, key := k.say(ctx, nil, "backup", "key")
	if code != 0 {
		return fmt.Errorf("the key is not printed: %d %s", code, key)
	}
	if err := os.WriteFile(v.key, []byte(key+"\n"), 0o600); err != nil {
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
func (v *vault) make(ctx context.Context, name string) (aBackup, error) {
	one := aBackup{name: name, since: time.Now()}
	dir := filepath.Join(v.root, "backup-"+name)
	code, said := v.desk.say(ctx, nil, "backup", "--to", dir)
	one.until = time.Now()
	files, _ := filepath.Glob(filepath.Join(dir, "*"))
	if code != 0 || len(files) != 1 {
		return one, fmt.Errorf("no backup is made: %d %s, files %v", code, said, files)
	}
	one.file = files[0]
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

// quiet makes one backup while nobody asks, and compares all tables with those
// it was made of, row for row and past the desk.
func (v *vault) quiet(ctx context.Context) error {
	l := line{part: "backups", tried: "one more while nobody asks, every table compared with the desk's own, row for row"}
	v.table = &l
	if err := rest(ctx, 3*time.Second); err != nil { // the desk chains its audit log and notes what was seen a moment later
		return err
	}
	one, err := v.make(ctx, "quiet")
	if err != nil {
		return err
	}
	tables, rows := 0, 0
	err = v.restored(ctx, one, func(name string) error {
		ours, err := sums(ctx, v.desk.dir, local.Database)
		if err != nil {
			return err
		}
		theirs, err := sums(ctx, v.desk.dir, name)
		if err != nil {
			return err
		}
		for table, was := range ours {
			if theirs[table] != was {
				l.breach("%s has %d rows (%s) instead of %d (%s)", table, theirs[table].rows, theirs[table].sum, was.rows, was.sum)
			}
			tables, rows = tables+1, rows+was.rows
		}
		return nil
	})
	l.figures = fmt.Sprintf("%d tables, %d rows", tables, rows)
	v.add(l)
	return err
}

// content is what a table holds.
type content struct {
	rows int
	sum  string
}

// What a restore does on purpose is left out: everybody is signed out, and the
// audit log says that there was one.
var (
	without = map[string]string{"sessions": "- 'ended_at'", "users": "- 'signed_out_at'"}
	where   = map[string]string{"audit": "WHERE action <> 'restored'",
		"audit_waiting": "WHERE entry_id NOT IN (SELECT id FROM audit WHERE action = 'restored')"}
)

// sums reads the content of every table of a database. Left out are the list of
// backups, which goes on while one is made, and what a restore empties on purpose.
func sums(ctx context.Context, dir, name string) (map[string]content, error) {
	pool, err := database(dir, name)
	if err != nil {
		return nil, err
	}
	defer pool.Close()
	var tables []string
	rows, err := pool.QueryContext(ctx, `SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace
		AND relname NOT IN ('backups', 'reset_links') ORDER BY relname`)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var t string
		if err := rows.Scan(&t); err != nil {
			return nil, err
		}
		tables = append(tables, t)
	}
	all := map[string]content{}
	for _, t := range tables {
		var c content
		if err := pool.QueryRowContext(ctx, `SELECT count(*), coalesce(md5(string_agg(x, E'\n' ORDER BY x COLLATE "C")), '')
			FROM (SELECT (to_jsonb(t) `+without[t]+`)::text AS x FROM "`+t+`" t `+where[t]+`) y`).Scan(&c.rows, &c.sum); err != nil {
			return nil, fmt.Errorf("read %s: %w", t, err)
		}
		all[t] = c
	}
	return all, rows.Err()
}

// damaged spoils a good backup in many ways; `backup verify` has to refuse each
// in words.
func (v *vault) damaged(ctx context.Context) error {
	l := line{part: "backups"}
	one, err := v.make(ctx, "damaged")
	if err != nil {
		return err
	}
	good, err := os.ReadFile(one.file)
	if err != nil {
		return err
	}
	if code, said := v.desk.say(ctx, nil, "backup", "verify", one.file); code != 0 {
		l.breach("a good one is refused: %d %s", code, said)
	}
	try := func(what string, raw []byte, says string, more ...string) error {
		if err := os.WriteFile(one.file, raw, 0o600); err != nil {
			return err
		}
		code, said := v.desk.say(ctx, more, "backup", "verify", one.file)
		if code == 0 || !strings.Contains(said, says) {
			l.breach("%s: exit code %d, %q", what, code, said)
		}
		return ctx.Err()
	}
	r, flips, cuts := v.chance(11), v.times(20, 3), v.times(10, 2)
	for range flips {
		bad := append([]byte{}, good...)
		at, bit := r.IntN(len(bad)), r.IntN(8)
		bad[at] ^= 1 << bit
		if err := try(fmt.Sprintf("bit %d of byte %d turned", bit, at), bad, "cut short or changed"); err != nil {
			return err
		}
	}
	for range cuts {
		at := r.IntN(len(good))
		if err := try(fmt.Sprintf("cut off at byte %d", at), good[:at], "cut short or changed"); err != nil {
			return err
		}
	}
	other, err := v.drill.desk("other-key", "")
	if err != nil {
		return err
	}
	_, key := other.say(ctx, nil, "backup", "key")
	err = errors.Join(try("of size zero", nil, "cut short or changed"),
		try("for another key", good, "another backup key", "BACKUP_KEY="+key))
	l.tried = fmt.Sprintf("%d with one bit turned, %d cut off, one of size zero, one for another key, given to `firstbell backup verify`", flips, cuts)
	l.figures = fmt.Sprintf("%d of %d refused and named", flips+cuts+2-len(l.broken), flips+cuts+2)
	v.add(l)
	return err
}

// noRoom makes a backup in a folder whose disk is full: it has to be red.
func (v *vault) noRoom(ctx context.Context) error {
	l := line{part: "backups", tried: "one into a folder on a full disk of its own"}
	dir := filepath.Join(v.root, "tiny")
	tiny, err := smallDisk(dir, "8k")
	if err != nil {
		l.missed = "no small disk can be mounted here: " + err.Error()
		v.add(l)
		return nil
	}
	defer tiny.remove()
	code, said := v.desk.say(ctx, nil, "backup", "--to", dir)
	if code == 0 || !strings.Contains(said, "the disk is full") {
		l.breach("exit code %d: %s", code, said)
	}
	v.desk.red(ctx, &l, v.crowd.staff[0], "disk_full")
	if left, _ := os.ReadDir(dir); len(left) > 0 {
		l.breach("%d files are left", len(left))
	}
	l.figures = fmt.Sprintf("%q; red on the backups' page and in /readyz", oneLine(said))
	v.add(l)
	return nil
}

// large measures a backup of many enquiries and their history, its proof, and
// its way back onto a new machine.
func (d *drill) large(ctx context.Context, n int) error {
	l := line{part: "backups", tried: fmt.Sprintf("%d enquiries with their history", n)}
	k, err := d.desk("large", "")
	if err != nil {
		return err
	}
	defer k.end()
	if _, err := k.start(ctx); err != nil {
		return err
	}
	admin, err := database(k.dir, local.Database)
	if err != nil {
		return err
	}
	defer admin.Close()
	for _, q := range []string{fmt.Sprintf(`WITH e AS (INSERT INTO enquiries (name, email, course_interest, message, created_at)
		SELECT 'Student ' || i, 's' || i || '@example.org', 'Course ' || i %% 37, 'when does it begin, and what does it cost ' || md5(i::text), now() - i * interval '1 s'
		  FROM generate_series(1, %d) i RETURNING id, created_at)
		INSERT INTO events (enquiry_id, kind, at) SELECT id, 'received', created_at FROM e`, n), "VACUUM ANALYZE"} {
		if _, err := admin.ExecContext(ctx, q); err != nil {
			return fmt.Errorf("fill a database: %w", err)
		}
	}
	var bytes int64
	if err := admin.QueryRowContext(ctx, "SELECT pg_database_size(current_database())").Scan(&bytes); err != nil {
		return err
	}
	dir := filepath.Join(d.root, "large-backup")
	began := time.Now()
	code, said := k.say(ctx, nil, "backup", "--to", dir)
	made := time.Since(began)
	files, _ := filepath.Glob(filepath.Join(dir, "*"))
	if code != 0 || len(files) != 1 {
		l.breach("no backup: %d %s", code, said)
		d.add(l)
		return ctx.Err()
	}
	info, err := os.Stat(files[0])
	if err != nil {
		return err
	}
	began = time.Now()
	if code, said := k.say(ctx, nil, "backup", "verify", files[0]); code != 0 {
		l.breach("it is not whole: %d %s", code, said)
	}
	proven := time.Since(began)
	_, key := k.say(ctx, nil, "backup", "key")
	keyFile := filepath.Join(d.root, "large-key")
	if err := os.WriteFile(keyFile, []byte(key+"\n"), 0o600); err != nil {
		return err
	}
	fresh, err := d.desk("fresh", "")
	if err != nil {
		return err
	}
	defer fresh.end()
	began = time.Now()
	if code, said := fresh.say(ctx, nil, "restore", files[0], "--key", keyFile); code != 0 {
		l.breach("it is not put back: %d %s", code, said)
	}
	l.figures = fmt.Sprintf("database %d MB, backup %.1f MB; backup with its proof %.1f s, the proof alone %.1f s, restored into a new PostgreSQL of its own in %.1f s",
		bytes>>20, float64(info.Size())/1e6, made.Seconds(), proven.Seconds(), time.Since(began).Seconds())
	d.add(l)
	return ctx.Err()
}
