package config

import (
	"errors"
	"net"
	"net/mail"
	"net/url"
	"regexp"
	"strconv"
	"strings"
)

func orElse(vars map[string]string, name, value string) {
	if vars[name] == "" {
		vars[name] = value
	}
}

var domainName = regexp.MustCompile(`^([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)+[a-z0-9-]*[a-z][a-z0-9-]*$`)

// checkTLS checks what belongs to our own HTTPS, and takes the address that
// people use from it unless it is set.
func (c *Config) checkTLS() error {
	if c.TLSDomain == "" {
		return nil
	}
	c.TLSDomain = strings.ToLower(strings.TrimSuffix(c.TLSDomain, "."))
	if !domainName.MatchString(c.TLSDomain) {
		return wrong("TLS_DOMAIN is %q, but must be one name such as desk.school.example.", c.TLSDomain)
	}
	if _, err := mail.ParseAddress(c.TLSEmail); c.TLSEmail != "" && err != nil {
		return wrong("TLS_EMAIL is %q, but must be an e-mail address.", c.TLSEmail)
	}
	if u, err := url.Parse(c.TLSDirectory); err != nil || u.Scheme != "https" || u.Host == "" {
		return wrong("TLS_DIRECTORY is %q, but must be an address that begins with https.", c.TLSDirectory)
	}
	if c.TLSHTTPPort < 0 || c.TLSHTTPPort > 65535 || c.TLSHTTPPort == c.Port && c.Port != 0 {
		return wrong("TLS_HTTP_PORT is %d, but must be between 1 and 65535 and not PORT.", c.TLSHTTPPort)
	}
	if c.BaseURL == "" {
		c.BaseURL = "https://" + c.TLSDomain
		if c.Port != 443 {
			c.BaseURL = "https://" + net.JoinHostPort(c.TLSDomain, strconv.Itoa(c.Port))
		}
	}
	if !c.Secure() {
		return wrong("BASE_URL is %q, but with TLS_DOMAIN it must begin with https.", c.BaseURL)
	}
	return nil
}

// HTTPListen is the address beside Listen where plain HTTP comes in.
func (c Config) HTTPListen() string {
	return net.JoinHostPort(strings.Trim(c.Host, "[]"), strconv.Itoa(c.TLSHTTPPort))
}

var errSize = errors.New("no size")

// parseSize reads a number of bytes, with KB, MB or GB (of 1024 each) behind it.
func parseSize(s string) (int64, error) {
	s = strings.ToUpper(strings.TrimSpace(s))
	unit := int64(1)
	for ending, size := range map[string]int64{"KB": 1 << 10, "MB": 1 << 20, "GB": 1 << 30} {
		if rest, ok := strings.CutSuffix(s, ending); ok {
			s, unit = strings.TrimSpace(rest), size
			break
		}
	}
	n, err := strconv.ParseInt(s, 10, 64)
	if err != nil || n < 0 || n > 1<<33 {
		return 0, errSize
	}
	return n * unit, nil
}
