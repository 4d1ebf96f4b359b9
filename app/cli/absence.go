package cli

import (
	"context"
	"strings"

	"firstbell/app"
	"firstbell/app/config"
)

// absence says whether and why a person is not at work; "" when they are.
func absence(m app.Member, team []app.Member) string {
	if !m.Active {
		return "has left"
	}
	var why []string
	if !m.OnDuty {
		why = append(why, "off duty")
	}
	if l := m.Leave; l != nil {
		why = append(why, "on leave "+l.From+" to "+l.Until)
		for _, o := range team {
			if l.StandIn != nil && o.ID == *l.StandIn {
				why = append(why, o.Name+" stands in")
			}
		}
	}
	return strings.Join(why, ", ")
}

func (p *people) leave(ctx context.Context) error {
	f := p.flags
	switch {
	case f.none && f.from+f.until+f.standIn != "":
		return &config.Error{Message: "--none ends a leave: leave out --from, --until and --stand-in."}
	case f.none:
		return p.change(ctx, app.MemberInput{Leave: &app.LeaveInput{}}, func(m app.Member) string { return m.Name + " is not on leave" })
	case f.from == "" || f.until == "":
		return &config.Error{Message: "Say --from and --until, the first and the last day as 2026-12-24, or --none."}
	}
	dates := app.LeaveDates{From: app.TextOf(f.from), Until: app.TextOf(f.until)}
	var team []app.Member
	if f.standIn != "" {
		cover, err := p.find(ctx, f.standIn)
		if err != nil {
			return err
		}
		dates.StandIn, team = &cover.ID, []app.Member{cover}
	}
	return p.change(ctx, app.MemberInput{Leave: &app.LeaveInput{Value: &dates}}, func(m app.Member) string { return m.Name + ": " + absence(m, team) })
}

func (p *people) duty(ctx context.Context) error {
	word := p.args[1]
	if word != "on" && word != "off" {
		return &config.Error{Message: "Duty is on or off."}
	}
	return p.change(ctx, app.MemberInput{OnDuty: new(word == "on")}, func(m app.Member) string { return m.Name + " is " + word + " duty" })
}

func (p *people) courses(ctx context.Context) error {
	list := p.args[1:]
	if p.flags.all == (len(list) > 0) {
		return &config.Error{Message: "Name the courses that this person takes, or say --all."}
	}
	return p.change(ctx, app.MemberInput{Takes: app.TakesInput{Courses: &list}}, func(m app.Member) string {
		if len(m.Takes.Courses) == 0 {
			return m.Name + " takes every course"
		}
		return m.Name + " takes " + strings.Join(m.Takes.Courses, ", ")
	})
}
