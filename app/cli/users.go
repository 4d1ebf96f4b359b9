package cli

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"strings"
	"time"

	"firstbell/app"
	"firstbell/app/config"
	"firstbell/app/password"
)

const usersHelp = `firstbell users list
firstbell users add NAME EMAIL [--role counsellor] [--password-stdin]
firstbell users invite NAME [--role counsellor] [--email EMAIL]
firstbell users role EMAIL owner|counsellor|front_desk
firstbell users leave EMAIL --from 2026-12-24 --until 2026-12-31 [--stand-in EMAIL]
firstbell users leave EMAIL --none
firstbell users duty EMAIL on|off
firstbell users courses EMAIL COURSE [COURSE ...]
firstbell users courses EMAIL --all
firstbell users reset-password EMAIL [--password-stdin]
firstbell users reset-link EMAIL
firstbell users clear-2fa EMAIL
firstbell users end-sessions EMAIL
firstbell users deactivate EMAIL --leads queue|give|share [--to EMAIL,EMAIL]
firstbell users activate EMAIL

Works on the database that the desk uses, also while the desk runs, and changes
nothing when that belongs to another version. Every change keeps the rules of the
Team page and is in the audit log as made by a command. People are named by the
e-mail address they sign in with, in capitals or not.

list also shows those who have left, who is away and who stands in for them, and
who has a second factor.

add and reset-password ask for the password, or read it as one line from the
standard input with --password-stdin; never put one on the command line. invite
prints a link that is good for seven days and works once; reset-link prints one to
choose a new password by, in the place of any before, and changes nothing yet.

role ends the person's sessions; giving them the role they have changes nothing.
Whoever holds leads cannot go to the front desk before these are handed over, and
whoever goes there stands in for nobody any more. The last owner can neither be
made something else nor be deactivated.

leave sets whole days, the last one included, in the school's time zone, in the
place of a leave that was set before; --none ends it. It cannot be over already.
On its days claim next serves the person nobody, and the stand-in, another
counsellor or owner, finds what is due under Due today. Without --stand-in nobody
is offered it, and nobody else is looked for when the stand-in is away too.

duty off is an absence without an end and without a stand-in. Off duty or on leave
one still signs in and works on one's own leads. courses replaces the whole list;
each course is one word of the command line, in quotes when it holds a space, as
people choose it in the form. What nobody is named for goes to those who take
every course.

reset-password, clear-2fa and end-sessions sign the person out everywhere at once:
browsers, tokens and open pages. clear-2fa is for whoever lost both phone and
recovery codes; it leaves the password as it is, and reset-password leaves the
second factor. API keys go on: revoke them on the page API keys.

deactivate ends somebody's work here: their leads go back to the queue, to one
person or to several, past their limits too, and their name stays in the history.
activate brings them back with the role they had and without these leads.

Exit code 0: done. Exit code 1: refused, and nothing was changed. Exit code 2: the
words of the command are wrong.`

// people is one run of the command.
type people struct {
	terminal
	desk  *app.Desk
	conf  config.Config
	args  []string
	flags struct {
		role, email, leads, to string
		from, until, standIn   string
		stdin, none, all       bool
	}
}

// deed is one thing that users can do, and how many words it takes.
type deed struct {
	words int
	do    func(*people, context.Context) error
}

// anyWords are an e-mail address and whatever else there is.
const anyWords = -1

func (d deed) fits(words int) bool { return words == d.words || d.words == anyWords && words > 0 }

var deeds = map[string]deed{
	"list":           {0, (*people).list},
	"add":            {2, (*people).add},
	"invite":         {1, (*people).invite},
	"role":           {2, (*people).role},
	"reset-password": {1, (*people).resetPassword},
	"reset-link":     {1, (*people).resetLink},
	"deactivate":     {1, (*people).deactivate},
	"activate":       {1, (*people).activate},
	"leave":          {1, (*people).leave},
	"duty":           {2, (*people).duty},
	"courses":        {anyWords, (*people).courses},
	"clear-2fa":      {1, (*people).clearFactor},
	"end-sessions":   {1, (*people).endSessions},
}

func users(ctx context.Context, c config.Config, args []string, t terminal) (err error) {
	deed, known := deeds[args[0]]
	p := &people{terminal: t, conf: c}
	if !known || p.read(args[1:]) != nil || !deed.fits(len(p.args)) {
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
	flags.StringVar(&p.flags.from, "from", "", "")
	flags.StringVar(&p.flags.until, "until", "", "")
	flags.StringVar(&p.flags.standIn, "stand-in", "", "")
	flags.BoolVar(&p.flags.none, "none", false, "")
	flags.BoolVar(&p.flags.all, "all", false, "")
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
