package app

import (
	"context"
	"slices"
	"strings"
	"time"
)

// AuditQuery is what somebody asks of the audit log, as it was sent. What is
// empty does not narrow it.
type AuditQuery struct {
	Person string // a user's number
	Action string
	Object string // "enquiry 5", or a kind alone
	From   string // a day of the school's, or a moment
	To     string // likewise; a day counts to its end
	Cursor string
}

// AuditFilter is a question that makes sense.
type AuditFilter struct {
	Person   int64
	Action   Action
	Object   Object
	From, To *time.Time // To is the first moment that is too late
	After    *Cursor
	Limit    int
}

// AuditLine is an entry with the names that people have now.
type AuditLine struct {
	AuditRow
	ActorName  string // "" when it was nobody, or nobody works here by that number
	ObjectName string // of a person
}

// AuditPage is one page of the log, newest first. Next is nil on the last page.
type AuditPage struct {
	Lines []AuditLine
	Next  *Cursor
}

const (
	auditPage   = 100
	auditExport = 50_000
)

// AuditLog returns one page of the audit log.
func (d *Desk) AuditLog(ctx context.Context, q AuditQuery) (AuditPage, error) {
	f, err := d.auditFilter(ctx, q)
	if err != nil {
		return AuditPage{}, err
	}
	f.Limit = auditPage + 1 // one more tells whether there is more
	lines, err := d.Store.AuditLines(ctx, f)
	p := AuditPage{Lines: lines}
	if len(lines) > auditPage {
		p.Lines = lines[:auditPage]
		last := p.Lines[auditPage-1]
		p.Next = &Cursor{CreatedAt: last.At, ID: last.ID}
	}
	return p, err
}

// ExportAudit returns all that is asked for, the newest 50,000 entries at most,
// and notes that somebody took them away.
func (d *Desk) ExportAudit(ctx context.Context, a Actor, q AuditQuery) (AuditPage, error) {
	q.Cursor = ""
	if err := d.Exports.Take(a.User.ID); err != nil {
		return AuditPage{}, err
	}
	f, err := d.auditFilter(ctx, q)
	if err != nil {
		return AuditPage{}, err
	}
	f.Limit = auditExport
	lines, err := d.Store.AuditLines(ctx, f)
	if err != nil {
		return AuditPage{}, err
	}
	err = d.Store.InTx(ctx, func(tx Store) error { return d.takeFile(ctx, tx, a, a.Did(AuditExported, Object{Kind: OnData})) })
	d.Outbox.Posted()
	return AuditPage{Lines: lines}, err
}

func (d *Desk) auditFilter(ctx context.Context, q AuditQuery) (f AuditFilter, err error) {
	var c check
	f.Action = Action(q.Action)
	if q.Action != "" && !slices.Contains(Actions(), f.Action) {
		c.add("action", nil, "There is no action by that name")
	}
	if q.Person != "" {
		if f.Person, err = ParseID(q.Person); err != nil {
			c.add("person", nil, "A person is asked for by their number")
		}
	}
	if kind, number, numbered := strings.Cut(q.Object, " "); q.Object != "" {
		f.Object.Kind = ObjectKind(kind)
		var bad error
		if numbered {
			f.Object.ID, bad = ParseID(number)
		}
		if bad != nil || !slices.Contains(objectKinds, f.Object.Kind) {
			c.add("object", nil, "A thing is asked for by its kind and number, like enquiry 5")
		}
	}
	if q.From != "" || q.To != "" {
		school, err := d.Store.School(ctx)
		if err != nil {
			return f, err
		}
		f.From = school.moment(&c, "from", q.From, 0)
		f.To = school.moment(&c, "to", q.To, 1)
	}
	if q.Cursor != "" {
		after, err := ParseCursor(q.Cursor)
		if err != nil {
			return f, err
		}
		f.After = &after
	}
	return f, c.err()
}

var objectKinds = []ObjectKind{OnUser, OnSession, OnEnquiry, OnInvitation, OnKey, OnWebhook, OnSchool, OnRoute, OnData}

// moment reads a moment, or a day in the school's time zone: its beginning, or
// with days 1 that of the next.
func (s School) moment(c *check, path, text string, days int) *time.Time {
	if text == "" {
		return nil
	}
	if t, err := time.Parse(time.RFC3339, text); err == nil && sane(t) {
		return &t
	}
	day, err := time.Parse(time.DateOnly, text)
	if err != nil || !sane(day) {
		c.add(path, nil, "A day is written like 2026-11-23")
		return nil
	}
	zone, err := time.LoadLocation(s.TimeZone)
	if err != nil {
		zone = time.UTC // as in day
	}
	t := time.Date(day.Year(), day.Month(), day.Day()+days, 0, 0, 0, 0, zone)
	return &t
}

// sane keeps out years that the database cannot hold.
func sane(t time.Time) bool { return t.Year() >= 1 && t.Year() <= 9999 }
