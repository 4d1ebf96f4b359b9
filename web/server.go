// Package web is how the world reaches the product: routes, envelope, sign-in,
// the embedded UI. It is the only package that knows Fiber and huma. It knows
// nothing of SQL.
package web

import (
	"context"
	"io/fs"
	"log/slog"
	"net"
	"net/netip"
	"sync/atomic"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humafiber"
	"github.com/gofiber/fiber/v2"

	"firstbell/app"
)

// Limits of one request. Every number has a test or a measurement behind it;
// see docs/security.md.
const (
	bodyLimit      = 64 << 10
	headerLimit    = 16 << 10
	readTimeout    = 8 * time.Second // for the whole request, so that slow senders are cut off
	idleTimeout    = 60 * time.Second
	maxConnections = 4096
	answerWithin   = 8 * time.Second // then the request's context ends
)

// Config is what the operator chose about the outside.
type Config struct {
	Version        string
	Secure         bool           // people come over HTTPS: cookies and headers say so
	Hosts          []string       // names the desk is served under, besides loopback addresses; none: any
	TrustedProxies []netip.Prefix // whose X-Forwarded-For is believed
	CORSOrigins    []string       // whose pages may call the API
	BaseURL        string         // under which people reach the desk; empty: under the name they asked for
	MetricsToken   string         // opens /metrics; without one nobody sees it
	LastCall       time.Duration  // how long a stopping server waits for open connections, to tell their clients
	UI             fs.FS          // the built admin UI
	Door           fs.FS          // what the public pages are made of
}

// Server answers HTTP requests from one Desk.
type Server struct {
	desk   *app.Desk
	cfg    Config
	log    *slog.Logger
	fiber  *fiber.App
	api    huma.API
	assets assets
	kit    doorKit     // of the public pages
	policy string      // of our own
	table  []route     // every route that is served
	owned  atomic.Bool // an owner exists; once true it stays true
	meter  *meter
	door   atomic.Pointer[net.Listener] // what Serve listens on

	running context.Context // ends when the server is told to stop, and streams with it
	stop    context.CancelFunc
}

// New returns a server that is ready to Serve. It fails when the UI cannot be
// read, and when a route is served of which the route table does not say who
// may use it.
func New(desk *app.Desk, cfg Config, log *slog.Logger) (*Server, error) {
	s := &Server{desk: desk, cfg: cfg, log: log, meter: newMeter(desk, cfg.Version)}
	s.running, s.stop = context.WithCancel(context.Background())
	var err error
	if s.assets, err = loadAssets(cfg.UI); err != nil {
		return nil, err
	}
	if s.kit, err = loadDoor(cfg.Door); err != nil {
		return nil, err
	}
	s.policy = policyFor(s.kit)
	s.fiber = fiber.New(fiber.Config{
		// Strings outlive their request in contexts and logs.
		Immutable:      true,
		StrictRouting:  true,
		CaseSensitive:  true,
		BodyLimit:      bodyLimit,
		ReadBufferSize: headerLimit,
		ReadTimeout:    readTimeout,
		IdleTimeout:    idleTimeout,
		Concurrency:    maxConnections,
		// Otherwise fasthttp reads multipart bodies before we can refuse them.
		DisablePreParseMultipartForm: true,
		EnableTrustedProxyCheck:      true, // with no proxies listed: believe no forwarded header
		DisableStartupMessage:        true,
		ErrorHandler:                 s.fail,
	})
	server := s.fiber.Server()
	server.Handler = s.wellFormed(server.Handler)
	s.fiber.Use(s.observe, s.protect, s.knownHost, s.cors, s.attended, deadline, strictBody)
	s.api = humafiber.New(s.fiber, apiConfig(cfg.Version))
	s.routes()
	return s, s.checkTable()
}

// deadline ends the work of a request whose answer nobody waits for any more.
func deadline(c *fiber.Ctx) error {
	ctx, cancel := context.WithTimeout(c.UserContext(), answerWithin)
	defer cancel()
	c.SetUserContext(ctx)
	return c.Next()
}

// hasOwner reports whether setup is done, asking the database only until it is.
func (s *Server) hasOwner(ctx context.Context) (bool, error) {
	if s.owned.Load() {
		return true, nil
	}
	state, err := s.desk.SetupState(ctx)
	if err == nil && !state.Needed {
		s.owned.Store(true)
	}
	return err == nil && !state.Needed, err
}
