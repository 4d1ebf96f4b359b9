package cli

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"net/http"
	"strconv"

	"firstbell/app/config"
)

// ownAddress is where this machine reaches the desk that c describes.
func ownAddress(c config.Config) string {
	host := c.Host
	if host == "" || host == "0.0.0.0" || host == "::" {
		host = "127.0.0.1"
	}
	return net.JoinHostPort(host, strconv.Itoa(c.Port))
}

// askSelf asks the desk at addr for a path and returns the status of its answer.
// Over HTTPS it does not look at the certificate: that is for others to trust.
func askSelf(ctx context.Context, c config.Config, addr, path string) (string, error) {
	url := "http://" + addr + path
	transport := &http.Transport{DisableKeepAlives: true}
	if c.TLSDomain != "" {
		url = "https://" + net.JoinHostPort(c.TLSDomain, strconv.Itoa(c.Port)) + path
		transport.TLSClientConfig = &tls.Config{ServerName: c.TLSDomain, InsecureSkipVerify: true} //nolint:gosec // it is ourselves
		transport.DialContext = func(ctx context.Context, _, _ string) (net.Conn, error) {
			return new(net.Dialer).DialContext(ctx, "tcp", addr)
		}
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		return "", err
	}
	res, err := (&http.Client{Transport: transport}).Do(req)
	if err != nil {
		return "", fmt.Errorf("nothing answers at %s", addr)
	}
	defer res.Body.Close()
	if res.StatusCode != http.StatusOK {
		return "", fmt.Errorf("%s answers %s", addr+path, res.Status)
	}
	return res.Status, nil
}

// aliveAt asks the desk itself, through its own door, whether it is alive. With
// HTTPS it is enough that the door answers a greeting, even by refusing it: to
// ask for the desk's own name could make it order a certificate.
func aliveAt(c config.Config, addr string) func(context.Context) error {
	return func(ctx context.Context) error {
		if c.TLSDomain == "" {
			_, err := askSelf(ctx, c, addr, "/livez")
			return err
		}
		d := tls.Dialer{Config: &tls.Config{ServerName: "localhost", InsecureSkipVerify: true}} //nolint:gosec // nothing is sent
		conn, err := d.DialContext(ctx, "tcp", addr)
		if err == nil {
			return conn.Close()
		}
		if _, refused := errors.AsType[tls.AlertError](err); refused {
			return nil
		}
		if op, ok := errors.AsType[*net.OpError](err); ok && op.Op == "remote error" { // an alert
			return nil
		}
		return err
	}
}
