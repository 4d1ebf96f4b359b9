package cli

import (
	"io/fs"
	"os"
	"path"
	"runtime/debug"
	"strconv"
	"strings"
)

const (
	// ourShare is the part of a control group's memory that we try to stay within;
	// the rest is for our code, PostgreSQL and the file cache.
	ourShare = 5

	// enough is what we try to stay within where nobody sets a limit: more than a
	// busy desk has in use at a time. Beyond it memory is given back early.
	enough = 72 << 20
)

// boundMemory has the Go runtime give memory back early, the more so where a
// container or a unit allows us little of it. GOMEMLIMIT goes before.
func boundMemory() {
	if os.Getenv("GOMEMLIMIT") != "" {
		return
	}
	limit := int64(enough)
	if group := groupLimit(os.DirFS("/")); group > 0 {
		limit = min(limit, max(group/ourShare, 32<<20))
	}
	debug.SetMemoryLimit(limit)
}

// groupLimit is how much memory the control groups that we are in allow, of
// either version; 0 when there is no limit or no control group.
func groupLimit(root fs.FS) int64 {
	mine, err := fs.ReadFile(root, "proc/self/cgroup")
	if err != nil {
		return 0
	}
	var least int64
	for line := range strings.Lines(string(mine)) {
		part := strings.SplitN(strings.TrimSpace(line), ":", 3) // number, controllers, path
		if len(part) != 3 {
			continue
		}
		dir, file := "sys/fs/cgroup", "memory.max"
		switch part[1] {
		case "":
		case "memory":
			dir, file = "sys/fs/cgroup/memory", "memory.limit_in_bytes"
		default:
			continue
		}
		// A container may see its own group as the root, under the path outside.
		for group := path.Join("/", part[2]); ; group = path.Dir(group) {
			if n := limitIn(root, path.Join(dir, group, file)); n > 0 && (least == 0 || n < least) {
				least = n
			}
			if group == "/" {
				break
			}
		}
	}
	return least
}

// limitIn reads one limit; 0 when there is none. Version 1 writes a number
// beyond all memory for none.
func limitIn(root fs.FS, name string) int64 {
	text, err := fs.ReadFile(root, name)
	if err != nil {
		return 0
	}
	n, err := strconv.ParseInt(strings.TrimSpace(string(text)), 10, 64)
	if err != nil || n > 1<<50 {
		return 0
	}
	return n
}
