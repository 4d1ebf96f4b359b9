package config

import (
	"net"
	"strconv"
	"strings"

	"firstbell/app/mail"
)

// checkMail looks at the settings of the mail server. A password goes over an
// encrypted connection only.
func (c *Config) checkMail() error {
	if c.SMTPHost == "" {
		if c.SMTPFrom != "" || c.SMTPUser != "" || c.SMTPPassword != "" {
			return wrong("SMTP_HOST is not set, but other SMTP settings are: set it, or unset them.")
		}
		return nil
	}
	if strings.ContainsAny(c.SMTPHost, ":/ ") && net.ParseIP(c.SMTPHost) == nil {
		return wrong("SMTP_HOST is %q, but must be a name such as smtp.example.org; the port goes into SMTP_PORT.", c.SMTPHost)
	}
	if !mail.Plain(c.SMTPFrom) {
		return wrong("SMTP_FROM is %q, but must be an address such as desk@school.example.", c.SMTPFrom)
	}
	if (c.SMTPUser == "") != (c.SMTPPassword == "") {
		return wrong("SMTP_USER and SMTP_PASSWORD belong together: set both or neither.")
	}
	if c.SMTPUser != "" && c.SMTPTLS == string(mail.None) {
		return wrong("SMTP_TLS is none, but SMTP_PASSWORD must not go out in the clear: set SMTP_TLS to starttls or tls.")
	}
	if c.SMTPPort < 0 || c.SMTPPort > 65535 {
		return wrong("SMTP_PORT is %d, but must be between 1 and 65535.", c.SMTPPort)
	}
	if c.SMTPPort == 0 {
		c.SMTPPort = map[string]int{"starttls": 587, "tls": 465, "none": 25}[c.SMTPTLS]
	}
	return nil
}

// Mail is the mail server; nil when there is none.
func (c Config) Mail() *mail.Server {
	if c.SMTPHost == "" {
		return nil
	}
	return &mail.Server{Host: c.SMTPHost, Port: c.SMTPPort, User: c.SMTPUser, Password: c.SMTPPassword,
		From: c.SMTPFrom, Encryption: mail.Encryption(c.SMTPTLS), Patience: mail.Patience}
}

// MailAddress is the mail server's address and port.
func (c Config) MailAddress() string { return net.JoinHostPort(c.SMTPHost, strconv.Itoa(c.SMTPPort)) }

// MailPrivate says in words how the way to the mail server is kept private.
func (c Config) MailPrivate() string {
	switch mail.Encryption(c.SMTPTLS) {
	case mail.TLS:
		return "encrypted from the first byte (tls)"
	case mail.None:
		return "not encrypted (none)"
	default:
		return "encrypted after a greeting (starttls)"
	}
}
