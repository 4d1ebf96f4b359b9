//go:build unix && !linux

package local

import (
	"bufio"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
)

// maxSocketPath is what fits into sockaddr_un with its closing zero.
const maxSocketPath = 103

// dieWithUs has no equal here: a server whose parent was killed is found and
// stopped by the next start.
func dieWithUs(*syscall.SysProcAttr, syscall.Signal) {}

// serversIn trusts postmaster.pid only when the process it names is a postgres.
func serversIn(dataDir string) []int {
	f, err := os.Open(filepath.Join(dataDir, "postmaster.pid"))
	if err != nil {
		return nil
	}
	defer func() { _ = f.Close() }()
	line, _ := bufio.NewReader(f).ReadString('\n')
	pid, err := strconv.Atoi(strings.TrimSpace(line))
	if err != nil || pid <= 1 {
		return nil
	}
	out, err := exec.Command("ps", "-o", "stat=,command=", "-p", strconv.Itoa(pid)).Output()
	if err != nil || strings.HasPrefix(string(out), "Z") || !strings.Contains(string(out), dataDir) {
		return nil
	}
	return []int{pid}
}

func buryChildren() {}

func noExec(string) bool { return false }

func allocate(*os.File, int64) error { return errors.ErrUnsupported }

func syncAll(string) error {
	syscall.Sync()
	return nil
}
