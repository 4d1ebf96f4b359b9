package db

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"strings"
	"time"

	"github.com/uptrace/bun/driver/pgdriver"
)

// oldestServer is the oldest major version of PostgreSQL that our SQL runs on.
const oldestServer = 15

// ConnectError says in one sentence why a database cannot be used. The
// sentence begins in lower case, for the name of a setting to stand before it.
type ConnectError struct{ Message string }

// Error returns the sentence.
func (e *ConnectError) Error() string { return e.Message }

// WaitUntilReady returns when the database answers and is new enough. It waits
// up to patience for one that is still starting or cannot be reached yet, and
// returns a *ConnectError otherwise.
func (s Store) WaitUntilReady(ctx context.Context, patience time.Duration) error {
	until := time.Now().Add(patience)
	for {
		var version int
		err := s.idb.NewRaw("SELECT current_setting('server_version_num')::int").Scan(ctx, &version)
		switch {
		case err == nil && version/10000 < oldestServer:
			return &ConnectError{fmt.Sprintf("names a PostgreSQL %d, which is too old: use version %d or newer", version/10000, oldestServer)}
		case err == nil:
			return nil
		case !worthWaiting(err) || time.Now().After(until):
			return describe(err)
		}
		select {
		case <-ctx.Done():
			return describe(err)
		case <-time.After(200 * time.Millisecond):
		}
	}
}

func worthWaiting(err error) bool {
	if pg, ok := errors.AsType[pgdriver.Error](err); ok {
		return pg.Field('C') == "57P03" // cannot_connect_now: it is starting
	}
	_, isNet := errors.AsType[*net.OpError](err)
	return isNet
}

func describe(err error) error {
	if pg, ok := errors.AsType[pgdriver.Error](err); ok {
		switch pg.Field('C') {
		case "28P01", "28000":
			return &ConnectError{"is refused by PostgreSQL: the user name or the password is wrong"}
		case "3D000":
			return &ConnectError{"names a database that does not exist: create it first (createdb) or correct the name"}
		}
		return &ConnectError{"does not work: PostgreSQL says " + pg.Field('M')}
	}
	if _, ok := errors.AsType[*tls.CertificateVerificationError](err); ok {
		return &ConnectError{"leads to a server that does not prove who it is: give it a certificate for that name, " +
			"name the authority behind it with sslrootcert=FILE, or set DB_TLS=insecure-i-know if the network between is yours alone"}
	}
	if strings.Contains(err.Error(), "SSL is not enabled") { // the driver has no type for it
		return &ConnectError{"leads to a server that offers no encryption: switch it on there, " +
			"or set DB_TLS=insecure-i-know if the network between is yours alone"}
	}
	if dns, ok := errors.AsType[*net.DNSError](err); ok { // within an OpError that leads nowhere
		return &ConnectError{fmt.Sprintf("names the host %q, which is not known: check its spelling", dns.Name)}
	}
	if op, ok := errors.AsType[*net.OpError](err); ok {
		return &ConnectError{fmt.Sprintf("leads to %v, where nothing answers: is PostgreSQL running there, and are host and port right", op.Addr)}
	}
	return &ConnectError{fmt.Sprintf("does not work: %v", err)}
}
