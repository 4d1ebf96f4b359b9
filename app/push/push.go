// Package push sends notices to browsers (Web Push, RFC 8030 and 8291). It knows
// the push services' language, and nothing of what a notice says or who gets it.
package push

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"syscall"
	"time"

	webpush "github.com/SherClockHolmes/webpush-go"
)

// Key is what notices are signed with (VAPID, RFC 8292). Browsers are told the
// public half when they ask for notices, and take none that another key signed.
type Key struct{ Public, Private string }

// NewKey makes a key.
func NewKey() (Key, error) {
	private, public, err := webpush.GenerateVAPIDKeys()
	return Key{public, private}, err
}

// Device is where one browser wants its notices sent, and how only it can read
// them.
type Device struct{ Endpoint, P256dh, Auth string }

// Notice is one message for one device. Of those with the same Topic that have
// not reached the device yet only the newest is kept.
type Notice struct {
	Body   []byte // JSON, at most 3,000 bytes
	Topic  string // up to 32 letters and digits
	Keep   time.Duration
	Urgent bool
}

// ErrGone says that the device wants no notices any more.
var ErrGone = errors.New("the device has unsubscribed")

// Service sends notices that a key has signed.
type Service struct {
	Key     Key
	Contact string       // whom a push service can ask about us: https://… or an address
	Client  *http.Client // NewClient's, but for tests
}

// Refusal is what came of a notice that was not taken. Final says that trying
// again is of no use.
type Refusal struct {
	Answer string
	Final  bool
}

// Error returns the answer.
func (r *Refusal) Error() string { return r.Answer }

// Send hands one notice to the device's push service and returns its answer.
// Any error is ErrGone or a *Refusal.
func (s *Service) Send(ctx context.Context, to Device, n Notice) (answer string, err error) {
	if err := CheckEndpoint(to.Endpoint); err != nil {
		return "", &Refusal{Answer: err.Error(), Final: true}
	}
	urgency := webpush.UrgencyNormal
	if n.Urgent {
		urgency = webpush.UrgencyHigh
	}
	res, err := webpush.SendNotificationWithContext(ctx, n.Body,
		&webpush.Subscription{Endpoint: to.Endpoint, Keys: webpush.Keys{P256dh: to.P256dh, Auth: to.Auth}},
		&webpush.Options{HTTPClient: s.Client, Subscriber: s.Contact, Topic: n.Topic, TTL: int(n.Keep.Seconds()), Urgency: urgency,
			VAPIDPublicKey: s.Key.Public, VAPIDPrivateKey: s.Key.Private})
	if err != nil {
		return "", &Refusal{Answer: worded(err)}
	}
	defer res.Body.Close()
	_, _ = io.Copy(io.Discard, io.LimitReader(res.Body, 64<<10)) // what it says is nobody's business here
	switch {
	case res.StatusCode < 300:
		return res.Status, nil
	case res.StatusCode == http.StatusNotFound || res.StatusCode == http.StatusGone:
		return res.Status, ErrGone
	default:
		retry := res.StatusCode == http.StatusTooManyRequests || res.StatusCode >= 500
		return "", &Refusal{Answer: res.Status, Final: !retry}
	}
}

// worded leaves the address out of an error: it is a secret of the device.
func worded(err error) string {
	if e, ok := errors.AsType[*url.Error](err); ok {
		return e.Err.Error()
	}
	return err.Error()
}

// CheckEndpoint refuses an address that no push service has.
func CheckEndpoint(endpoint string) error {
	u, err := url.Parse(endpoint)
	if err != nil || u.Scheme != "https" || u.Hostname() == "" || u.User != nil || u.Fragment != "" || len(endpoint) > 1000 {
		return errors.New("the address of a push service begins with https")
	}
	return nil
}

// NewClient returns a client that reaches public addresses on the port of HTTPS
// only, whatever a name resolves to, and follows nobody elsewhere.
func NewClient() *http.Client {
	dialer := net.Dialer{Timeout: 5 * time.Second, Control: func(_, address string, _ syscall.RawConn) error { return guard(address) }}
	return &http.Client{
		Timeout:       10 * time.Second,
		Transport:     &http.Transport{DialContext: dialer.DialContext, MaxIdleConnsPerHost: 4, IdleConnTimeout: time.Minute, ForceAttemptHTTP2: true},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
}

// guard looks at the address that a connection is about to be made to.
func guard(address string) error {
	at, err := netip.ParseAddrPort(address)
	if err != nil {
		return fmt.Errorf("%q is no address", address)
	}
	if !Public(at.Addr()) || at.Port() != 443 {
		return errors.New("push services are on public addresses, port 443")
	}
	return nil
}

// Public reports whether an address is one of the whole internet, and not of
// this machine, its network, or a way around to them.
func Public(a netip.Addr) bool {
	a = a.Unmap().WithZone("")
	for _, p := range private {
		if p.Contains(a) {
			return false
		}
	}
	return a.IsGlobalUnicast() && !a.IsPrivate()
}

// private are the blocks that no public service has (IANA special-purpose
// registries), besides those that netip knows.
var private = func() (list []netip.Prefix) {
	for _, p := range []string{"0.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "192.0.0.0/24", "192.0.2.0/24",
		"192.88.99.0/24", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/3",
		"::/96", "64:ff9b::/96", "64:ff9b:1::/48", "100::/64", "2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20", "5f00::/16", "fc00::/7", "fe80::/10", "fec0::/10", "ff00::/8"} {
		list = append(list, netip.MustParsePrefix(p))
	}
	return list
}()
