package cli

import (
	"context"
	"log/slog"
	"net"

	"firstbell/app/certs"
	"firstbell/app/config"
)

// https is the desk's own HTTPS; nil when a proxy does that, or nobody.
type https struct {
	source *certs.Source
	plain  net.Listener
}

// listenTLS takes the port for plain HTTP, which HTTPS needs beside its own, and
// asks nobody yet. It returns nil without TLS_DOMAIN.
func listenTLS(ctx context.Context, c config.Config, log *slog.Logger) (*https, error) {
	if c.TLSDomain == "" {
		return nil, nil //nolint:nilnil // no HTTPS of our own
	}
	var lc net.ListenConfig
	ln, err := lc.Listen(ctx, "tcp", c.HTTPListen())
	if err != nil {
		return nil, &config.Error{Message: listenSentence(c, "TLS_HTTP_PORT", c.TLSHTTPPort, err)}
	}
	return &https{plain: ln, source: certs.New(certs.Options{Domain: c.TLSDomain, Email: c.TLSEmail, Directory: c.TLSDirectory,
		Dir: c.DataDir, BaseURL: reachable(c, "")[0], Log: log})}, nil
}

// begin starts what HTTPS needs, until ctx ends, and returns the door that
// speaks it; ln itself without it.
func (h *https) begin(ctx context.Context, ln net.Listener) net.Listener {
	if h == nil {
		return ln
	}
	go h.source.ServePlain(ctx, h.plain)
	go h.source.Order(ctx)
	return h.source.Listener(ln)
}

func (h *https) close() {
	if h != nil {
		_ = h.plain.Close()
	}
}
