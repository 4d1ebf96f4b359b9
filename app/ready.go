package app

import (
	"context"
	"slices"
	"time"
)

// Point is one thing that has to be so for the desk to do its work.
type Point string

// The points of readiness, in the order in which they are told.
const (
	DatabaseAnswers Point = "database"
	SchemaFits      Point = "schema"
	NoMaintenance   Point = "maintenance"
	DiskHasRoom     Point = "disk"
	NotStopping     Point = "serving"
)

// Points are all points of readiness.
var Points = []Point{DatabaseAnswers, SchemaFits, NoMaintenance, DiskHasRoom, NotStopping}

// ProvenBackup is the newest backup that was tried out: restored and compared.
type ProvenBackup struct {
	At time.Time
	OK bool // it was whole
}

// Vitals are what parts beside the desk know about themselves. A nil function
// means that there is no such part, and false that it does not know yet.
type Vitals struct {
	Backup    func(context.Context) (ProvenBackup, bool)
	OutboxLag func(context.Context) (time.Duration, bool) // how long the oldest letter waits for its way out
}

// Readiness is whether the desk can do its work. Missing are the points that are
// not so.
type Readiness struct {
	Missing []Point
	Backup  *ProvenBackup // nil when nobody knows
}

// Ready looks at every point of readiness. It asks the database once.
func (d *Desk) Ready(ctx context.Context) Readiness {
	var r Readiness
	steps, err := d.Store.AppliedSteps(ctx)
	missing := map[Point]bool{
		DatabaseAnswers: err != nil,
		SchemaFits:      err == nil && d.Steps != 0 && steps != d.Steps,
		NoMaintenance:   d.Gate.InMaintenance() != nil,
		DiskHasRoom:     d.Gate.Full() != nil,
		NotStopping:     d.Gate.Stopping(),
	}
	for _, p := range Points {
		if missing[p] {
			r.Missing = append(r.Missing, p)
		}
	}
	if d.Vitals.Backup != nil && err == nil {
		if b, known := d.Vitals.Backup(ctx); known {
			r.Backup = &b
		}
	}
	return r
}

// Has reports whether a point is so.
func (r Readiness) Has(p Point) bool { return !slices.Contains(r.Missing, p) }

// OutboxLag is how long the oldest letter waits for its way out, for those who
// watch the desk; false when the database does not say.
func (d *Desk) OutboxLag(ctx context.Context) (time.Duration, bool) {
	lag, err := d.Store.OutboxLag(ctx)
	return lag, err == nil
}
