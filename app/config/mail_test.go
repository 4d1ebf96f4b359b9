package config_test

import (
	"strings"
	"testing"

	"firstbell/app/config"
)

// A mail server is named whole or not at all, and no password goes to it in the
// clear.
func TestMailServer(t *testing.T) {
	t.Parallel()
	const whole = "SMTP_HOST=smtp.example.org SMTP_FROM=desk@school.example"
	for env, want := range map[string]string{
		"":                                     "",
		whole:                                  "",
		whole + " SMTP_TLS=none":               "",
		whole + " SMTP_USER=a SMTP_PASSWORD=b": "",
		whole + " SMTP_USER=a":                 "belong together",
		"SMTP_FROM=desk@school.example":        "SMTP_HOST is not set",
		"SMTP_HOST=smtp.example.org":           "SMTP_FROM",
		"SMTP_HOST=smtp.example.org:25 SMTP_FROM=desk@school.example":    "SMTP_PORT",
		"SMTP_HOST=smtp.example.org SMTP_FROM=Desk<desk@school.example>": "SMTP_FROM",
		whole + " SMTP_PORT=x":                               "whole number",
		whole + " SMTP_PORT=70000":                           "between 1 and 65535",
		whole + " SMTP_TLS=maybe":                            "starttls, tls or none",
		whole + " SMTP_TLS=none SMTP_USER=a SMTP_PASSWORD=b": "in the clear",
	} {
		_, err := config.Load(strings.Fields(env))
		if err != nil && !strings.Contains(err.Error(), want) || (err == nil) != (want == "") {
			t.Errorf("%q: %v, want %q", env, err, want)
		}
	}
	for way, port := range map[string]int{"starttls": 587, "tls": 465, "none": 25} {
		c, err := config.Load(strings.Fields(whole + " SMTP_TLS=" + way))
		if err != nil || c.Mail().Port != port || c.Mail().Encryption == "" {
			t.Errorf("%s: %v %+v", way, err, c.Mail())
		}
	}
	if c, err := config.Load(nil); err != nil || c.Mail() != nil {
		t.Errorf("no mail server: %v %+v", err, c.Mail())
	}
}
