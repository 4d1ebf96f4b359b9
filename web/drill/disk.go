package main

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"time"

	"firstbell/db/local"
)

// On a disk of 360 MB the desk takes nothing new below diskMin; whoever fills it
// stops at filled, as a program does that notices, or writes to the last byte. At
// grown a backup may begin, and there is no room for its proof.
const (
	smallRoom = "360m"
	diskMin   = "DISK_MIN=60MB"
	filled    = 40 << 20
	grown     = 140 << 20
)

// scene is a desk on a small disk with people at it.
type scene struct {
	*desk
	crowd *crowd
	admin *sql.DB
	disk  string
}

// disk fills the small disk that a desk works on, by each of the ways a disk
// fills up: new enquiries are refused in words, staff go on reading, PostgreSQL
// never goes down, all that was acknowledged is there, and new enquiries are
// taken by themselves once there is room.
func (d *drill) disk(ctx context.Context) error {
	mount := filepath.Join(d.root, "small")
	disk, err := smallDisk(mount, smallRoom)
	if err != nil {
		d.add(line{part: "disk", tried: "a full disk of 360 MB", missed: "no small disk can be mounted here: " + err.Error()})
		return nil
	}
	defer disk.remove()
	s := &scene{disk: mount}
	dir := filepath.Join(mount, "data")
	if err := errors.Join(os.Mkdir(dir, 0o755), os.Chmod(dir, 0o755)); err != nil {
		return err
	}
	if s.desk, err = d.deskIn(dir, "max_wal_size = 64MB\nmin_wal_size = 32MB\n", diskMin); err != nil {
		return err
	}
	if s.crowd, err = d.open(ctx, s.desk); err != nil {
		return err
	}
	defer s.end()
	if s.admin, err = database(dir, local.Database); err != nil {
		return err
	}
	defer s.admin.Close()
	for _, way := range []struct {
		by   string
		fill func(*scene, context.Context, *line) (free func(context.Context) error, err error)
	}{
		{"WAL", (*scene).fillWAL}, {"data", (*scene).fillData}, {"logs, to the last byte", (*scene).fillLogs},
		{"temporary files", (*scene).fillTemp}, {"a backup, on the same disk", (*scene).fillBackup},
	} {
		l := line{part: "disk", tried: "360 MB, filled by " + way.by}
		if err := s.through(ctx, d, &l, way.fill); err != nil {
			return fmt.Errorf("by %s: %w", way.by, err)
		}
		d.add(l)
	}
	if code, _ := s.stop(); code != 0 {
		d.table[len(d.table)-1].breach("after all of it a stop ends with %d: %s", code, s.said())
	}
	return nil
}

// through fills the disk under load, looks, makes room and looks again.
func (s *scene) through(ctx context.Context, d *drill, l *line, fill func(*scene, context.Context, *line) (func(context.Context) error, error)) error {
	before, refused := postmaster(s.dir), s.crowd.refusals()
	enough := s.crowd.work(ctx, d.chance(40), 4, 40*time.Millisecond)
	defer func() { enough() }()
	if err := s.crowd.underWay(ctx, 20); err != nil {
		return err
	}
	free, err := fill(s, ctx, l)
	if err != nil {
		return err
	}
	if free != nil {
		if !eventually(ctx, 10*time.Second, func() bool { return !s.well(ctx) }) {
			l.breach("the desk does not notice")
		}
		if !eventually(ctx, 10*time.Second, func() bool { return s.crowd.refusals() > refused }) {
			l.breach("no new enquiry is refused")
		}
		s.reads(ctx, l)
		if err := free(ctx); err != nil {
			return err
		}
	}
	began := time.Now()
	acked, _ := s.crowd.count()
	if !eventually(ctx, 30*time.Second, func() bool { n, _ := s.crowd.count(); return n > acked }) {
		l.breach("new enquiries are not taken again")
	}
	took := time.Since(began)
	enough()
	enough = func() {}
	now := time.Now()
	n, err := s.crowd.inspect(ctx, l, s.admin, now, now)
	if err != nil {
		return err
	}
	s.crowd.oddities(l)
	if postmaster(s.dir) != before || strings.Contains(s.said(), "database server gone") {
		l.breach("PostgreSQL went down: %s", s.said())
	}
	l.figures += fmt.Sprintf("%d enquiries there, all acknowledged found; %d refused in words; taken again after %s", n, s.crowd.refusals()-refused, took.Round(time.Millisecond))
	return nil
}

func (c *crowd) refusals() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.refused
}

// reads has everybody read the list that they work from.
func (s *scene) reads(ctx context.Context, l *line) {
	for _, p := range s.crowd.staff {
		if a := ask(ctx, http.DefaultClient, http.MethodGet, s.url+"/api/enquiries/unclaimed?limit=200", p.token, ""); a.status != http.StatusOK {
			l.breach("staff cannot read: %d %s %v", a.status, a.Message, a.err)
		}
	}
}
