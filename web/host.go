package web

import (
	"net/http"
	"net/netip"
	"slices"
	"strings"

	"github.com/gofiber/fiber/v2"
)

// ownerless are the ends of names that nobody can own on the internet (RFC
// 6761), so that no page can come from one.
var ownerless = []string{"localhost", "test", "example", "invalid"}

// knownHost refuses requests that were meant for another name than the desk's
// own. Where only this machine reaches the server, a page elsewhere can make its
// own name lead here and would pass for one of ours; its name gives it away. It
// lets any name pass where the desk's names are not known.
func (s *Server) knownHost(c *fiber.Ctx) error {
	if len(s.cfg.Hosts) == 0 {
		return c.Next()
	}
	name := hostName(string(c.Request().Host()))
	if addr, err := netip.ParseAddr(name); err == nil && addr.Unmap().IsLoopback() {
		return c.Next()
	}
	end := name[strings.LastIndexByte(name, '.')+1:]
	if name == "" || slices.Contains(ownerless, end) || slices.Contains(s.cfg.Hosts, name) { // only programs leave the name out
		return c.Next()
	}
	return &refusal{http.StatusMisdirectedRequest, "misdirected", "Unknown host name",
		"This desk is not served under that name. Open it as localhost, or set BASE_URL on the server to the address that people use"}
}

// hostName returns the name in a Host header, without the port and the way it
// happens to be written.
func hostName(host string) string {
	if i := strings.LastIndexByte(host, ':'); i > strings.LastIndexByte(host, ']') {
		host = host[:i]
	}
	return strings.ToLower(strings.Trim(strings.TrimSuffix(host, "."), "[]"))
}
