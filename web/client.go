package web

import (
	"net/netip"
	"strings"

	"github.com/danielgtaylor/huma/v2"
	"github.com/gofiber/fiber/v2"
)

// Client is where a request came from, for handlers that must slow somebody
// down. It is never logged.
type Client struct {
	peer      string
	forwarded string
}

// Resolve lets huma fill in the client; it never fails.
func (c *Client) Resolve(ctx huma.Context) []error {
	c.peer, c.forwarded = ctx.RemoteAddr(), ctx.Header("X-Forwarded-For")
	return nil
}

// network is subnet of a request that has no handler yet.
func (s *Server) network(c *fiber.Ctx) string {
	return s.subnet(Client{peer: c.Context().RemoteAddr().String(), forwarded: c.Get(fiber.HeaderXForwardedFor)})
}

// subnet names the network that a client belongs to: /24 of IPv4, /64 of IPv6.
// The address is the socket's peer. Only when that is a trusted proxy does
// X-Forwarded-For count, read from the right, past further trusted proxies.
func (s *Server) subnet(c Client) string {
	peer, err := netip.ParseAddrPort(c.peer)
	if err != nil {
		return "unknown"
	}
	addr := peer.Addr().Unmap()
	hops := strings.Split(c.forwarded, ",")
	for i := len(hops) - 1; i >= 0 && s.trusted(addr); i-- {
		hop, err := netip.ParseAddr(strings.TrimSpace(hops[i]))
		if err != nil {
			break
		}
		addr = hop.Unmap()
	}
	bits := 64
	if addr.Is4() {
		bits = 24
	}
	p, _ := addr.WithZone("").Prefix(bits) // both lengths fit their family
	return p.String()
}

func (s *Server) trusted(a netip.Addr) bool {
	for _, p := range s.cfg.TrustedProxies {
		if p.Contains(a) {
			return true
		}
	}
	return false
}
