package cli

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"firstbell/db"
)

func databaseProbe(_ context.Context, p *patient) []finding {
	if p.facts != nil {
		return []finding{versionFinding(*p.facts, p.next)}
	}
	if !p.conf.External() {
		return []finding{{"database", look, "The private database does not run, so it was not looked at.", "Start the desk and run this again."}}
	}
	what := "The database does not answer."
	if e, ok := errors.AsType[*db.ConnectError](p.err); ok {
		what = p.conf.DatabaseKnob() + " " + e.Message + "."
	}
	return []finding{{"database", bad, what, "Start PostgreSQL, or correct " + p.conf.DatabaseKnob() + "."}}
}

// supported is the oldest major version that still gets fixes.
const supported = 15

// versionFinding judges the version that answers; next is the one that this
// program brings, if it is newer.
func versionFinding(f db.Facts, next int) finding {
	what := fmt.Sprintf("PostgreSQL %d.%d answers.", f.Version/10000, f.Version%10000)
	if f.Version/10000 < supported {
		return finding{"database", bad, what, fmt.Sprintf("Move to version %d or newer.", supported)}
	}
	if next > 0 {
		return finding{"database", look, what, fmt.Sprintf("This program brings version %d: stop the desk when it suits you, and run firstbell upgrade-db.", next)}
	}
	return finding{"database", well, what, ""}
}

func clockProbe(_ context.Context, p *patient) []finding {
	if p.facts == nil {
		return nil
	}
	return []finding{clockFinding(p.now().Sub(p.facts.Now))}
}

// clockFinding judges how far this machine's clock is ahead of the database's.
func clockFinding(ahead time.Duration) finding {
	const cure = "Switch time synchronisation on, on both machines: timedatectl set-ntp true."
	off := ahead.Abs().Round(time.Second)
	switch {
	case off >= 30*time.Second:
		return finding{"clock", bad, fmt.Sprintf("This machine and the database differ by %s: waits and ends of sessions are wrong.", off), cure}
	case off >= 2*time.Second:
		return finding{"clock", look, fmt.Sprintf("This machine and the database differ by %s.", off), cure}
	}
	return finding{"clock", well, "This machine and the database agree on the time.", ""}
}

func durabilityProbe(_ context.Context, p *patient) []finding {
	if p.facts == nil {
		return nil
	}
	return durabilityFindings(*p.facts)
}

func durabilityFindings(f db.Facts) []finding {
	var list []finding
	for _, s := range []struct {
		good bool
		name string
	}{{f.Fsync, "fsync"}, {f.FullPageWrites, "full_page_writes"}, {f.SyncCommit != "off", "synchronous_commit"}} {
		if !s.good {
			list = append(list, finding{"durability", bad, s.name + " is off: a power cut loses enquiries that were acknowledged.",
				"Set " + s.name + " = on in postgresql.conf (or ALTER SYSTEM, or ALTER ROLE) and reload PostgreSQL."})
		}
	}
	if !f.Checksums {
		list = append(list, finding{"durability", look, "Data checksums are off: a failing disk is noticed late.", "Stop PostgreSQL, run pg_checksums --enable on its data, start it."})
	}
	if list == nil {
		list = []finding{{"durability", well, "What was acknowledged survives a power cut.", ""}}
	}
	return list
}

func auditProbe(_ context.Context, p *patient) []finding {
	if p.facts == nil {
		return nil
	}
	return []finding{auditFinding(*p.facts)}
}

func auditFinding(f db.Facts) finding {
	const cure = "Name the owner of the tables in DB_OWNER_USER and DB_OWNER_PASSWORD, and another user for the desk: docs/operator.md, Audit log."
	var may []string
	if f.Superuser {
		may = append(may, "is a superuser")
	}
	if f.AuditWritable {
		may = append(may, "may change the audit log")
	}
	if may != nil {
		return finding{"audit", look, "The desk's role " + f.Role + " " + strings.Join(may, " and ") + ".", cure}
	}
	return finding{"audit", well, "The desk's role cannot change the audit log.", ""}
}
