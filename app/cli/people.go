package cli

import (
	"context"
	"fmt"
	"strings"
	"text/tabwriter"
	"time"

	"firstbell/app"
)

func (p *people) list(ctx context.Context) error {
	all, err := p.desk.Team(ctx, p.actor(), true)
	if err != nil {
		return err
	}
	w := tabwriter.NewWriter(p.out, 0, 0, 2, ' ', 0)
	fmt.Fprintln(w, "NUMBER\tNAME\tE-MAIL\tROLE\tHOLDS\tLAST SIGN-IN\t2FA\t")
	for _, m := range all {
		seen, factor := "never", "no"
		if m.LastSeen != nil {
			seen = m.LastSeen.Local().Format("2006-01-02 15:04")
		}
		if m.HasFactor {
			factor = "yes"
		}
		fmt.Fprintf(w, "%d\t%s\t%s\t%s\t%d\t%s\t%s\t%s\n", m.ID, m.Name, m.Email, m.Role, m.Held, seen, factor, absence(m, all))
	}
	return w.Flush()
}

func (p *people) add(ctx context.Context) error {
	pw, err := p.password()
	if err != nil {
		return err
	}
	u, err := p.desk.AddMember(ctx, p.actor(), app.AccountInput{Name: app.TextOf(p.args[0]), Email: app.TextOf(p.args[1]), Password: app.TextOf(pw)},
		app.TextOf(p.flags.role))
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(p.out, "%s can sign in with %s.\n", u.Name, u.Email)
	return err
}

func (p *people) invite(ctx context.Context) error {
	in := app.InvitationInput{Name: app.TextOf(p.args[0]), Role: app.TextOf(p.flags.role)}
	if p.flags.email != "" {
		in.Email = app.TextOf(p.flags.email)
	}
	i, token, err := p.desk.Invite(ctx, p.actor(), in)
	if err != nil {
		return err
	}
	return p.link(i.Name, i.ExpiresAt, "/invite/"+token)
}

// link prints what somebody is to be given, under each address of the desk.
func (p *people) link(name string, until time.Time, path string) error {
	fmt.Fprintf(p.out, "Give %s one of these links; it works once, until %s:\n", name, until.Local().Format("2006-01-02 15:04"))
	for _, address := range configured(p.conf) {
		fmt.Fprintf(p.out, "%s%s\n", address, path)
	}
	return nil
}

func (p *people) role(ctx context.Context) error {
	return p.change(ctx, app.MemberInput{Role: app.TextOf(p.args[1])}, func(m app.Member) string { return m.Name + " is now " + string(m.Role) })
}

func (p *people) activate(ctx context.Context) error {
	return p.change(ctx, app.MemberInput{Active: new(true)}, func(m app.Member) string { return m.Name + " is back as " + string(m.Role) })
}

// change changes whom the first word names and says what came of it.
func (p *people) change(ctx context.Context, in app.MemberInput, said func(app.Member) string) error {
	m, err := p.find(ctx, p.args[0])
	if err != nil {
		return err
	}
	if m, err = p.desk.ChangeMember(ctx, p.actor(), m.ID, in); err != nil {
		return err
	}
	_, err = fmt.Fprintf(p.out, "%s.\n", said(m))
	return err
}

func (p *people) resetPassword(ctx context.Context) error {
	m, err := p.find(ctx, p.args[0])
	if err != nil {
		return err
	}
	pw, err := p.password()
	if err != nil {
		return err
	}
	if err := p.desk.SetPassword(ctx, p.actor(), m.ID, app.TextOf(pw)); err != nil {
		return err
	}
	_, err = fmt.Fprintf(p.out, "%s has a new password and is signed out everywhere.\n", m.Name)
	return err
}

func (p *people) resetLink(ctx context.Context) error {
	m, err := p.find(ctx, p.args[0])
	if err != nil {
		return err
	}
	l, err := p.desk.MakeResetLink(ctx, p.actor(), m.ID)
	if err != nil {
		return err
	}
	return p.link(m.Name, l.ExpiresAt, "/reset/"+l.Secret)
}

func (p *people) deactivate(ctx context.Context) error {
	m, err := p.find(ctx, p.args[0])
	if err != nil {
		return err
	}
	in := app.LeavingInput{Leads: app.TextOf(p.flags.leads)}
	for email := range strings.SplitSeq(p.flags.to, ",") {
		if email == "" {
			continue
		}
		heir, err := p.find(ctx, email)
		if err != nil {
			return err
		}
		in.To = append(in.To, heir.ID)
	}
	left, err := p.desk.Deactivate(ctx, p.actor(), m.ID, in)
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(p.out, "%s is signed out and can no longer sign in. %d leads were moved.\n", m.Name, left.Moved)
	return err
}

func (p *people) clearFactor(ctx context.Context) error {
	return p.to(ctx, p.desk.ClearTOTP, "%s has no second factor now and is signed out everywhere.\n")
}

func (p *people) endSessions(ctx context.Context) error {
	return p.to(ctx, p.desk.EndSessionsOf, "%s is signed out everywhere.\n")
}

// to does to whom the first word names what needs to know nothing else.
func (p *people) to(ctx context.Context, do func(context.Context, app.Actor, int64) error, said string) error {
	m, err := p.find(ctx, p.args[0])
	if err != nil {
		return err
	}
	if err := do(ctx, p.actor(), m.ID); err != nil {
		return err
	}
	_, err = fmt.Fprintf(p.out, said, m.Name)
	return err
}
