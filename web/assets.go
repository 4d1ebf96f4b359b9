package web

import (
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"io/fs"
	"mime"
	"net/http"
	"path"
	"strings"

	"github.com/gofiber/fiber/v2"

	"firstbell/app"
)

// assets is the whole of what the UI may ask for, by exact path. Nothing is
// ever looked up on a disk.
type assets map[string]asset

type asset struct {
	kind      string
	etag      string
	immutable bool
	plain     []byte
	packed    map[string][]byte // by content coding: br, gzip
}

// pages are the paths that show the UI itself.
var pages = []string{"/setup", "/login", "/forgot", "/reset/:token", "/invite/:token", "/inbox", "/inbox/:id", "/due", "/mine", "/add", "/leads", "/leads/:id", "/search",
	"/settings", "/settings/me", "/settings/backups", "/settings/privacy", "/settings/keys", "/settings/school", "/settings/courses", "/settings/intakes", "/settings/sources",
	"/settings/stages", "/settings/templates", "/settings/mail", "/settings/forms", "/settings/suspected", "/team", "/team/:id", "/audit", "/duplicates", "/ui/index.html"}

// loadAssets reads the built UI. Without one it serves the placeholder, which
// says how to build it.
func loadAssets(ui fs.FS) (assets, error) {
	a := assets{}
	err := fs.WalkDir(ui, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || strings.HasSuffix(name, ".br") || strings.HasSuffix(name, ".gz") {
			return err
		}
		plain, err := fs.ReadFile(ui, name)
		if err != nil {
			return err
		}
		sum := sha256.Sum256(plain)
		f := asset{
			kind:      kindOf(name),
			etag:      `"` + base64.RawURLEncoding.EncodeToString(sum[:12]) + `"`,
			immutable: strings.HasPrefix(name, "assets/"), // their names hold a hash of what is in them
			plain:     plain,
			packed:    map[string][]byte{},
		}
		for coding, ending := range map[string]string{"br": ".br", "gzip": ".gz"} {
			if packed, err := fs.ReadFile(ui, name+ending); err == nil {
				f.packed[coding] = packed
			}
		}
		a["/"+name] = f
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("read the embedded UI: %w", err)
	}
	if _, built := a["/index.html"]; !built {
		a["/index.html"] = a["/placeholder.html"]
	}
	delete(a, "/placeholder.html")
	return a, nil
}

func kindOf(name string) string {
	switch path.Ext(name) {
	case ".html":
		return "text/html; charset=utf-8"
	case ".js":
		return "text/javascript; charset=utf-8"
	case ".css":
		return "text/css; charset=utf-8"
	case ".woff2":
		return "font/woff2"
	case ".webmanifest":
		return "application/manifest+json"
	}
	if kind := mime.TypeByExtension(path.Ext(name)); kind != "" {
		return kind
	}
	return "application/octet-stream"
}

// serveUI adds the UI's files and pages to the table, each under its exact path.
func (s *Server) serveUI() {
	open := func(path, summary string, fn func(*fiber.Ctx, app.Actor) error) {
		plain(s, route{http.MethodGet, path, anyone, noKey, http.StatusOK, summary, nil, true}, fn)
	}
	for name := range s.assets {
		if name != "/index.html" {
			open(name, "A file of the UI", func(c *fiber.Ctx, _ app.Actor) error { return s.sendAsset(c, name) })
		}
	}
	for _, page := range pages {
		open(page, "A page of the UI", s.page)
	}
	open("/", "Where to begin", func(c *fiber.Ctx, _ app.Actor) error {
		if owned, err := s.hasOwner(c.UserContext()); err != nil || !owned {
			return redirect(c, "/setup", err)
		}
		return redirect(c, "/inbox", nil)
	})
}

// page shows the UI; until there is an owner every page leads to setup, and
// when the setup is finished there is no such page any more.
func (s *Server) page(c *fiber.Ctx, _ app.Actor) error {
	owned, err := s.hasOwner(c.UserContext())
	if err != nil {
		return err
	}
	if owned && c.Path() == "/setup" {
		state, err := s.desk.SetupState(c.UserContext())
		if err != nil {
			return err
		}
		if state.Finished {
			c.Request().Header.Del(fiber.HeaderIfNoneMatch)
			c.Status(http.StatusNotFound)
		}
	}
	if !owned && c.Path() != "/setup" {
		return redirect(c, "/setup", nil)
	}
	return s.sendAsset(c, "/index.html")
}

// redirect sends a browser to one of our own paths, and to no other.
func redirect(c *fiber.Ctx, to string, err error) error {
	if err != nil {
		return err
	}
	c.Set(fiber.HeaderLocation, to)
	return c.SendStatus(http.StatusFound)
}

func (s *Server) sendAsset(c *fiber.Ctx, name string) error {
	f := s.assets[name]
	c.Set(fiber.HeaderContentType, f.kind)
	c.Vary(fiber.HeaderAcceptEncoding)
	c.Set(fiber.HeaderCacheControl, "no-cache")
	if f.immutable {
		c.Set(fiber.HeaderCacheControl, "public, max-age=31536000, immutable")
	}
	body, etag := f.plain, f.etag
	if coding := f.coding(c.Get(fiber.HeaderAcceptEncoding)); coding != "" {
		c.Set(fiber.HeaderContentEncoding, coding)
		body, etag = f.packed[coding], strings.TrimSuffix(f.etag, `"`)+"-"+coding+`"`
	}
	c.Set(fiber.HeaderETag, etag)
	if strings.Contains(c.Get(fiber.HeaderIfNoneMatch), etag) {
		return c.SendStatus(http.StatusNotModified)
	}
	return c.Send(body)
}

// coding chooses the smallest form that the client says it can read.
func (f asset) coding(accept string) string {
	for _, coding := range []string{"br", "gzip"} {
		for offer := range strings.SplitSeq(accept, ",") {
			name, quality, _ := strings.Cut(strings.TrimSpace(offer), ";")
			if _, ok := f.packed[coding]; ok && name == coding && strings.ReplaceAll(quality, " ", "") != "q=0" {
				return coding
			}
		}
	}
	return ""
}
