package main

import (
	"context"
	"errors"
	"fmt"
	"time"

	"firstbell/db/local"
	"firstbell/web/outside"
)

// power cuts the power of a desk at any moment under load and in the middle of
// first starts. What the kernel had in memory is gone, and of what the disk had
// not flushed some is there and some is not. The desk comes up by itself on what
// is left, with all that was acknowledged, and every table and index is sound.
func (d *drill) power(ctx context.Context) (err error) {
	n := d.times(30, 3)
	l := line{part: "power", tried: fmt.Sprintf("%d power cuts under 8 clients; the disk loses what was not flushed, sector by sector, by chance", n)}
	o, missing, err := d.plugIn(ctx, "power", d.chance(60))
	if missing != nil {
		l.missed = missing.Error()
		d.add(l)
		return err
	}
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, o.unplug()) }()
	first, err := o.start(ctx)
	if err != nil {
		return err
	}
	c, err := d.hire(ctx, o.desk)
	if err != nil {
		return err
	}
	var back []time.Duration
	for range n {
		if err := o.underLoad(ctx, c); err != nil {
			return err
		}
		took, err := o.onceMore(ctx, false)
		if err != nil {
			return err
		}
		back = append(back, took)
		if err := o.look(ctx, c, &l); err != nil {
			return err
		}
	}
	l.figures = fmt.Sprintf("%d enquiries acknowledged, all looked for after every cut; %d requests without an answer; %d sectors lost; file system and desk ready after %s",
		len(c.acked), len(c.cut), o.lost, spread(back))
	c.cut = nil // whoever was under way at a cut gets no answer
	c.oddities(&l)
	d.add(l)
	if err := d.liar(ctx, o, c); err != nil {
		return err
	}
	return d.firstStarts(ctx, d.times(20, 2), first)
}

// underLoad cuts the power while people work, every other time in the middle of a
// checkpoint, when most is on its way to the disk.
func (o *outlet) underLoad(ctx context.Context, c *crowd) error {
	enough := c.work(ctx, o.rand, 8, 0)
	defer enough()
	if err := c.underWay(ctx, 40); err != nil {
		return err
	}
	pool, err := database(o.dir, local.Database)
	if err != nil {
		return err
	}
	defer pool.Close()
	if o.rand.IntN(2) == 0 {
		go func() { _, _ = pool.ExecContext(ctx, "CHECKPOINT") }() // it is not to come to its end
	}
	if err := outside.Rest(ctx, upTo(o.rand, 300*time.Millisecond)); err != nil {
		return err
	}
	return o.cut()
}

// onceMore gives the power back and returns how long it took until the desk was
// ready.
func (o *outlet) onceMore(ctx context.Context, lies bool) (time.Duration, error) {
	began := time.Now()
	err := o.again(ctx, lies)
	if err == nil {
		_, err = o.start(ctx)
	}
	return time.Since(began), err
}

// look inspects the database after a power cut, and has PostgreSQL prove that
// every page, row and index of it is sound.
func (o *outlet) look(ctx context.Context, c *crowd, l *line) error {
	pool, err := database(o.dir, local.Database)
	if err != nil {
		return err
	}
	defer pool.Close()
	now := time.Now()
	if _, err := c.inspect(ctx, l, pool, now, now); err != nil {
		return err
	}
	for _, q := range []string{
		"SELECT 1 / (current_setting('data_checksums') = 'on')::int",
		"CREATE EXTENSION IF NOT EXISTS amcheck",
		"SELECT bt_index_check(c.oid, true) FROM pg_class c JOIN pg_am a ON a.oid = c.relam WHERE a.amname = 'btree' AND c.relkind = 'i'",
		`DO $$ DECLARE bad text; BEGIN
		   SELECT min(c.relname || ': ' || v.msg) INTO bad FROM pg_class c, verify_heapam(c.oid) v WHERE c.relkind IN ('r', 't', 'm');
		   IF bad <> '' THEN RAISE '%', bad; END IF; END $$`,
	} {
		if _, err := pool.ExecContext(ctx, q); err != nil {
			l.breach("the database is not sound: %s", err)
		}
	}
	return nil
}

// liar cuts the power of a disk that says that it has flushed and has not. No
// program can keep its promises on such a disk: an inspection that notices
// nothing would be blind.
func (d *drill) liar(ctx context.Context, o *outlet, c *crowd) error {
	l := line{part: "power", tried: "one more with a disk that lies about flushing, to see whether a loss would be noticed"}
	if err := o.cut(); err != nil {
		return err
	}
	if _, err := o.onceMore(ctx, true); err != nil {
		return err
	}
	if err := o.underLoad(ctx, c); err != nil {
		return err
	}
	if _, err := o.onceMore(ctx, false); err != nil {
		return err
	}
	var seen line
	if err := o.look(ctx, c, &seen); err != nil {
		return err
	}
	if len(seen.broken) == 0 {
		l.breach("nothing is noticed")
	}
	l.figures = fmt.Sprintf("%d losses noticed", len(seen.broken))
	d.add(l)
	return nil
}

// firstStarts cuts the power of new desks while they start for the first time,
// which takes about as long as given. The next start makes a desk of what is
// left, with nobody's help.
func (d *drill) firstStarts(ctx context.Context, n int, long time.Duration) error {
	l := line{part: "power", tried: fmt.Sprintf("%d power cuts in the middle of the first start", n)}
	lost, back := 0, []time.Duration{}
	for i := range n {
		o, missing, err := d.plugIn(ctx, fmt.Sprintf("new-%d", i), d.chance(uint64(600+i)))
		if err := errors.Join(missing, err); err != nil {
			return err
		}
		took, broken, err := o.firstStart(ctx, long)
		lost, back = lost+o.lost, append(back, took)
		if broken != nil {
			l.breach("it does not start again: %s", broken)
		}
		if err := errors.Join(err, o.unplug()); err != nil {
			return err
		}
	}
	l.figures = fmt.Sprintf("%d sectors lost; file system and desk ready after %s", lost, spread(back))
	d.add(l)
	return nil
}

func (o *outlet) firstStart(ctx context.Context, long time.Duration) (took time.Duration, broken, err error) {
	if err = o.launch(ctx); err == nil {
		err = outside.Rest(ctx, upTo(o.rand, long))
	}
	if err := errors.Join(err, o.cut()); err != nil {
		return 0, nil, err
	}
	took, broken = o.onceMore(ctx, false)
	return took, broken, ctx.Err()
}
