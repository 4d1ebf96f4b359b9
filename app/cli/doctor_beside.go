package cli

import (
	"context"
	"fmt"
	"time"

	"firstbell/app"
	"firstbell/app/config"
	"firstbell/app/mail"
)

func backupProbe(_ context.Context, p *patient) []finding {
	if p.backups == nil {
		return nil // databaseProbe has said why
	}
	list := []finding{backupFinding(*p.backups, p.now())}
	if p.conf.BackupTo == "" {
		list = append(list, finding{"backup", look, "No copy of the backups leaves this machine.",
			"Set BACKUP_TO to another machine, and keep what firstbell backup key prints apart from both."})
	}
	return list
}

// backupFinding judges the backups by the newest one that was proven.
func backupFinding(h app.BackupHealth, now time.Time) finding {
	newest := "None was proven yet."
	if h.Proven != nil {
		newest = fmt.Sprintf("The newest proven one is %s old.", now.Sub(h.Proven.At).Round(time.Minute))
	}
	const cure = "Look at Settings, Backups, or into the desk's log, mend that, and ask for a backup there."
	switch h.Verdict {
	case app.BackupsFail:
		return finding{"backup", bad, "The last backup failed. " + newest, cure}
	case app.BackupsOld:
		return finding{"backup", bad, "No backup was proven for more than a day. " + newest, cure}
	case app.BackupsHere:
		return finding{"backup", bad, "The last backups did not get to BACKUP_TO. " + newest, cure}
	case app.BackupsOff:
		return finding{"backup", look, "No backup is made by itself (BACKUP_AT is off). " + newest, "Unset BACKUP_AT, unless something else makes backups."}
	}
	return finding{"backup", well, "Backups are made and proven. " + newest, ""}
}

func mailProbe(ctx context.Context, p *patient) []finding {
	return []finding{mailFinding(ctx, p.conf, p.conf.Mail())}
}

// mailPatience bounds the call at the mail server.
const mailPatience = 5 * time.Second

// mailFinding calls the mail server and signs in; it sends nothing.
func mailFinding(ctx context.Context, c config.Config, server *mail.Server) finding {
	if server == nil {
		return finding{"mail", well, "No mails go out: SMTP_HOST is not set.", ""}
	}
	ctx, cancel := context.WithTimeout(ctx, mailPatience)
	defer cancel()
	if err := server.Greet(ctx); err != nil {
		return finding{"mail", bad, "The mail server " + c.MailAddress() + " does not take mails from here.",
			"It says: " + err.Error() + ". Check SMTP_HOST, SMTP_PORT, SMTP_TLS, SMTP_USER and SMTP_PASSWORD."}
	}
	return finding{"mail", well, "The mail server " + c.MailAddress() + " answers and lets the desk in.", ""}
}
