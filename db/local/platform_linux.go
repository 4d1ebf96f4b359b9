package local

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"strconv"
	"syscall"

	"golang.org/x/sys/unix"
)

// maxSocketPath is what fits into sockaddr_un with its closing zero.
const maxSocketPath = 107

// dieWithUs asks the kernel to send sig to the child when the thread that
// started it ends, which is when we die: no server outlives a killed program.
func dieWithUs(attr *syscall.SysProcAttr, sig syscall.Signal) { attr.Pdeathsig = sig }

// serversIn lists the live postgres processes that work in dataDir. Name and
// working directory must both fit, because pids are used again and may belong
// to anybody.
func serversIn(dataDir string) []int {
	want, err := os.Stat(dataDir)
	if err != nil {
		return nil
	}
	var pids []int
	for _, p := range postgresProcesses() {
		if p.zombie {
			continue
		}
		cwd, err := os.Stat(filepath.Join("/proc", strconv.Itoa(p.pid), "cwd"))
		if err == nil && os.SameFile(cwd, want) {
			pids = append(pids, p.pid)
		}
	}
	return pids
}

type proc struct {
	pid, parent int
	zombie      bool
}

func postgresProcesses() []proc {
	stats, _ := filepath.Glob("/proc/[0-9]*/stat")
	var procs []proc
	for _, name := range stats {
		text, err := os.ReadFile(name)
		if err != nil {
			continue
		}
		// pid (comm) state ppid ...; comm may hold brackets of its own.
		open, end := bytes.IndexByte(text, '('), bytes.LastIndexByte(text, ')')
		if open < 0 || end < open || string(text[open+1:end]) != "postgres" {
			continue
		}
		rest := bytes.Fields(text[end+1:])
		if len(rest) < 2 {
			continue
		}
		pid, err1 := strconv.Atoi(string(bytes.TrimSpace(text[:open])))
		parent, err2 := strconv.Atoi(string(rest[1]))
		if errors.Join(err1, err2) == nil {
			procs = append(procs, proc{pid: pid, parent: parent, zombie: string(rest[0]) == "Z"})
		}
	}
	return procs
}

// buryChildren collects dead backends of a crashed postmaster. They become our
// children only when we are process 1 of a container; anywhere else the
// system's init does it.
func buryChildren() {
	if os.Getpid() != 1 {
		return
	}
	for _, p := range postgresProcesses() {
		if p.zombie && p.parent == 1 {
			_, _ = syscall.Wait4(p.pid, nil, syscall.WNOHANG, nil)
		}
	}
}

// noExec tells whether programs on the disk of dir may not be run.
func noExec(dir string) bool {
	var st unix.Statfs_t
	return unix.Statfs(dir, &st) == nil && st.Flags&unix.ST_NOEXEC != 0
}

// allocate gives f real blocks, so that they are there when it is deleted.
func allocate(f *os.File, size int64) error {
	return unix.Fallocate(int(f.Fd()), 0, 0, size)
}

// syncAll waits until everything below dir is on its disk.
func syncAll(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	defer func() { _ = d.Close() }()
	return unix.Syncfs(int(d.Fd()))
}
