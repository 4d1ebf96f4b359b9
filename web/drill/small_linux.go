package main

import (
	"os"
	"syscall"
)

// small is a disk of its own in memory, of a few megabytes.
type small struct{ dir string }

// smallDisk mounts one at dir, with room such as "300m". Only root may.
func smallDisk(dir, room string) (small, error) {
	if err := os.Mkdir(dir, 0o755); err != nil {
		return small{}, err
	}
	return small{dir}, syscall.Mount("tmpfs", dir, "tmpfs", 0, "mode=0755,size="+room)
}

// remove takes the disk away, whoever still uses it.
func (s small) remove() { _ = syscall.Unmount(s.dir, syscall.MNT_DETACH) }
