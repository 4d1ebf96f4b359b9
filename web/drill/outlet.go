package main

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"time"
)

// outlet is where a desk that has a disk of its own gets its power. The file
// system of the disk is its DATA_DIR.
type outlet struct {
	*desk
	disk *volatile
	plug string // the folder in which the kernel finds the disk
	rand *rand.Rand
	lost int // sectors
}

// diskRoom is how large the disk is; only what is used takes room.
const diskRoom = 3 << 30

// plugIn makes a disk with an empty file system and the desk that is to work
// there, for the caller to unplug; missing tells what is not to be had here.
func (d *drill) plugIn(ctx context.Context, name string, r *rand.Rand) (o *outlet, missing, err error) {
	dir, err := d.folder(name)
	if err != nil {
		return nil, nil, err
	}
	f, err := os.Create(filepath.Join(dir, "sectors"))
	if err != nil {
		return nil, nil, err
	}
	o = &outlet{desk: &desk{dir: filepath.Join(dir, "disk")}, plug: filepath.Join(dir, "plug"), rand: r,
		disk: &volatile{file: f, cached: map[int64]*[sector]byte{}}}
	if err := errors.Join(f.Truncate(diskRoom), os.Mkdir(o.dir, 0o755), os.Mkdir(o.plug, 0o700)); err != nil {
		return nil, nil, err
	}
	missing = tool(ctx, "mkfs.ext4", "-q", "-F", f.Name())
	if missing == nil {
		missing = diskFile(o.plug, o.disk, diskRoom)
	}
	if missing == nil {
		missing = o.mount(ctx)
	}
	if missing != nil {
		return nil, missing, o.unplug()
	}
	if o.desk, err = d.deskIn(o.dir, shortWAL); err == nil {
		err = tool(ctx, "sync", "-f", o.dir) // the work begins after this
	}
	if err != nil {
		err = errors.Join(err, o.unplug())
	}
	return o, nil, err
}

func (o *outlet) mount(ctx context.Context) error {
	return tool(ctx, "mount", "-t", "ext4", "-o", "loop", filepath.Join(o.plug, "disk"), o.dir)
}

// cut takes the power from everything at once: the desk, its PostgreSQL, what
// the kernel has in memory for their files, and what the disk has not written.
func (o *outlet) cut() error {
	_ = o.cmd.Process.Kill() // it may have ended by itself
	lost, err := o.disk.cut(o.rand)
	o.lost += lost
	if err != nil {
		return err
	}
	o.end()
	return o.detach()
}

// detach unmounts the file system and returns when the kernel has let go of its
// disk: somebody who has just begun to live in a container may hold a copy of
// every mount for a moment.
func (o *outlet) detach() error {
	if err := release(o.dir); err != nil {
		return err
	}
	gone := func() bool {
		loops, _ := filepath.Glob("/sys/block/loop*/loop/backing_file") // the pattern is a good one
		return !slices.ContainsFunc(loops, func(loop string) bool {
			file, _ := os.ReadFile(loop) // it may just have gone
			return strings.TrimSpace(string(file)) == filepath.Join(o.plug, "disk")
		})
	}
	if !eventually(context.Background(), time.Minute, gone) {
		return fmt.Errorf("the kernel does not let go of the disk of %s", o.dir)
	}
	return nil
}

// end lets nobody finish anything.
func (o *outlet) end() {
	for range 2 { // those whose end others begin while they are counted
		for _, pid := range processesIn(o.dir) {
			_ = syscall.Kill(pid, syscall.SIGKILL)
		}
	}
	if o.running() {
		o.kill()
	}
}

// again gives the power back, and mounts the file system as a server does that
// starts. A disk that lies does so from now on.
func (o *outlet) again(ctx context.Context, lies bool) error {
	o.disk.power(lies)
	return o.mount(ctx)
}

// unplug ends the desk and takes the disk away.
func (o *outlet) unplug() error {
	o.end()
	return errors.Join(o.detach(), release(o.plug), o.disk.file.Close(), os.Remove(o.disk.file.Name()))
}

// release unmounts a folder, if anything is mounted there, as soon as nobody uses it.
func release(dir string) error {
	var err error
	free := func() bool {
		err = syscall.Unmount(dir, 0)
		return err == nil || errors.Is(err, syscall.EINVAL)
	}
	if !eventually(context.Background(), 30*time.Second, free) {
		return fmt.Errorf("%s is still in use: %w", dir, err)
	}
	return nil
}

func tool(ctx context.Context, name string, args ...string) error {
	out, err := exec.CommandContext(ctx, name, args...).CombinedOutput()
	if err != nil {
		return fmt.Errorf("%s: %w %s", name, err, out)
	}
	return nil
}
