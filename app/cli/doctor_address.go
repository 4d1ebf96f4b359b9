package cli

import (
	"cmp"
	"context"
	"crypto/tls"
	"fmt"
	"net"
	"net/netip"
	"net/url"
	"time"

	"firstbell/app/config"
)

func addressProbe(_ context.Context, p *patient) []finding {
	return []finding{addressFinding(p.conf)}
}

func addressFinding(c config.Config) finding {
	switch {
	case c.Loopback():
		return finding{"address", well, "Only this machine reaches the desk, at " + reachable(c, c.Listen())[0] + ".", ""}
	case c.BaseURL == "":
		return finding{"address", bad, "Other machines reach the desk, and it does not know under which address.",
			"Set BASE_URL to the address that people use, or TLS_DOMAIN to have HTTPS made."}
	case !c.Secure():
		return finding{"address", bad, "People come over plain HTTP (" + c.BaseURL + "): passwords cross the network readable.",
			"Set TLS_DOMAIN, or put a proxy with HTTPS in front and write https in BASE_URL."}
	}
	return finding{"address", well, "People come over HTTPS, at " + c.BaseURL + ".", ""}
}

// certificatePatience bounds the call at the desk's own address.
const certificatePatience = 4 * time.Second

func certificateProbe(ctx context.Context, p *patient) []finding {
	if !p.conf.Secure() {
		return nil
	}
	u, err := url.Parse(p.conf.BaseURL)
	if err != nil {
		return nil // config.Load has checked it
	}
	ctx, cancel := context.WithTimeout(ctx, certificatePatience)
	defer cancel()
	conn, err := (&tls.Dialer{}).DialContext(ctx, "tcp", net.JoinHostPort(u.Hostname(), cmp.Or(u.Port(), "443")))
	if err != nil {
		return []finding{certificateFinding(u.Host, time.Time{}, p.now(), err)}
	}
	defer conn.Close()
	return []finding{certificateFinding(u.Host, conn.(*tls.Conn).ConnectionState().PeerCertificates[0].NotAfter, p.now(), nil)}
}

// certificateFinding judges what a call at the desk's address has shown: until
// when its certificate is good, or why there was none.
func certificateFinding(host string, until, now time.Time, err error) finding {
	days := int(until.Sub(now).Hours() / 24)
	if verdict, ok := err.(*tls.CertificateVerificationError); ok { //nolint:errorlint // as crypto/tls returns it
		return finding{"certificate", bad, fmt.Sprintf("Browsers refuse the certificate of %s: %v.", host, verdict.Err),
			"Renew it where HTTPS ends. With TLS_DOMAIN the desk does so itself: look into its log."}
	}
	switch {
	case err != nil:
		return finding{"certificate", look, host + " does not answer from here.", "Does the name lead to this machine, and does the firewall let port 443 in? Some networks cannot reach themselves: try from elsewhere."}
	case days < 14:
		return finding{"certificate", bad, fmt.Sprintf("The certificate of %s ends in %d days.", host, days), "Renew it. With TLS_DOMAIN the desk should have: look into its log, and whether ports 80 and 443 are open."}
	}
	return finding{"certificate", well, fmt.Sprintf("The certificate of %s is good for %d days.", host, days), ""}
}

func proxyProbe(_ context.Context, p *patient) []finding { return []finding{proxyFinding(p.conf)} }

func proxyFinding(c config.Config) finding {
	for _, net := range c.Proxies {
		if net.Bits() == 0 || net.Addr().Is4() && net.Bits() < 8 || everyone(net) {
			return finding{"proxy", bad, "TRUSTED_PROXIES holds " + net.String() + ": anybody may claim to come from anywhere, and rate limits stop nobody.",
				"Name the address of your proxy alone, such as 127.0.0.1."}
		}
	}
	behind := c.BaseURL != "" && !c.Loopback() && c.TLSDomain == ""
	switch {
	case behind && len(c.Proxies) == 0 && isLocal(c.Host):
		return finding{"proxy", bad, "A proxy stands in front, and the desk does not believe whom it names: all visitors look like one, and rate limits stop everybody at once.",
			"Set TRUSTED_PROXIES to the proxy's address (127.0.0.1 when it runs here), and let it set X-Forwarded-For."}
	case behind && len(c.Proxies) == 0:
		return finding{"proxy", look, "BASE_URL is set and TRUSTED_PROXIES is not.", "If a proxy stands in front, set TRUSTED_PROXIES to its address; without one all is well."}
	case len(c.Proxies) > 0 && c.BaseURL == "":
		return finding{"proxy", look, "TRUSTED_PROXIES is set and BASE_URL is not: the desk takes every name.", "Set BASE_URL to the address that people use."}
	}
	return finding{"proxy", well, "Forwarded addresses are believed as the settings say.", ""}
}

func everyone(p netip.Prefix) bool { return p.Addr().Is6() && p.Bits() < 16 }

func isLocal(host string) bool {
	a, err := netip.ParseAddr(host)
	return host == "localhost" || err == nil && a.IsLoopback()
}
