package db_test

import (
	"testing"

	"firstbell/db/dbtest"
)

// A clock that was ten years ahead for a night must not end the backups for ten
// years, nor make the page say for as long that all is well.
func TestABackupOfAClockThatWasAheadDoesNotCount(t *testing.T) {
	t.Parallel()
	dsn := dbtest.URL(t)
	s, raw := dbtest.Open(t, dsn), dbtest.Bun(t, dsn)
	made := func(file, at string) {
		t.Helper()
		if _, err := raw.ExecContext(t.Context(), `INSERT INTO backups (kind, state, at, ended_at, file, bytes, row_count)
			SELECT 'scheduled', 'proven', t, t, ?, 1, 1 FROM (SELECT now() + ?::interval) AS x (t)`, file, at); err != nil {
			t.Fatal(err)
		}
	}
	made("honest", "-1 day")
	made("skewed", "5 minutes") // by a server whose clock differs a little
	made("ahead", "10 years")
	m, err := s.BackupMarks(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for what, b := range map[string]string{"of the schedule": *m.Scheduled.File, "proven": *m.Proven.File, "ended": *m.Ended.File} {
		if b != "skewed" {
			t.Errorf("the newest %s is %q", what, b)
		}
	}
}
