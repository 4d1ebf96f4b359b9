package config

import (
	"net/url"
	"path/filepath"
	"time"
)

// Backups is the folder that backups are in.
func (c Config) Backups() string {
	if c.BackupDir != "" {
		return c.BackupDir
	}
	return filepath.Join(c.DataDir, "backups")
}

func (c *Config) checkBackup() error {
	c.BackupMinute = -1
	if c.BackupAt != "off" {
		t, err := time.Parse("15:04", c.BackupAt)
		if err != nil {
			return wrong("BACKUP_AT is %q, but must be a time of the day such as 02:30, or off.", c.BackupAt)
		}
		c.BackupMinute = t.Hour()*60 + t.Minute()
	}
	if c.BackupKeep < 1 {
		return wrong("BACKUP_KEEP is %d, but must be a number of days, 1 or more.", c.BackupKeep)
	}
	if c.BackupTo == "" {
		return nil
	}
	u, err := url.Parse(c.BackupTo)
	if err != nil || u.Scheme != "sftp" || u.Hostname() == "" || u.User == nil || u.Path == "" {
		return wrong("BACKUP_TO is not an address of the form sftp://user@host/folder.")
	}
	if _, password := u.User.Password(); !password && c.BackupToKey == "" {
		return wrong("BACKUP_TO has no password and BACKUP_TO_KEY is not set: give one of them.")
	}
	if c.BackupToHost == "" {
		return wrong("BACKUP_TO is set, but BACKUP_TO_HOST_KEY is not: without the key of that machine anybody could take its place. ssh-keyscan prints it.")
	}
	return nil
}
