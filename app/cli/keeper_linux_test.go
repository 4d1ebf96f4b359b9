package cli

import (
	"testing"

	"golang.org/x/sys/unix"
)

// fullDisk puts a disk on which almost nothing fits at dir.
func fullDisk(t *testing.T, dir string) {
	t.Helper()
	if err := unix.Mount("tmpfs", dir, "tmpfs", 0, "size=4k"); err != nil {
		t.Skipf("no small disk can be mounted here: %v", err)
	}
	t.Cleanup(func() { _ = unix.Unmount(dir, unix.MNT_DETACH) })
}
