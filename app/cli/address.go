package cli

import (
	"errors"
	"fmt"
	"net"
	"net/netip"
	"os"
	"strconv"
	"strings"
	"syscall"

	"firstbell/app/config"
)

func listenSentence(c config.Config, knob string, port int, err error) string {
	switch {
	case errors.Is(err, syscall.EADDRINUSE):
		return fmt.Sprintf("%s %d is in use by another program: stop that program or set %s to another number.", knob, port, knob)
	case errors.Is(err, syscall.EACCES):
		return fmt.Sprintf("%s %d may only be used by the system: set %s to a number above 1023, or allow it (CAP_NET_BIND_SERVICE, as in firstbell unit).", knob, port, knob)
	default:
		return fmt.Sprintf("HOST is %q, but this machine cannot listen there: set it to 127.0.0.1, 0.0.0.0 or an address of this machine.", c.Host)
	}
}

// reachable lists the addresses under which people can open the desk; never
// 0.0.0.0, which no browser can open.
func reachable(c config.Config, listening string) []string {
	if c.BaseURL != "" {
		return []string{strings.TrimSuffix(c.BaseURL, "/")}
	}
	at, err := netip.ParseAddrPort(listening)
	if err != nil {
		return []string{"http://" + listening}
	}
	port := strconv.Itoa(int(at.Port()))
	if at.Addr().IsLoopback() {
		return []string{"http://localhost:" + port}
	}
	if !at.Addr().IsUnspecified() {
		return []string{"http://" + at.String()}
	}
	list := []string{"http://localhost:" + port}
	if inContainer() {
		return list // its own addresses lead nowhere from outside
	}
	addrs, _ := net.InterfaceAddrs() // without them localhost has to do
	for _, a := range addrs {
		if n, ok := a.(*net.IPNet); ok && n.IP.IsGlobalUnicast() {
			list = append(list, "http://"+net.JoinHostPort(n.IP.String(), port))
		}
	}
	return list
}

// inContainer looks for the marks that Docker and Podman leave.
func inContainer() bool {
	for _, mark := range []string{"/.dockerenv", "/run/.containerenv"} {
		if _, err := os.Stat(mark); err == nil {
			return true
		}
	}
	return false
}
