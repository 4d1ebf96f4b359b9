package app

import (
	"testing"
	"time"
)

func TestWhenABackupIsDue(t *testing.T) {
	t.Parallel()
	kolkata := School{TimeZone: "Asia/Kolkata"}
	now := time.Date(2026, 11, 23, 22, 0, 0, 0, time.UTC) // 03:30 there, on the 24th
	slot := kolkata.lastAt(now, 150)
	if want := time.Date(2026, 11, 23, 21, 0, 0, 0, time.UTC); !slot.Equal(want) {
		t.Fatalf("02:30 was last at %s, want %s", slot, want)
	}
	if early := kolkata.lastAt(now, 240); !early.Equal(time.Date(2026, 11, 22, 22, 30, 0, 0, time.UTC)) {
		t.Errorf("04:00 was last at %s", early)
	}
	old := slot.AddDate(0, -1, 0)
	at := func(ago time.Duration, s BackupState) *Backup { return &Backup{At: now.Add(-ago), State: s} }
	for _, c := range []struct {
		what string
		m    BackupMarks
		want bool
	}{
		{"never yet", BackupMarks{Born: old}, true},
		{"a desk of this morning", BackupMarks{Born: slot.Add(time.Minute)}, false},
		{"proven tonight", BackupMarks{Born: old, Scheduled: at(50*time.Minute, BackupProven)}, false},
		{"proven last night", BackupMarks{Born: old, Scheduled: at(24*time.Hour, BackupProven)}, true},
		{"failed just now", BackupMarks{Born: old, Scheduled: at(5*time.Minute, BackupFailed)}, false},
		{"is being made", BackupMarks{Born: old, Scheduled: at(5*time.Minute, BackupRuns)}, false},
	} {
		if got := c.m.due(now, slot); got != c.want {
			t.Errorf("%s: due %v", c.what, got)
		}
	}
	later := BackupMarks{Born: old, Scheduled: at(-time.Minute, BackupFailed)}
	if !later.due(now.Add(2*time.Hour), slot) {
		t.Error("one that failed is not tried again")
	}
}

func TestWhatIsSaidOfTheBackups(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 11, 23, 22, 0, 0, 0, time.UTC)
	b := func(days int, s BackupState) *Backup { return &Backup{At: now.AddDate(0, 0, -days), State: s} }
	old := now.AddDate(-1, 0, 0)
	for _, c := range []struct {
		what      string
		m         BackupMarks
		scheduled bool
		want      BackupVerdict
		red       bool
	}{
		{"new desk", BackupMarks{Born: now}, true, BackupsYoung, false},
		{"nothing since two days", BackupMarks{Born: now.AddDate(0, 0, -2)}, true, BackupsOld, true},
		{"last night", BackupMarks{Born: old, Proven: b(1, BackupProven), Ended: b(1, BackupProven)}, true, BackupsGood, false},
		{"failed tonight", BackupMarks{Born: old, Proven: b(1, BackupProven), Ended: b(0, BackupFailed)}, true, BackupsFail, true},
		{"not for two nights", BackupMarks{Born: old, Proven: b(2, BackupProven), Ended: b(2, BackupProven)}, true, BackupsOld, true},
		{"never gets away", BackupMarks{Born: old, Proven: b(1, BackupProven), Ended: b(1, BackupProven), Missed: 3}, true, BackupsHere, true},
		{"switched off", BackupMarks{Born: old, Proven: b(9, BackupProven), Ended: b(9, BackupProven)}, false, BackupsOff, false},
		{"switched off and failed", BackupMarks{Born: old, Ended: b(9, BackupFailed)}, false, BackupsFail, true},
	} {
		h := c.m.health(now, c.scheduled)
		if h.Verdict != c.want || h.Red() != c.red {
			t.Errorf("%s: %s, red %v", c.what, h.Verdict, h.Red())
		}
	}
}
