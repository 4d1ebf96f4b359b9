package app

import (
	"context"
	"sync/atomic"
	"time"
)

// BackupKind says why a backup is made.
type BackupKind string

// The kinds of backup.
const (
	BackupScheduled BackupKind = "scheduled"
	BackupAsked     BackupKind = "asked"   // by an owner, with the button
	BackupCommand   BackupKind = "command" // by somebody at the server's command line
	BackupUpgrade   BackupKind = "upgrade" // before a new version changes the database
)

// BackupState says how far a backup is. Only a proven one counts: it was put
// back into an empty place and compared with what it was made of.
type BackupState string

// The states of a backup.
const (
	BackupWaits  BackupState = "asked"
	BackupRuns   BackupState = "running"
	BackupProven BackupState = "proven"
	BackupFailed BackupState = "failed"
	BackupSent   BackupState = "sent" // of the copy elsewhere only
)

// Backup is one that was tried, and what came of it.
type Backup struct {
	ID         int64
	Kind       BackupKind
	State      BackupState
	At         time.Time
	EndedAt    *time.Time
	File       *string // its name in the folder of backups
	Bytes      *int64
	RowCount   *int64
	Program    *string
	SchemaStep *string
	Trouble    *string      // why it failed: one of the codes that the UI has words for
	Away       *BackupState // what became of the copy elsewhere; nil when none is asked for
}

// BackupHealth says whether this desk could be brought back today.
type BackupHealth struct {
	Verdict BackupVerdict
	Proven  *Backup // the newest that was proven
	Last    *Backup // the newest that has ended
}

// BackupVerdict is what there is to say of the backups in one word.
type BackupVerdict string

// The verdicts. Those after BackupsOff are red: somebody has to do something.
const (
	BackupsGood  BackupVerdict = "good"
	BackupsYoung BackupVerdict = "none" // the desk is so new that none was due
	BackupsOff   BackupVerdict = "off"  // none is made by itself
	BackupsFail  BackupVerdict = "failed"
	BackupsOld   BackupVerdict = "old"  // none was proven for more than a day
	BackupsHere  BackupVerdict = "here" // three in a row did not get to the other place
)

// Red reports whether somebody has to do something.
func (h BackupHealth) Red() bool {
	return h.Verdict == BackupsFail || h.Verdict == BackupsOld || h.Verdict == BackupsHere
}

// backupPatience is how old the newest proven backup of a nightly schedule may
// be; backupAgain is when one that failed is tried again.
const (
	backupPatience = 26 * time.Hour
	backupAgain    = time.Hour
	awayMissed     = 3
)

// BackupMarks are what the rules look at.
type BackupMarks struct {
	Born      time.Time // when this database became one of a school
	Asked     bool      // one waits to be made
	Scheduled *Backup   // the newest of the schedule, ended or not
	Proven    *Backup
	Ended     *Backup
	Missed    int // how many of the last ones did not get to the other place, in a row
}

// BackupClock is when backups are made, and how whoever makes them is woken.
type BackupClock struct {
	minute int // after midnight in the school's time zone; below 0 for never
	Asked  chan struct{}
	lost   atomic.Pointer[Backup] // failed, and could not even be noted
}

// NewBackupClock returns a clock for backups at a minute of the day, or only
// when they are asked for: below 0.
func NewBackupClock(minute int) *BackupClock {
	return &BackupClock{minute: minute, Asked: make(chan struct{}, 1)}
}

// Lost notes a backup whose failure could not be kept in the database, nil
// when one was kept since.
func (c *BackupClock) Lost(b *Backup) { c.lost.Store(b) }

// Backups returns the newest backups and what there is to say of them.
func (d *Desk) Backups(ctx context.Context) ([]Backup, BackupHealth, error) {
	list, err := d.Store.Backups(ctx, 60)
	if err != nil {
		return nil, BackupHealth{}, err
	}
	h, err := d.LastBackup(ctx)
	return list, h, err
}

// LastBackup tells whether the desk could be brought back, and from when.
func (d *Desk) LastBackup(ctx context.Context) (BackupHealth, error) {
	m, err := d.Store.BackupMarks(ctx)
	if err != nil || d.BackupClock == nil {
		return BackupHealth{Verdict: BackupsOff, Proven: m.Proven, Last: m.Ended}, err
	}
	if lost := d.BackupClock.lost.Load(); lost != nil && (m.Ended == nil || lost.At.After(m.Ended.At)) {
		m.Ended = lost
	}
	return m.health(d.Now(), d.BackupClock.minute >= 0), nil
}

