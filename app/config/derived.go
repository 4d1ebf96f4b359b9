package config

import (
	"net"
	"net/netip"
	"net/url"
	"strconv"
	"strings"
)

// Loopback reports whether only programs on this machine can reach the server:
// it listens on a loopback address and no proxy or public address is named.
func (c Config) Loopback() bool {
	if len(c.TrustedProxies) > 0 || !isLoopback(c.Host) {
		return false
	}
	if c.BaseURL == "" {
		return true
	}
	u, err := url.Parse(c.BaseURL)
	return err == nil && isLoopback(u.Hostname())
}

func isLoopback(host string) bool {
	if host == "localhost" {
		return true
	}
	a, err := netip.ParseAddr(strings.Trim(host, "[]"))
	return err == nil && a.Unmap().IsLoopback()
}

// Hosts are the names under which people reach a desk that listens on a loopback
// address; none when it listens elsewhere or a proxy in front has a name that we
// were not told, for then any name may be meant for it.
func (c Config) Hosts() []string {
	u, err := url.Parse(c.BaseURL)
	switch {
	case err != nil || !isLoopback(c.Host) || c.BaseURL == "" && len(c.TrustedProxies) > 0:
		return nil
	case c.BaseURL == "":
		return []string{"localhost"}
	}
	return []string{"localhost", strings.ToLower(strings.TrimSuffix(u.Hostname(), "."))}
}

// OpenRegistration reports whether anybody may make an account.
func (c Config) OpenRegistration() bool {
	return c.Registration == "open" || c.Registration == "" && c.Loopback()
}

// Secure reports whether people come over HTTPS.
func (c Config) Secure() bool { return strings.HasPrefix(c.BaseURL, "https://") }

// Listen is the address to listen on.
func (c Config) Listen() string {
	return net.JoinHostPort(strings.Trim(c.Host, "[]"), strconv.Itoa(c.Port))
}

// JSONLog reports whether log lines are JSON.
func (c Config) JSONLog() bool {
	return c.LogFormat == "json" || c.LogFormat == "" && c.Mode == "production"
}

// External reports whether the operator named a database.
func (c Config) External() bool { return c.DatabaseURL != "" || c.DBHost != "" || c.DBName != "" }

// DatabaseKnob names the variable that says where the database is.
func (c Config) DatabaseKnob() string {
	if c.DatabaseURL != "" {
		return "DATABASE_URL"
	}
	return "DB_HOST"
}

// DSN is the address of the operator's database, with what it leaves out about
// encryption filled in: none on this machine, verified on others.
func (c Config) DSN() string {
	u, _ := url.Parse(c.dsn()) // checked by Load
	q := u.Query()
	if u.Scheme != "unix" && q.Get("sslmode") == "" && !strings.HasPrefix(q.Get("host"), "/") {
		switch {
		case isLoopback(u.Hostname()), c.DBTLS == "insecure-i-know":
			q.Set("sslmode", "disable")
		default:
			q.Set("sslmode", "verify-full")
		}
		u.RawQuery = q.Encode()
	}
	return u.String()
}

// OwnerDSN is the address for changes of the schema: DSN unless another user
// owns the tables.
func (c Config) OwnerDSN() string {
	if c.DBOwnerUser == "" {
		return c.DSN()
	}
	u, _ := url.Parse(c.DSN())
	u.User = url.UserPassword(c.DBOwnerUser, c.DBOwnerPass)
	return u.String()
}

// DeskRole is the user that the desk works as and that user's password.
func (c Config) DeskRole() (name, password string) {
	u, _ := url.Parse(c.DSN())
	password, _ = u.User.Password()
	return u.User.Username(), password
}

func (c Config) dsn() string {
	if c.DatabaseURL != "" {
		return c.DatabaseURL
	}
	host := c.DBHost
	if host == "" {
		host = "localhost"
	}
	u := url.URL{Scheme: "postgres", Host: net.JoinHostPort(host, strconv.Itoa(c.DBPort)), Path: "/" + c.DBName,
		User: url.UserPassword(c.DBUser, c.DBPassword)}
	return u.String()
}

func (c Config) checkDatabase() error {
	if !c.External() {
		return nil
	}
	knob := c.DatabaseKnob()
	u, err := url.Parse(c.dsn())
	if err != nil || u.Scheme != "postgres" && u.Scheme != "postgresql" && u.Scheme != "unix" {
		return wrong("%s is not an address of the form postgres://user:password@host:5432/name.", knob)
	}
	if c.DBOwnerUser != "" && c.DBOwnerUser == u.User.Username() {
		return wrong("DB_OWNER_USER is the user of %s itself: name another user there, which the desk is to work as.", knob)
	}
	if u.Scheme == "unix" || strings.HasPrefix(u.Query().Get("host"), "/") || isLoopback(u.Hostname()) || c.DBTLS == "insecure-i-know" {
		return nil
	}
	if mode := u.Query().Get("sslmode"); mode != "" && mode != "verify-full" {
		return wrong("%s asks for sslmode=%s, with which a database on another machine need not prove who it is: "+
			"use sslmode=verify-full, or set DB_TLS=insecure-i-know if the network between is yours alone.", knob, mode)
	}
	return nil
}
