package main

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/letsencrypt/challtestsrv"
	"github.com/letsencrypt/pebble/v2/ca"
	pebble "github.com/letsencrypt/pebble/v2/db"
	"github.com/letsencrypt/pebble/v2/va"
	"github.com/letsencrypt/pebble/v2/wfe"
)

// authority is an ACME authority in this process, Let's Encrypt's own for tests:
// it looks names up where every name is this machine, and tests them as the real
// one does.
type authority struct {
	url, trust string // its directory, and a file with the certificate of its web server
	roots      *x509.CertPool
}

func newAuthority(t *testing.T, dir, httpPort, tlsPort string) authority {
	t.Helper()
	dns := "127.0.0.1:" + freePort(t)
	names, err := challtestsrv.New(challtestsrv.Config{DNSAddrs: []string{dns}, Log: log.New(io.Discard, "", 0)})
	if err != nil {
		t.Fatal(err)
	}
	names.SetDefaultDNSIPv4("127.0.0.1")
	names.SetDefaultDNSIPv6("")
	go names.Run()
	t.Cleanup(names.Shutdown)

	quiet := log.New(io.Discard, "", 0)
	store := pebble.NewMemoryStore()
	signer := ca.New(quiet, store, "", "ecdsa", 0, 1, map[string]ca.Profile{"default": {Description: "the only one"}})
	http1, _ := strconv.Atoi(httpPort)
	tls1, _ := strconv.Atoi(tlsPort)
	tests := va.New(quiet, http1, tls1, false, dns, store)
	front := wfe.New(quiet, store, tests, signer, []string{"authority.test"}, false, false, 1, 1)
	server := httptest.NewTLSServer(front.Handler())
	t.Cleanup(server.Close)

	a := authority{url: server.URL + wfe.DirectoryPath, trust: filepath.Join(dir, "authority.pem"), roots: x509.NewCertPool()}
	write(t, a.trust, string(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: server.Certificate().Raw})))
	a.roots.AppendCertsFromPEM(signer.GetRootCert(0).PEM())
	return a
}

// With TLS_DOMAIN the desk gets a certificate by itself, speaks HTTPS under that
// name only, leads plain HTTP there, and keeps the certificate for the next start.
func TestTheDeskGetsItsOwnCertificate(t *testing.T) {
	t.Parallel()
	const name = "desk.school.test"
	dir, port, plain := dataDir(t), freePort(t), freePort(t)
	a := newAuthority(t, dir, plain, port)
	env := []string{"DATA_DIR=" + dir, "HOST=127.0.0.1", "PORT=" + port, "TLS_DOMAIN=" + name, "TLS_HTTP_PORT=" + plain,
		"TLS_EMAIL=desk@school.test", "TLS_DIRECTORY=" + a.url, "SSL_CERT_FILE=" + a.trust, "WATCHDOG_USEC=200000", "NOTIFY_SOCKET=" + dir + "/none",
		"OWNER_EMAIL=asha@school.test", "OWNER_PASSWORD=a kite over the hill"}
	p := launch(t, env...).ready()
	if p.url != "https://"+name+":"+port {
		t.Errorf("it says it is at %s", p.url)
	}
	to := func(port string) func(context.Context, string, string) (net.Conn, error) {
		return func(ctx context.Context, _, _ string) (net.Conn, error) {
			return new(net.Dialer).DialContext(ctx, "tcp", "127.0.0.1:"+port)
		}
	}
	client := &http.Client{Timeout: 20 * time.Second, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
		Transport: &http.Transport{DialContext: to(port), DisableKeepAlives: true, TLSClientConfig: &tls.Config{RootCAs: a.roots}}}
	var serial string
	eventually(t, "the certificate is there", func() bool {
		res, err := client.Get("https://" + name + "/readyz") //nolint:noctx // it has a timeout
		if err != nil {
			return false
		}
		defer res.Body.Close()
		serial = res.TLS.PeerCertificates[0].SerialNumber.String()
		return res.StatusCode == http.StatusOK && res.Header.Get("Strict-Transport-Security") != ""
	})
	signInIsBoundToTheName(t, client, "https://"+name)
	if _, err := client.Get("https://other.school.test/livez"); err == nil { //nolint:noctx // likewise
		t.Error("another name is served, too")
	}
	client.Transport.(*http.Transport).DialContext = to(plain)
	for method, want := range map[string]string{http.MethodGet: "301 https://" + name + ":" + port + "/inbox?a=b", http.MethodPost: "400 "} {
		req, _ := http.NewRequestWithContext(t.Context(), method, "http://whatever.test/inbox?a=b", nil)
		res, err := client.Do(req)
		if err != nil {
			t.Fatal(err)
		}
		_ = res.Body.Close()
		if got := fmt.Sprintf("%d %s", res.StatusCode, res.Header.Get("Location")); got != want {
			t.Errorf("%s over plain HTTP: %s", method, got)
		}
	}
	kept, err := filepath.Glob(filepath.Join(dir, "tls", "*"))
	if err != nil || len(kept) < 2 {
		t.Errorf("kept: %v %v", kept, err)
	}
	for _, file := range kept {
		if info, err := os.Stat(file); err != nil || info.Mode().Perm() != 0o600 {
			t.Errorf("%s: %v %v", file, info.Mode(), err)
		}
	}
	if strings.Contains(p.errs.String(), "does not answer itself") {
		t.Errorf("the watchdog barks:\n%s", p.errs)
	}
	_ = p.cmd.Process.Signal(syscall.SIGTERM)
	if code := p.end(20 * time.Second); code != 0 {
		t.Errorf("SIGTERM ends with %d:\n%s", code, p.errs)
	}
	launch(t, append(env, "TLS_DIRECTORY=https://127.0.0.1:1/gone")...).ready()
	client.Transport.(*http.Transport).DialContext = to(port)
	res, err := client.Get("https://" + name + "/livez") //nolint:noctx // likewise
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	if got := res.TLS.PeerCertificates[0].SerialNumber.String(); got != serial {
		t.Error("the second start has another certificate")
	}
}

// signInIsBoundToTheName signs in and looks at the cookie.
func signInIsBoundToTheName(t *testing.T, client *http.Client, url string) {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, url+"/api/session",
		strings.NewReader(`{"email":"asha@school.test","password":"a kite over the hill"}`))
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Content-Type", "application/json")
	res, err := client.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	cookie := res.Header.Get("Set-Cookie")
	if res.StatusCode != http.StatusOK || !strings.HasPrefix(cookie, "__Host-sid=") || !strings.Contains(cookie, "; Secure") {
		t.Errorf("sign in: %d %s", res.StatusCode, cookie)
	}
}
