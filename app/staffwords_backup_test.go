package app

import (
	"testing"
	"time"
)

func TestTheWeekTellsOfBackups(t *testing.T) {
	t.Parallel()
	proven := &Backup{At: time.Date(2026, 11, 23, 20, 30, 0, 0, time.UTC)}
	zone := time.FixedZone("there", 5*3600+1800)
	for _, c := range []struct {
		h    BackupHealth
		want string
	}{
		{BackupHealth{Verdict: BackupsGood, Proven: proven}, "The last backup that was proven is of Tuesday 24 November, 02:00."},
		{BackupHealth{Verdict: BackupsYoung}, "No backup has been proven yet."},
		{BackupHealth{Verdict: BackupsFail, Proven: proven}, "The last backup that was proven is of Tuesday 24 November, 02:00. Something is wrong with the backups: Settings, Backups, says what to do."},
	} {
		if got := staffWordsIn("en", "en").backups(c.h, zone); got != c.want {
			t.Errorf("%s: %q, want %q", c.h.Verdict, got, c.want)
		}
	}
}
