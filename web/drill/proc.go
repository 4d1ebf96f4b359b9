package main

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// What Linux tells of processes; elsewhere there seem to be none.

// processesIn lists the processes that work below dir: those of its PostgreSQL.
func processesIn(dir string) []int {
	found, _ := filepath.Glob("/proc/[0-9]*/cwd") // the pattern is a good one
	var list []int
	for _, link := range found {
		if cwd, err := os.Readlink(link); err == nil && strings.HasPrefix(cwd, dir+"/") {
			pid, _ := strconv.Atoi(filepath.Base(filepath.Dir(link)))
			list = append(list, pid)
		}
	}
	return list
}

// postmaster is the first process of the PostgreSQL in dir, 0 when none is there.
func postmaster(dir string) int {
	files, _ := filepath.Glob(filepath.Join(dir, "data-*", "postmaster.pid"))
	for _, file := range files {
		text, _ := os.ReadFile(file)
		first, _, _ := strings.Cut(string(text), "\n")
		if pid, err := strconv.Atoi(first); err == nil {
			return pid
		}
	}
	return 0
}

// freeze stops every process of the PostgreSQL in dir where it is, the postmaster
// first, so that no new one comes, and returns when all stand still. thaw lets
// them go on.
func freeze(ctx context.Context, dir string) (thaw func(), err error) {
	first := postmaster(dir)
	if first == 0 {
		return nil, fmt.Errorf("no PostgreSQL runs in %s", dir)
	}
	thaw = func() {
		for _, pid := range family(first, dir) {
			_ = syscall.Kill(pid, syscall.SIGCONT)
		}
	}
	still := func() bool {
		if !stopped(first) {
			_ = syscall.Kill(first, syscall.SIGSTOP)
			return false // before it stands still it can start another
		}
		moving := false
		for _, pid := range family(first, dir) {
			if !stopped(pid) {
				_ = syscall.Kill(pid, syscall.SIGSTOP)
				moving = true
			}
		}
		return !moving
	}
	if !eventually(ctx, 10*time.Second, still) {
		thaw()
		return nil, fmt.Errorf("the processes of PostgreSQL do not stand still")
	}
	return thaw, nil
}

// family lists a postmaster and all it has started.
func family(postmaster int, dir string) []int {
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/task/%d/children", postmaster, postmaster))
	if err != nil {
		return processesIn(dir) // slower; not every kernel tells of children
	}
	list := []int{postmaster}
	for f := range strings.FieldsSeq(string(text)) {
		pid, _ := strconv.Atoi(f)
		list = append(list, pid)
	}
	return list
}

// stopped reports whether a process stands still, or is none any more.
func stopped(pid int) bool {
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err != nil {
		return true
	}
	state := bytes.TrimSpace(text[bytes.LastIndexByte(text, ')')+1:])
	return len(state) > 0 && strings.ContainsRune("TZX", rune(state[0]))
}
