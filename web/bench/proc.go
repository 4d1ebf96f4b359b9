package main

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
)

// What Linux tells of processes; elsewhere everything reads as 0.

// residentMiB returns how much memory a process occupies.
func residentMiB(pid int) float64 {
	text, _ := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	for line := range strings.Lines(string(text)) {
		if f := strings.Fields(line); len(f) > 1 && f[0] == "VmRSS:" {
			kib, _ := strconv.ParseFloat(f[1], 64)
			return kib / 1024
		}
	}
	return 0
}

// ticks is how many of the kernel's units of time make a second.
const ticks = 100

// machineUse is how much processor time there was and how much was used.
type machineUse struct{ busy, total float64 }

func machine() (m machineUse) {
	text, _ := os.ReadFile("/proc/stat")
	line, _, _ := strings.Cut(string(text), "\n")
	for i, f := range strings.Fields(line) {
		x, err := strconv.ParseFloat(f, 64)
		if err != nil || i > 8 { // the first field is a name, the last two are counted already
			continue
		}
		m.total += x / ticks
		if i != 4 && i != 5 { // idle, waiting for a disk
			m.busy += x / ticks
		}
	}
	return m
}

// effort is processor time in seconds: of the program under test and of the
// PostgreSQL below it.
type effort struct{ desk, base float64 }

// effort reads what was used up to now. Unlike rates it does not depend on how
// busy others keep the machine.
func (b *bench) effort() effort {
	own, children := processes()
	desk := b.desk.pid()
	return effort{desk: own[desk].live, base: below(desk, own, children) - own[desk].live}
}

func (e effort) since(before effort) effort {
	return effort{e.desk - before.desk, e.base - before.base}
}

// used is the processor time of one process and of its children that ended.
type used struct{ live, ended float64 }

// processes returns the processor time of every process and who started whom.
func processes() (map[int]used, map[int][]int) {
	stats, _ := filepath.Glob("/proc/[0-9]*/stat") // the pattern is a good one
	own, children := map[int]used{}, map[int][]int{}
	for _, name := range stats {
		text, err := os.ReadFile(name)
		f := strings.Fields(string(text[bytes.LastIndexByte(text, ')')+1:]))
		if err != nil || len(f) < 15 {
			continue
		}
		pid, _ := strconv.Atoi(filepath.Base(filepath.Dir(name)))
		parent, _ := strconv.Atoi(f[1])
		children[parent] = append(children[parent], pid)
		var x [4]float64 // user and system, its own and of ended children
		for i := range x {
			x[i], _ = strconv.ParseFloat(f[11+i], 64)
		}
		own[pid] = used{(x[0] + x[1]) / ticks, (x[2] + x[3]) / ticks}
	}
	return own, children
}

// below returns the processor time of a process and of all it started.
func below(pid int, own map[int]used, children map[int][]int) float64 {
	seconds := own[pid].live + own[pid].ended
	for _, child := range children[pid] {
		seconds += below(child, own, children)
	}
	return seconds
}
