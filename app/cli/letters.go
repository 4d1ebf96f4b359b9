package cli

import (
	"cmp"
	"context"
	"errors"
	"log/slog"
	"net"
	"strings"

	"firstbell/app"
	"firstbell/app/config"
	"firstbell/app/push"
	"firstbell/app/seal"
)

// equip gives the desk what it sends mails and notices with, and says what it
// cannot do.
func equip(ctx context.Context, c config.Config, desk *app.Desk, ln net.Listener, log *slog.Logger) error {
	desk.Rules.Address = strings.TrimSuffix(cmp.Or(c.BaseURL, reachable(c, ln.Addr().String())[0]), "/")
	if server := c.Mail(); server != nil {
		desk.Mail = server
		desk.Rules.MailServer = app.MailServer{Address: c.MailAddress(), From: c.SMTPFrom, Private: c.MailPrivate()}
		log.InfoContext(ctx, "mails go out", "by", c.MailAddress(), "connection", c.MailPrivate())
	} else {
		log.InfoContext(ctx, "no mails go out: SMTP_HOST is not set")
	}
	key, err := app.OpenPushKey(ctx, desk.Store, desk.Sealer)
	if errors.Is(err, seal.ErrKey) || errors.Is(err, seal.ErrBroken) {
		log.WarnContext(ctx, "no notices go out: the key that signs them was sealed under another instance key")
		return nil
	}
	if err != nil {
		return err
	}
	contact := cmp.Or(c.SMTPFrom, "desk@"+hostOf(desk.Rules.Address))
	if c.Secure() {
		contact = desk.Rules.Address
	}
	desk.Push = &push.Service{Key: key, Contact: contact, Client: push.NewClient()}
	return nil
}

func hostOf(address string) string {
	_, host, _ := strings.Cut(address, "://")
	name, _, err := net.SplitHostPort(host)
	if err != nil {
		return host
	}
	return name
}

// runOutbox sends letters until ctx ends, and says what goes wrong with them; the
// server's answers are in the log of the settings, where personal data may be.
func runOutbox(ctx context.Context, desk *app.Desk, log *slog.Logger) {
	desk.RunOutbox(ctx, func(err error) { log.ErrorContext(ctx, "the outbox", "error", err.Error()) })
}
