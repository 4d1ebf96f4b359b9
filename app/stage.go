package app

import (
	"context"
	"slices"
	"strings"
	"time"
)

// StageCode names one of the eight places an enquiry can be at.
type StageCode string

// The stages. The first four are open; what they are called is up to the school.
const (
	StageNew        StageCode = "new"
	StageInTouch    StageCode = "in_touch"
	StageVisit      StageCode = "visit"
	StageApplied    StageCode = "applied"
	StageEnrolled   StageCode = "enrolled"
	StageNotNow     StageCode = "not_now"     // parked until it wakes
	StageLost       StageCode = "lost"        // for a reason
	StageNotEnquiry StageCode = "not_enquiry" // spam, say; out of the figures
)

var stageCodes = []StageCode{StageNew, StageInTouch, StageVisit, StageApplied, StageEnrolled, StageNotNow, StageLost, StageNotEnquiry}

// Open reports whether there is something left to do at this stage.
func (c StageCode) Open() bool {
	return c == StageNew || c == StageInTouch || c == StageVisit || c == StageApplied
}

// The reasons of a closed enquiry, by its stage.
var closeReasons = map[StageCode][]string{
	StageLost: {"fees", "distance", "timing", "chose_other_school", "course_not_offered", "not_eligible",
		"relocating", "no_response", "not_interested", "other"},
	StageNotEnquiry: {"spam", "wrong_number", "duplicate", "other"},
}

// parkedMost is the longest an enquiry may sleep.
const parkedMost = 2 * 366 * 24 * time.Hour

// StageType says what a stage means for the figures. It cannot be changed.
type StageType string

// Stage is one stage as the school calls it.
type Stage struct {
	Code     StageCode
	Name     string
	Type     StageType // open, won, lost or parked
	Position int
}

// ErrStageName refuses two stages of one name.
var ErrStageName = &Error{Kind: Conflict, Code: "stage_name", Title: "Name in use",
	Message: "Two stages cannot have the same name. Choose another one"}

// Stages returns the stages in their order.
func (d *Desk) Stages(ctx context.Context) ([]Stage, error) { return d.Store.Stages(ctx) }

// StageName is another name for a stage, as it was typed.
type StageName struct{ Code, Name Text }

// RenameStages gives stages other names and returns all of them. ErrStageName
// when two would have the same.
func (d *Desk) RenameStages(ctx context.Context, a Actor, in []StageName) ([]Stage, error) {
	var c check
	names := map[StageCode]string{}
	for _, n := range in {
		code := StageCode(n.Code.S)
		if !slices.Contains(stageCodes, code) {
			c.add("code", n.Code.S, "Stage must be one of "+list(stageCodes))
		}
		names[code] = c.line("name", "Name", n.Name, 1, 40)
	}
	if err := c.err(); err != nil {
		return nil, err
	}
	return once(ctx, d, a.Op, func(tx Store) ([]Stage, error) {
		if err := tx.RenameStages(ctx, names); err != nil {
			return nil, err
		}
		stages, err := tx.Stages(ctx)
		return settle(ctx, tx, a, "stages", stages, err)
	})
}

// StageInput is where an enquiry is to go, as it was sent.
type StageInput struct{ Stage, Reason, WakeAt, StartsOn, FollowUpAt Text }

// stageMove is where an enquiry goes, and what has to be known with it.
type stageMove struct {
	to     StageCode
	reason *string
	wakeAt *time.Time
	starts *time.Time // a day; only of one that enrolled
}

// stage reads where an enquiry is to go: a lost one needs a reason, one that is
// none says what it was, one that is parked says when it wakes, and one that
// enrolled may say when it starts.
func (c *check) stage(in StageInput, now time.Time) stageMove {
	m := stageMove{to: StageCode(in.Stage.S)}
	if in.Stage.Wrong || !slices.Contains(stageCodes, m.to) {
		c.add("stage", sent(in.Stage, in.Stage.S), "Stage must be one of "+list(stageCodes))
		return m
	}
	if reasons := closeReasons[m.to]; reasons != nil {
		if !slices.Contains(reasons, in.Reason.S) {
			c.add("reason", sent(in.Reason, in.Reason.S), "Reason must be one of "+list(reasons))
		}
		m.reason = &in.Reason.S
	}
	if m.starts = c.day("startsOn", in.StartsOn); m.starts != nil && m.to != StageEnrolled {
		c.add("startsOn", in.StartsOn.S, "Only somebody who enrolled has a day on which they start. Leave it out")
	}
	if m.to == StageNotNow {
		m.wakeAt = c.ahead("wakeAt", in.WakeAt, now, parkedMost)
		if !in.WakeAt.Given || in.WakeAt.Null {
			c.add("wakeAt", nil, "Say when it is to come back")
		}
	}
	return m
}

// list writes codes as a sentence lists them.
func list[T ~string](codes []T) string {
	words := make([]string, len(codes))
	for i, code := range codes {
		words[i] = string(code)
	}
	return strings.Join(words[:len(words)-1], ", ") + " or " + words[len(words)-1]
}
