package cli

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"strings"
	"text/tabwriter"
	"time"

	"firstbell/app"
	"firstbell/app/config"
	"firstbell/app/password"
)

const usersHelp = `firstbell users list
firstbell users add NAME EMAIL [--role counsellor] [--password-stdin]
firstbell users invite NAME [--role counsellor] [--email EMAIL]
firstbell users role EMAIL owner|counsellor|front_desk
firstbell users reset-password EMAIL [--password-stdin]
firstbell users deactivate EMAIL --leads queue|give|share [--to EMAIL,EMAIL]
firstbell users activate EMAIL

Works on the database that the desk uses, also while the desk runs. Passwords are
asked for, or read as one line from the standard input with --password-stdin;
never put one on the command line. invite prints a link that is good for seven
days and works once. A new role and a new password end the person's sessions.
deactivate ends somebody's work here: their leads go back to the queue, to one
person or to several, and their name stays in the history. The last owner can
neither be deactivated nor made something else.`

// people is one run of the command.
type people struct {
	terminal
	desk  *app.Desk
	conf  config.Config
	args  []string
	flags struct {
		role, email, leads, to string
		stdin                  bool
	}
}

// deeds are what users can do, and how many words each takes.
var deeds = map[string]struct {
	words int
	do    func(*people, context.Context) error
}{
	"list":           {0, (*people).list},
	"add":            {2, (*people).add},
	"invite":         {1, (*people).invite},
	"role":           {2, (*people).role},
	"reset-password": {1, (*people).resetPassword},
	"deactivate":     {1, (*people).deactivate},
	"activate":       {1, (*people).activate},
}

func users(ctx context.Context, c config.Config, args []string, t terminal) (err error) {
	deed, known := deeds[args[0]]
	p := &people{terminal: t, conf: c}
	if !known || p.read(args[1:]) != nil || len(p.args) != deed.words {
		return &config.Error{Message: usersHelp}
	}
	d, err := visit(ctx, c, t.errs)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, d.Close(context.WithoutCancel(ctx))) }()
	p.desk = &app.Desk{Store: d.Store, Passwords: password.New(1), Now: time.Now,
		Rules: app.Rules{OpenRegistration: c.OpenRegistration(), Loopback: c.Loopback()}}
	return deed.do(p, ctx)
}

// read takes flags and words in any order.
func (p *people) read(args []string) error {
	flags := flag.NewFlagSet("users", flag.ContinueOnError)
	flags.SetOutput(p.errs)
	flags.Usage = func() {}
	flags.StringVar(&p.flags.role, "role", "counsellor", "")
	flags.StringVar(&p.flags.email, "email", "", "")
	flags.StringVar(&p.flags.leads, "leads", "", "")
	flags.StringVar(&p.flags.to, "to", "", "")
	flags.BoolVar(&p.flags.stdin, "password-stdin", false, "")
	for {
		if err := flags.Parse(args); err != nil {
			return err
		}
		if flags.NArg() == 0 {
			return nil
		}
		p.args = append(p.args, flags.Arg(0))
		args = flags.Args()[1:]
	}
}

// actor is whoever sits at the server: they have no account.
func (p *people) actor() app.Actor {
	a := app.CommandLine
	a.Op = app.NewOp("terminal", "", []byte("users"))
	return a
}

// find returns the person with an e-mail address.
func (p *people) find(ctx context.Context, email string) (app.Member, error) {
	all, err := p.desk.Store.Members(ctx, true)
	if err != nil {
		return app.Member{}, err
	}
	for _, m := range all {
		if strings.EqualFold(m.Email, strings.TrimSpace(email)) {
			return m, nil
		}
	}
	return app.Member{}, fmt.Errorf("nobody here has the e-mail address %s; firstbell users list shows them all", email)
}

func (p *people) list(ctx context.Context) error {
	all, err := p.desk.Store.Members(ctx, true)
	if err != nil {
		return err
	}
	w := tabwriter.NewWriter(p.out, 0, 0, 2, ' ', 0)
	fmt.Fprintln(w, "NUMBER\tNAME\tE-MAIL\tROLE\tHOLDS\tLAST SIGN-IN\t")
	for _, m := range all {
		seen, state := "never", ""
		if m.LastSeen != nil {
			seen = m.LastSeen.Local().Format("2006-01-02 15:04")
		}
		if !m.Active {
			state = "has left"
		}
		fmt.Fprintf(w, "%d\t%s\t%s\t%s\t%d\t%s\t%s\n", m.ID, m.Name, m.Email, m.Role, m.Held, seen, state)
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
	fmt.Fprintf(p.out, "Give %s one of these links; it works once, until %s:\n", i.Name, i.ExpiresAt.Local().Format("2006-01-02 15:04"))
	for _, address := range configured(p.conf) {
		fmt.Fprintf(p.out, "%s/invite/%s\n", address, token)
	}
	return nil
}

func (p *people) role(ctx context.Context) error {
	return p.change(ctx, app.MemberInput{Role: app.TextOf(p.args[1])}, "%s is now %s.\n")
}

func (p *people) activate(ctx context.Context) error {
	return p.change(ctx, app.MemberInput{Active: new(true)}, "%s is back as %s.\n")
}

func (p *people) change(ctx context.Context, in app.MemberInput, said string) error {
	m, err := p.find(ctx, p.args[0])
	if err != nil {
		return err
	}
	if m, err = p.desk.ChangeMember(ctx, p.actor(), m.ID, in); err != nil {
		return err
	}
	_, err = fmt.Fprintf(p.out, said, m.Name, m.Role)
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
