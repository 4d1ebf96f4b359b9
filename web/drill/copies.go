package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"time"

	"firstbell/db/local"
)

// aCopy is one copy of a data directory: everything acknowledged before since is
// in it, and nothing that was begun after until.
type aCopy struct {
	dir          string
	since, until time.Time
}

// shortWAL makes checkpoints frequent, so that many copies fall into one.
const shortWAL = "max_wal_size = 48MB\nmin_wal_size = 32MB\ncheckpoint_timeout = 30s\n"

// copies copies the data directory of a desk under load while all of its
// PostgreSQL stands still between two instructions: what a crash of everything at
// that moment leaves. Each copy is started with the real program.
func (d *drill) copies(ctx context.Context) error {
	n := d.times(200, 8)
	l := line{part: "copies", tried: fmt.Sprintf("%d copies of the data directory, taken in the middle of work while PostgreSQL stands still, each started", n)}
	k, err := d.desk("copies", shortWAL)
	if err != nil {
		return err
	}
	defer k.end()
	if _, err := k.start(ctx); err != nil {
		return err
	}
	c, err := d.hire(ctx, k)
	if err != nil {
		return err
	}
	var (
		wg     sync.WaitGroup
		mu     sync.Mutex
		frozen []time.Duration
		up     []time.Duration
		failed error
		ready  = make(chan aCopy) // each is started as soon as somebody is free: none pile up
	)
	within, giveUp := context.WithCancel(ctx)
	defer giveUp()
	for range 2 {
		wg.Go(func() {
			for one := range ready {
				took, err := d.startCopy(within, &l, &mu, c, one)
				mu.Lock()
				failed, up = errors.Join(failed, err), append(up, took)
				mu.Unlock()
				if err != nil {
					giveUp()
				}
			}
		})
	}
	r := d.chance(20)
	enough := c.work(within, r, 8, 10*time.Millisecond)
	for i := range n {
		if err = c.underWay(within, 10); err == nil {
			err = rest(within, upTo(r, 60*time.Millisecond))
		}
		var one aCopy
		if err == nil {
			one, err = d.copyOf(within, k, filepath.Join(d.root, fmt.Sprintf("copy-%d", i)))
		}
		if err != nil {
			break
		}
		frozen = append(frozen, one.until.Sub(one.since))
		ready <- one
	}
	close(ready)
	wg.Wait()
	enough()
	if failed != nil {
		return failed
	}
	if err != nil {
		return err
	}
	code, _ := k.stop()
	if code != 0 {
		l.breach("the desk that was copied ends with %d: %s", code, k.said())
	}
	c.oddities(&l)
	l.figures = fmt.Sprintf("%d started, %d enquiries acknowledged in all; stood still for %s; a copy was ready after %s", len(up), len(c.acked), spread(frozen), spread(up))
	d.add(l)
	return nil
}

// copyOf copies DATA_DIR, but for what no crash would miss: the unpacked
// programs are linked, the reserve is left out.
func (d *drill) copyOf(ctx context.Context, k *desk, to string) (aCopy, error) {
	if err := os.Mkdir(to, 0o755); err != nil {
		return aCopy{}, err
	}
	found, err := os.ReadDir(k.dir)
	if err != nil {
		return aCopy{}, err
	}
	since := time.Now() // before the first process stands still
	thaw, err := freeze(ctx, k.dir)
	if err != nil {
		return aCopy{}, err
	}
	defer thaw()
	args := []string{"-a", "--reflink=auto"}
	for _, f := range found {
		if name := f.Name(); name != "run" && name != "runtime" && name != "reserve.bin" {
			args = append(args, filepath.Join(k.dir, name))
		}
	}
	out, err := exec.CommandContext(ctx, "cp", append(args, to)...).CombinedOutput()
	if err == nil && exists(filepath.Join(k.dir, "runtime")) {
		err = os.Symlink(filepath.Join(k.dir, "runtime"), filepath.Join(to, "runtime"))
	}
	if err != nil {
		return aCopy{}, fmt.Errorf("copy the data directory: %w %s", err, out)
	}
	return aCopy{to, since, time.Now()}, nil
}

func exists(file string) bool {
	_, err := os.Stat(file)
	return err == nil
}

// startCopy starts a copy, looks into it, ends it and removes it.
func (d *drill) startCopy(ctx context.Context, l *line, mu *sync.Mutex, c *crowd, one aCopy) (time.Duration, error) {
	k := &desk{bin: d.bin, dir: one.dir}
	defer func() { _ = os.RemoveAll(one.dir); _ = os.Remove(k.log()) }()
	defer k.end()
	took, err := k.start(ctx)
	if ctx.Err() != nil {
		return took, ctx.Err()
	}
	mine := line{}
	defer func() {
		mu.Lock()
		defer mu.Unlock()
		l.broken = append(l.broken, mine.broken...)
	}()
	if err != nil {
		mine.breach("a copy does not start: %s", err)
		return took, nil
	}
	pool, err := database(one.dir, local.Database)
	if err != nil {
		return took, err
	}
	_, err = c.inspect(ctx, &mine, pool, one.since, one.until)
	_ = pool.Close()
	if code, _ := k.stop(); code != 0 {
		mine.breach("a copy ends with %d: %s", code, k.said())
	}
	return took, err
}