func (m BackupMarks) health(now time.Time, scheduled bool) BackupHealth {
	h := BackupHealth{Verdict: BackupsGood, Proven: m.Proven, Last: m.Ended}
	seen := m.Born
	if m.Proven != nil {
		seen = m.Proven.At
	}
	switch {
	case m.Ended != nil && m.Ended.State == BackupFailed:
		h.Verdict = BackupsFail
	case !scheduled:
		h.Verdict = BackupsOff
	case now.Sub(seen) > backupPatience:
		h.Verdict = BackupsOld
	case m.Missed >= awayMissed:
		h.Verdict = BackupsHere
	case m.Proven == nil:
		h.Verdict = BackupsYoung
	}
	return h
}

// AskBackup asks for a backup now and returns it; one that waits already is
// not doubled. It is made within seconds by whichever server gets to it.
func (d *Desk) AskBackup(ctx context.Context, a Actor) (Backup, error) {
	b, err := once(ctx, d, a.Op, func(tx Store) (Backup, error) {
		b, err := tx.AskBackup(ctx)
		if err != nil {
			return b, err
		}
		return b, tx.Audit(ctx, a.Did(BackupMade, Object{Kind: OnData}))
	})
	if err == nil && d.BackupClock != nil {
		select {
		case d.BackupClock.Asked <- struct{}{}:
		default: // it is awake
		}
	}
	return b, err
}

// DueBackup says which backup is to be made now, "" when none is.
func (d *Desk) DueBackup(ctx context.Context) (BackupKind, error) {
	m, err := d.Store.BackupMarks(ctx)
	if err != nil || m.Asked {
		return BackupAsked, err
	}
	if d.BackupClock.minute < 0 {
		return "", nil
	}
	school, err := d.Store.School(ctx)
	if err != nil {
		return "", err
	}
	if m.due(d.Now(), school.lastAt(d.Now(), d.BackupClock.minute)) {
		return BackupScheduled, nil
	}
	return "", nil
}

// due reports whether the backup of a moment of the schedule is still to be
// made. A desk that is younger than the moment waits for the next.
func (m BackupMarks) due(now, slot time.Time) bool {
	if m.Born.After(slot) {
		return false
	}
	last := m.Scheduled
	return last == nil || last.At.Before(slot) || last.State != BackupProven && now.Sub(last.At) > backupAgain
}

// lastAt is the latest moment up to now at which the school's clocks showed a
// minute of the day.
func (s School) lastAt(now time.Time, minute int) time.Time {
	zone := s.zone()
	y, mo, day := now.In(zone).Date()
	at := time.Date(y, mo, day, 0, minute, 0, 0, zone)
	if at.After(now) {
		at = time.Date(y, mo, day-1, 0, minute, 0, 0, zone)
	}
	return at
}

// ErrBackupGone refuses a download of what is not there any more.
var ErrBackupGone = &Error{Kind: NotFound, Code: "backup_not_found", Title: "Not found",
	Message: "This backup is no longer on this server. Take a newer one from the list"}

// TakeBackup returns a proven backup whose file an owner takes away, and
// writes down that they did.
func (d *Desk) TakeBackup(ctx context.Context, a Actor, id int64) (b Backup, err error) {
	err = d.Store.InTx(ctx, func(tx Store) error {
		if b, err = tx.Backup(ctx, id); err != nil {
			return gone(err, ErrBackupGone)
		}
		if b.State != BackupProven {
			return ErrBackupGone
		}
		return d.takeFile(ctx, tx, a, a.Did(Exported, Object{Kind: OnData}, "backup"))
	})
	d.Outbox.Posted()
	return b, err
}

// ProvenBackup is LastBackup for those who watch the desk; false when none was
// proven yet.
func (d *Desk) ProvenBackup(ctx context.Context) (ProvenBackup, bool) {
	h, err := d.LastBackup(ctx)
	if err != nil || h.Proven == nil {
		return ProvenBackup{}, false
	}
	return ProvenBackup{At: h.Proven.At, OK: !h.Red()}, true
}
