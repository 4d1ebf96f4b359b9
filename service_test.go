package main

import (
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"
)

// The desk tells systemd when it is ready, that it lives, and that it stops, in
// this order.
func TestSystemdIsToldTheTruth(t *testing.T) {
	t.Parallel()
	dir := dataDir(t)
	socket := filepath.Join(dir, "notify")
	conn, err := net.ListenUnixgram("unixgram", &net.UnixAddr{Name: socket, Net: "unixgram"})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close() })
	var said []string
	hear := func() string {
		text := make([]byte, 100)
		_ = conn.SetReadDeadline(time.Now().Add(30 * time.Second))
		n, err := conn.Read(text)
		if err != nil {
			t.Fatalf("silence after %v", said)
		}
		said = append(said, string(text[:n]))
		return said[len(said)-1]
	}
	p := launch(t, "DATA_DIR="+dir, "PORT="+freePort(t), "NOTIFY_SOCKET="+socket, "WATCHDOG_USEC=200000")
	for !slices.Contains(said, "READY=1") || said[len(said)-1] != "WATCHDOG=1" {
		hear()
	}
	if p.ready(); said[0] == "STOPPING=1" {
		t.Errorf("it said %v", said)
	}
	_ = p.cmd.Process.Signal(syscall.SIGTERM)
	for hear() != "STOPPING=1" {
	}
	if code := p.end(20 * time.Second); code != 0 {
		t.Errorf("SIGTERM ends with %d:\n%s", code, p.errs)
	}
}

func TestTheUnitIsOneSystemdTakes(t *testing.T) {
	t.Parallel()
	code, said := command(t, nil, "unit")
	file, err := binary()
	if err != nil {
		t.Fatal(err)
	}
	if code != 0 || !strings.Contains(said, "ExecStart="+file+" serve\n") || strings.Contains(said, "@PROGRAM@") {
		t.Fatalf("%d %s", code, said)
	}
	for _, line := range []string{"Type=notify", "WatchdogSec=30", "ProtectSystem=strict", "NoNewPrivileges=yes", "KillMode=mixed"} {
		if !strings.Contains(said, line+"\n") {
			t.Errorf("not there: %s", line)
		}
	}
	if _, err := exec.LookPath("systemd-analyze"); err != nil {
		t.Log("NOT CHECKED by systemd-analyze, which is not here")
		return
	}
	unit := filepath.Join(dataDir(t), "firstbell.service")
	write(t, unit, said)
	if out, err := exec.CommandContext(t.Context(), "systemd-analyze", "verify", unit).CombinedOutput(); err != nil || len(out) > 0 {
		t.Errorf("systemd-analyze: %v\n%s", err, out)
	}
}

func write(t *testing.T, file, text string) {
	t.Helper()
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}
