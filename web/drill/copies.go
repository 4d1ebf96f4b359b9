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
	"firstbell/web/outside"
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
	n := d.times(200, 4)
	l := line{part: "copies", tried: fmt.Sprintf("%d copies of the data directory, taken in the middle of work while PostgreSQL stands still, each started", n)}
	k, c, err := d.staffed(ctx, "copies", shortWAL)
	if err != nil {
		return err
	}
	defer k.end()
	cp := &copying{drill: d, desk: k, crowd: c, line: &l}
	if err := cp.all(ctx, n); err != nil {
		return err
	}
	if code, _ := k.stop(); code != 0 {
		l.breach("the desk that was copied ends with %d: %s", code, k.said())
	}
	c.oddities(&l)
	l.figures = fmt.Sprintf("%d started, %d enquiries acknowledged in all; stood still for %s; a copy was ready after %s", len(cp.up), len(c.acked), spread(cp.frozen), spread(cp.up))
	d.add(l)
	return nil
}

// copying is the desk that is copied, and what came of the copies.
type copying struct {
	*drill
	desk   *desk
	crowd  *crowd
	frozen []time.Duration

	mu     sync.Mutex // guards what the starters share
	line   *line
	up     []time.Duration
	failed error
}

// starters are how many copies run at a time; most of that is waiting for a stop.
const starters = 4

// all takes n copies under load, each when a starter is free, so that none pile up.
func (cp *copying) all(ctx context.Context, n int) error {
	ctx, giveUp := context.WithCancel(ctx)
	defer giveUp()
	ready := make(chan aCopy)
	var wg sync.WaitGroup
	for range starters {
		wg.Go(func() {
			for one := range ready {
				if err := cp.start(ctx, one); err != nil {
					cp.mu.Lock()
					cp.failed = errors.Join(cp.failed, err)
					cp.mu.Unlock()
					giveUp()
				}
			}
		})
	}
	r := cp.chance(20)
	enough := cp.crowd.work(ctx, r, 8, 10*time.Millisecond)
	var err error
	for i := range n {
		if err = cp.crowd.underWay(ctx, 10); err == nil {
			err = outside.Rest(ctx, upTo(r, 60*time.Millisecond))
		}
		var one aCopy
		if err == nil {
			one, err = copyOf(ctx, cp.desk.dir, filepath.Join(cp.root, fmt.Sprintf("copy-%d", i)))
		}
		if err != nil {
			break
		}
		cp.frozen = append(cp.frozen, one.until.Sub(one.since))
		ready <- one
	}
	close(ready)
	wg.Wait()
	enough()
	if cp.failed != nil {
		return cp.failed
	}
	return err
}

// copyOf copies a DATA_DIR, but for what no crash would miss: the unpacked
// programs are linked, the reserve is left out.
func copyOf(ctx context.Context, from, to string) (aCopy, error) {
	if err := os.Mkdir(to, 0o755); err != nil {
		return aCopy{}, err
	}
	found, err := os.ReadDir(from)
	if err != nil {
		return aCopy{}, err
	}
	since := time.Now() // before the first process stands still
	thaw, err := freeze(ctx, from)
	if err != nil {
		return aCopy{}, err
	}
	defer thaw()
	args := []string{"-a", "--reflink=auto"}
	for _, f := range found {
		if name := f.Name(); name != "run" && name != "runtime" && name != "reserve.bin" {
			args = append(args, filepath.Join(from, name))
		}
	}
	out, err := exec.CommandContext(ctx, "cp", append(args, to)...).CombinedOutput()
	if err == nil && exists(filepath.Join(from, "runtime")) {
		err = os.Symlink(filepath.Join(from, "runtime"), filepath.Join(to, "runtime"))
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

// start starts a copy, looks into it, ends it and removes it.
func (cp *copying) start(ctx context.Context, one aCopy) error {
	k := &desk{bin: cp.bin, dir: one.dir}
	defer func() { _ = os.RemoveAll(one.dir); _ = os.Remove(k.log()) }()
	defer k.end()
	took, err := k.start(ctx)
	if ctx.Err() != nil {
		return ctx.Err()
	}
	var l line
	if err != nil {
		l.breach("a copy does not start: %s", err)
	} else if err = cp.lookInto(ctx, &l, k, one); err != nil {
		return err
	}
	cp.mu.Lock()
	defer cp.mu.Unlock()
	cp.line.broken, cp.up = append(cp.line.broken, l.broken...), append(cp.up, took)
	return nil
}

// lookInto inspects a copy that has started, and stops it.
func (cp *copying) lookInto(ctx context.Context, l *line, k *desk, one aCopy) error {
	pool, err := database(one.dir, local.Database)
	if err != nil {
		return err
	}
	defer pool.Close()
	if _, err := cp.crowd.inspect(ctx, l, pool, one.since, one.until); err != nil {
		return err
	}
	if code, _ := k.stop(); code != 0 {
		l.breach("a copy ends with %d: %s", code, k.said())
	}
	return nil
}
