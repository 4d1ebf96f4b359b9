// Package certs gets the certificate for one name from an authority by ACME,
// keeps it in a folder and renews it. It knows TLS and nothing of the desk.
package certs

import (
	"context"
	"crypto/tls"
	"log/slog"
	"net"
	"net/http"
	"path/filepath"
	"time"

	"golang.org/x/crypto/acme"
	"golang.org/x/crypto/acme/autocert"
)

// Options say for what and from whom.
type Options struct {
	Domain    string // the one name
	Email     string // where the authority writes to; may be empty
	Directory string // the authority's ACME directory
	Dir       string // DATA_DIR: certificates and account are kept in tls below it, readable by us alone
	BaseURL   string // where plain HTTP leads to
	Log       *slog.Logger
}

// Source hands out the certificate.
type Source struct {
	o       Options
	manager *autocert.Manager
	plain   http.Handler
}

// New returns a source. It asks nobody yet.
func New(o Options) *Source {
	s := &Source{o: o, manager: &autocert.Manager{
		Prompt:     autocert.AcceptTOS,
		Cache:      autocert.DirCache(filepath.Join(o.Dir, "tls")),
		HostPolicy: autocert.HostWhitelist(o.Domain),
		Client:     &acme.Client{DirectoryURL: o.Directory},
		Email:      o.Email,
	}}
	s.plain = s.manager.HTTPHandler(http.HandlerFunc(s.leadToHTTPS))
	return s
}

// Listener speaks TLS on what ln lets in: to whoever asks for the name, and to
// the authority that tests whether it is ours.
func (s *Source) Listener(ln net.Listener) net.Listener {
	c := s.manager.TLSConfig()
	c.MinVersion = tls.VersionTLS12
	c.NextProtos = []string{"http/1.1", acme.ALPNProto}
	return tls.NewListener(ln, c)
}

// ServePlain answers plain HTTP from ln until ctx ends: questions of the
// authority, and everybody else is led to HTTPS.
func (s *Source) ServePlain(ctx context.Context, ln net.Listener) {
	server := &http.Server{Handler: s.plain, ReadTimeout: 8 * time.Second, MaxHeaderBytes: 16 << 10,
		ErrorLog: slog.NewLogLogger(slog.DiscardHandler, slog.LevelDebug)}
	stop := context.AfterFunc(ctx, func() { _ = server.Close() })
	defer stop()
	_ = server.Serve(ln) // ends with ctx
}

// leadToHTTPS leads to the desk's own address, whatever name was asked for. What
// a program has sent readably already is not asked for again.
func (s *Source) leadToHTTPS(w http.ResponseWriter, r *http.Request) {
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		http.Error(w, "Use "+s.o.BaseURL, http.StatusBadRequest)
		return
	}
	http.Redirect(w, r, s.o.BaseURL+r.URL.RequestURI(), http.StatusMovedPermanently)
}

// orderAgain is how soon a certificate that was refused is asked for again: an
// authority counts failures.
const orderAgain = time.Hour

// Order gets the certificate before anybody asks for it, so that the first
// visitor does not wait, and says in the log how that went. It returns when
// there is one, or ctx ends.
func (s *Source) Order(ctx context.Context) {
	hello := &tls.ClientHelloInfo{ServerName: s.o.Domain, SupportedVersions: []uint16{tls.VersionTLS13},
		CipherSuites:     []uint16{tls.TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256},
		SignatureSchemes: []tls.SignatureScheme{tls.ECDSAWithP256AndSHA256},
		SupportedCurves:  []tls.CurveID{tls.CurveP256}}
	for ctx.Err() == nil {
		cert, err := s.manager.GetCertificate(hello)
		if err == nil {
			s.o.Log.InfoContext(ctx, "the certificate is there", "domain", s.o.Domain, "until", cert.Leaf.NotAfter.Format(time.DateOnly))
			return
		}
		s.o.Log.ErrorContext(ctx, "no certificate: does the name lead to this machine, and can the internet reach ports 80 and 443 here?",
			"domain", s.o.Domain, "error", err.Error())
		select {
		case <-ctx.Done():
		case <-time.After(orderAgain):
		}
	}
}
